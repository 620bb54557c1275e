import Foundation
import Pools
import Templates
import Testing

/// The pool that tests set up: an administrator, two people, a share whose name and key break bad quoting.
enum Pool {
  static let shareName = "a b'$(touch pwned)\"&;"
  static let key = #"k,e"y'$(touch /pwned)==;\#\"#
  static let secrets = ["storageKey": key, "anaPassword": #"p:w'" $(x)\"#, "domainPassword": #"Pa$$ w"o'rd"#]

  static let admin = GuestUser(name: "dsvmadmin", sshKeys: ["ssh-ed25519 AAAAadmin me@x"], isAdministrator: true)
  static let ana = GuestUser(name: "ana", sshKeys: ["ssh-ed25519 AAAAana $(touch /pwned) 'ana' \"", "ssh-rsa AAAAtwo"])
  static let bob = GuestUser(name: "bob", sshKeys: ["ssh-ed25519 AAAAbob"])

  static var smb: GuestShare {
    GuestShare(
      kind: .smb(
        host: "teamfiles.file.core.windows.net", share: shareName, account: "teamfiles",
        keyExpression: "parameters('storageKey')"), mountPath: "/datamnt/share")
  }

  static var nfs: GuestShare {
    GuestShare(kind: .nfs(server: "10.1.0.4", export: "/pools", version: "4.1"), mountPath: "/datamnt/share")
  }

  /// Waits for no share: what it would wait for is there or is not.
  static func setup(_ users: [GuestUser] = [ana, bob], share: GuestShare? = smb) -> GuestSetup {
    var setup = GuestSetup(users: [admin] + users, share: share)
    setup.shareWait = 0
    return setup
  }

  /// Makes a machine beside the servers of both kinds of share.
  static func machine(_ body: @escaping @Sendable (Machine) async throws -> Void) async throws {
    try await Machine.with { machine in
      let server = try await machine.run(
        "name=$(cat); mkdir -p \"/server/$name\" /server/pools", input: shareName)
      try #require(server.succeeded, "\(server.text)")
      try await machine.serve(key: key)
      try await body(machine)
    }
  }
}

extension Machine {
  /// The key that the SMB server takes from now on.
  func serve(key: String) async throws { try await run("cat >/record/key", input: key) }
}

extension GuestSetup {
  /// The program as the machine gets it: through a template, its evaluation, the template that Weir deploys, and that one's.
  func program(secrets: [String: String]) throws -> String {
    let settings = try Deployed.settings(of: linuxExtension(), secrets: secrets)
    let script = try #require(settings["script"]?.string)
    let data = try #require(Data(base64Encoded: script))
    return String(decoding: data, as: UTF8.self)
  }

  /// The command as the machine gets it.
  func command(secrets: [String: String]) throws -> String {
    try #require(try Deployed.settings(of: windowsExtension(), secrets: secrets)["commandToExecute"]?.string)
  }
}

enum Deployed {
  /// The protected settings of an extension with its secrets in them.
  static func settings(of extension: GuestExtension, secrets: [String: String]) throws -> JSONValue {
    let parameters = Dictionary(
      uniqueKeysWithValues: secrets.keys.map { ($0, JSONValue.object(["type": "securestring"])) })
    let template: JSONValue = [
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0", "parameters": .object(parameters), "variables": .object(`extension`.variables),
      "resources": [
        [
          "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "pool",
          "location": "westus2", "properties": ["extension": `extension`.body],
        ]
      ],
    ]
    let first = try evaluate(template, secrets)
    let deployed = DeploymentTemplate.render(first.resources, secrets: Set(secrets.keys))
    for secret in secrets.values { #expect(!deployed.text(indentation: 2).contains(secret)) }
    let second = try evaluate(deployed, secrets)
    let resource = try #require(second.resources.first).resolved(
      secrets: secrets, scope: try scope(), runtime: NoRuntime())
    return try #require(resource.body["properties"]?["extension"]?["properties"]?["protectedSettings"])
  }

  private static func evaluate(_ template: JSONValue, _ secrets: [String: String]) throws -> EvaluatedTemplate {
    let place = SourceLocation(file: "pool.yaml", line: 1)
    return try Template(parsing: Array(template.text(indentation: 2).utf8), file: "pool.json").evaluate(
      parameters: secrets.mapValues { _ in .secret(.environment("SECRET"), origin: place) }, scope: try scope())
  }

  private static func scope() throws -> TemplateScope {
    TemplateScope(
      subscription: try #require(SubscriptionID("11111111-2222-3333-4444-555555555555")),
      resourceGroup: try #require(ResourceGroupName("ds-vision")), location: try #require(Location("westus2")),
      tenant: nil, tags: [:], deployment: "weir-vision-000000000000")
  }
}

/// Nothing that these templates ask.
private struct NoRuntime: TemplateRuntime {
  struct Unknown: Error {}
  func reference(_ resource: String, apiVersion: String?, full: Bool) throws -> JSONValue { throw Unknown() }
  func list(_ function: String, resource: String, apiVersion: String?, body: JSONValue?) throws -> JSONValue {
    throw Unknown()
  }
}
