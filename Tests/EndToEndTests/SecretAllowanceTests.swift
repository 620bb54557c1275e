import Foundation
import Pools
import Simulator
import Testing

@Suite("Secrets by reference, from the manifest to the answer", .serialized)
struct SecretAllowanceTests {
  /// A template whose password comes from a secure parameter.
  private static let template = """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0",
     "parameters": {"s": {"type": "securestring"}, "count": {"type": "int", "defaultValue": 1}},
     "resources": [
      {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "vision",
       "location": "[resourceGroup().location]", "sku": {"name": "Standard_D2s_v5", "capacity": "[parameters('count')]"},
       "properties": {"orchestrationMode": "Uniform", "upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": {
         "storageProfile": {
           "imageReference": {
             "publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2", "version": "latest"},
           "osDisk": {"createOption": "FromImage", "managedDisk": {"storageAccountType": "Standard_LRS"}}},
         "osProfile": {
           "computerNamePrefix": "vision", "adminUsername": "dsvmadmin", "adminPassword": "[parameters('s')]"},
         "networkProfile": {"networkInterfaceConfigurations": [{"name": "nic", "properties": {"primary": true,
           "ipConfigurations": [{"name": "ip", "properties": {"subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'pools')]"}}}]}}]}}},
       "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'net')]"]},
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
       "location": "[resourceGroup().location]", "properties": {
         "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "pools", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}]}
    """

  private static func manifest(_ reference: String, count: Int = 1) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      template:
        file: /t.json
        parameters: {count: \(count)}
        secrets: {s: \(reference)}
    """
  }

  private static func files(_ reference: String, count: Int = 1) -> [String: String?] {
    ["vision/pool.yaml": manifest(reference, count: count), "t.json": template]
  }

  private func allow(_ rules: String, _ site: Site, _ cli: String? = nil) throws {
    try site.settings(cli: cli)
    let text = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
    let start = try #require(text.firstRange(of: "secrets:"))
    try site.write(text[..<start.lowerBound] + "secrets: {allow: [\(rules)]}\n", to: "weir.yaml")
  }

  @Test("what is not allowed is one error at validate, plan and reconcile, whether it is there or not")
  func notAllowed() async throws {
    try await Site.with { site in
      try allow("{environment: [VISION_*], for: [vision]}", site)
      let there = ["AZURE_CLIENT_SECRET": "client-secret-0f3a", "OTHER_KEY": "others-key-77b1"]
      for reference in [
        "{environment: AZURE_CLIENT_SECRET}", "{environment: OTHER_KEY}", "{environment: NONE}", "{file: /etc/shadow}",
        "{file: /proc/self/environ}", "{file: /none}", "{file: \(site.folder.path())/admin-password}",
        "{keyVault: {id: /subscriptions/\(Site.subscription)/resourceGroups/x/providers/Microsoft.KeyVault/vaults/x, secret: s}}",
      ] {
        for (path, text) in Self.files(reference) {
          if let text { try site.write(text, to: "work/\(path)") }
        }
        let config = site.folder.appending(path: "weir.yaml").path()
        let line = "10:18: spec.template.secrets.s: \(SecretPolicy.refusal)"
        let validated = try await site.run(
          Site.weir, ["validate", "--config", config], in: site.work, adding: there)
        #expect(validated.code == 1)
        #expect(validated.errors == "vision/pool.yaml:\(line)\n", "\(reference): \(validated.errors)")
      }
      try await site.push(Self.files("{environment: AZURE_CLIENT_SECRET}"))
      for verb in [["plan"], ["reconcile", "--now"]] {
        let ended = try await site.run(Site.weir, verb, adding: there)
        #expect(ended.code == 1 && (ended.output + ended.errors).contains(SecretPolicy.refusal), "\(ended)")
      }
      #expect(site.deploymentsSent.isEmpty)
    }
  }

  @Test("a plan reads no secret: it works without variables and with a login that only reads")
  func planWithoutSecrets() async throws {
    try await Site.with { site in
      let door = try AzDoor(site)
      try allow("{environment: [VISION_*], for: [vision]}", site, door.path)
      try await site.push(Self.files("{environment: VISION_PASSWORD}"))
      let new = try await site.weir("plan", "-o", "json")
      #expect(new.code == 2, "\(new.errors)")
      #expect(try new.json["pools"]?.array?.first?["secrets"] == ["s": "not known here"])
      let variables = ["VISION_PASSWORD": Site.password]
      #expect(try await site.run(Site.weir, ["reconcile", "--now"]).code == 3)
      try await site.run(Site.weir, ["reconcile", "--now"], adding: variables).succeeded()

      // From now on nothing may be written.
      try door.order("each", "case \"$1-$2\" in deployment-group|group-create) echo 'denied' >&2; exit 1;; esac")
      let same = try await site.weir("plan", "-o", "json")
      #expect(same.code == 0, "\(same.output) \(same.errors)")
      #expect(try same.json["pools"]?.array?.first?["secrets"] == ["s": "unchanged"])
      #expect(try same.json["pools"]?.array?.first?["changes"] == [])

      try await site.push(Self.files("{environment: VISION_OTHER}"))
      let changed = try await site.weir("plan")
      #expect(changed.code == 2 && changed.output.contains("    secret s: changed reference\n"), "\(changed.output)")
      let other = try await site.run(
        Site.weir, ["plan", "--with-secrets"], adding: ["VISION_OTHER": Site.password])
      #expect(other.code == 0, "\(other.output)")
      #expect(try await site.weir("plan", "--with-secrets").code == 3)
    }
  }

  @Test("a value that Azure repeats in another spelling is in no answer, log and database")
  func spellings() async throws {
    let value = "zebra  wombats, \"okapis\" &\nquokkas \\ of <it>"
    try await Site.with { site in
      try site.write(value + "\n", to: "admin-password")
      try await site.push(Self.files("{file: \(site.folder.path())/admin-password}"))
      try await site.weir("reconcile", "--now").succeeded()
      var said = ""
      for (number, spelling) in [
        value, value.split(whereSeparator: \.isWhitespace).joined(separator: " "), JSONValue.string(value).text(),
        Data(value.utf8).base64EncodedString(),
      ].enumerated() {
        site.simulation.inject(
          Fault(
            .status(400, code: "InvalidTemplate", message: "no '\(spelling)' here", retryAfter: nil),
            match: .init(method: "PUT", path: "/deployments/")))
        try await site.push(Self.files("{file: \(site.folder.path())/admin-password}", count: number + 2))
        let output = ["text", "json"][number % 2]
        let ended = try await site.weir("reconcile", "--now", "--verbose", "--output", output)
        #expect(
          ended.code == 3 && (ended.output + ended.errors).contains("(secret)"), "\(ended.output) \(ended.errors)")
        said += ended.output + ended.errors
      }
      for arguments in [
        ["log", "--verbose"], ["log", "-o", "json"], ["status", "-o", "json"], ["plan", "-o", "markdown"],
      ] {
        let ended = try await site.run(Site.weir, arguments)
        said += ended.output + ended.errors
      }
      let encoded = Data(value.utf8).base64EncodedString().dropLast(4)
      for word in ["wombats", "okapis", "quokkas", String(encoded)] {
        #expect(!said.contains(word), "\(word): \(said)")
        for name in try FileManager.default.contentsOfDirectory(atPath: site.state.path()) where name.contains(".db") {
          let bytes = try Data(contentsOf: site.state.appending(path: name))
          #expect(bytes.firstRange(of: Data(word.utf8)) == nil, "\(word) in \(name)")
        }
      }
    }
  }
}
