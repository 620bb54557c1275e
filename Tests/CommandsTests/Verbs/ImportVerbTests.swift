import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@testable import Commands

@Suite("import")
struct ImportVerbTests {
  private func harness(_ names: String..., group: String? = nil) throws -> CommandHarness {
    let harness = try CommandHarness()
    for name in names {
      let id = try Fixtures.scaleSet(name, group: group)
      let document = ResourceDocument(
        id: id, apiVersion: "2024-07-01",
        body: [
          "location": "westus2", "sku": ["name": "Standard_D4s_v5", "capacity": 2],
          "properties": [
            "virtualMachineProfile": [
              "osProfile": [
                "computerNamePrefix": .string(name), "adminUsername": "ana",
                "linuxConfiguration": ["disablePasswordAuthentication": true],
              ]
            ]
          ],
        ])
      harness.azure.withState { $0.resources[id] = document }
    }
    return harness
  }

  @Test("the only scale set is taken, its manifest is the whole output, and nothing is written to Azure")
  func only() async throws {
    let harness = try harness("vision")
    let result = try await harness.run(["import"])
    #expect(result.status == .done)
    #expect(result.output.hasPrefix("# Imported from /subscriptions/"))
    #expect(result.output.contains("\n  template:\n    file: vision.template.json\n"))
    #expect(result.error.contains("✔ proved: a plan has no changes\n"))
    #expect(result.error.contains("weir: taking it over gives 1 resource Weir's two tags, and changes nothing else\n"))
    #expect(result.error.contains("--output-directory writes both"))
    #expect(harness.azure.writes == [])
  }

  @Test("of several all are listed, and one is taken by its name, its id or its group")
  func several() async throws {
    let harness = try harness("nlp", "vision")
    let listed = try await harness.run(["import"])
    #expect(listed.status == .done)
    #expect(listed.output.split(separator: "\n").count == 2)
    #expect(listed.output.contains("/virtualMachineScaleSets/nlp"))
    // A terminal that is narrower than an id gets names and groups, which name them as well.
    let short = try await harness.run(["import"], isTerminal: true)
    #expect(
      short.output == """
        nlp      ds-nlp      Standard_D4s_v5   2 instances
        vision   ds-vision   Standard_D4s_v5   2 instances

        """)
    #expect(short.error.contains("weir import NAME --resource-group GROUP"))
    #expect(try await harness.run(["import"], isTerminal: true, columns: 300).output == listed.output)
    let json = try JSONReader.read(try await harness.run(["import", "-o", "json"]).output)
    #expect(json["candidates"]?.array?.map { $0["name"] } == ["nlp", "vision"])
    let id = try Fixtures.scaleSet("nlp").description
    for words in [
      ["nlp"], ["nlp", "--resource-group", "ds-nlp"], [id],
      [id.uppercased().replacing("/SUBSCRIPTIONS", with: "/subscriptions")],
      ["--resource-group", "DS-NLP"],
    ] {
      let result = try await harness.run(["import"] + words)
      #expect(result.output.contains("\n  name: nlp\n"), "\(words) \(result.error)")
    }
  }

  @Test(
    "what is not there, or is none, is one line that helps",
    arguments: [
      (["visoin"], "there is no scale set visoin in the subscription; did you mean vision?"),
      (["/subscriptions/x"], "is no resource id of a scale set"),
      (["--resource-group", "other"], "there is no scale set in the resource group other"),
      (["--resource-group", "no/group"], "is no name of a resource group"),
    ])
  func faults(words: [String], expected: String) async throws {
    let result = try await harness("vision").run(["import"] + words)
    #expect(result.status == .failed)
    #expect(result.output.isEmpty)
    #expect(result.error.contains(expected), "\(result.error)")
  }

  @Test("a list that cannot be read gives no manifest of a part")
  func unreadable() async throws {
    let harness = try harness("vision")
    let azure = InMemoryAzure { call in
      if call.contains("loadBalancers") { throw AzureError.unreachable("gone") }
    }
    let resources = harness.azure.withState { $0.resources }
    azure.withState { $0.resources = resources }
    let broken = try CommandHarness(azure: azure)
    let result = try await broken.run(["import"])
    #expect(result.status == .failed && result.output.isEmpty)
  }

  @Test("files are written beside each other, and none is overwritten")
  func files() async throws {
    let harness = try harness("vision")
    let written = try await harness.run(["import", "--output-directory", "pools", "--name", "science"])
    #expect(written.status == .done && written.output.isEmpty)
    let folder = "\(harness.folder)/pools"
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["science.template.json", "science.yaml"])
    try FileManager.default.removeItem(atPath: "\(folder)/science.yaml")
    let again = try await harness.run(["import", "--output-directory", "pools", "--name", "science"])
    #expect(again.status == .failed)
    #expect(again.error.contains("science.template.json is there already and is not overwritten"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["science.template.json"])
  }

  @Test(
    "defaults of the folder that it goes to are not repeated, are contradicted where they must be, and are planned with"
  )
  func defaults() async throws {
    let harness = try harness("vision")
    func write(_ spec: String, to path: String) throws {
      try harness.write(
        "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: all}\nspec: \(spec)\n", to: path)
    }
    try harness.write("", to: ".git/HEAD")
    try write("{location: westus2, resourceGroup: ds-other}", to: "pools/defaults.yaml")
    let result = try await harness.run(["import", "--output-directory", "pools/team"])
    #expect(result.status == .done, "\(result.error)")
    let text = try String(contentsOfFile: "\(harness.folder)/pools/team/vision.yaml", encoding: .utf8)
    #expect(!text.contains("location:") && text.contains("\n  resourceGroup: ds-vision\n"), "\(text)")
    // Elsewhere they do not hold.
    #expect(try await harness.run(["import"]).output.contains("\n  location: westus2\n"))

    // What no manifest can take back is told.
    try write("{template: {parameters: {colour: red}}}", to: "labs/defaults.yaml")
    let wrong = try await harness.run(["import", "--output-directory", "labs"])
    #expect(wrong.status == .trouble)
    #expect(wrong.error.contains("weir: refused: with the defaults of its folder, "), "\(wrong.error)")
    #expect(wrong.error.contains("colour"), "\(wrong.error)")
  }

  @Test("what Azure shows and looks like a secret is not said to be untold")
  func readable() async throws {
    let harness = try harness("vision")
    let id = try Fixtures.scaleSet("vision")
    let place = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    harness.azure.withState { state in
      guard let document = state.resources[id] else { return }
      state.resources[id]?.body = document.body.setting(
        [
          [
            "name": "prepare",
            "properties": [
              "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1",
              "settings": ["commandToExecute": "bash mount.sh hunter2"],
            ],
          ]
        ], at: place)
    }
    let result = try await harness.run(["import"])
    #expect(result.status == .done)
    let path = "properties.virtualMachineProfile.extensionProfile.extensions[0].properties.settings.commandToExecute"
    #expect(
      result.output.contains(
        "# It looks like a secret, so it stands in no file, though Azure shows it to whoever may read the resource: \(path)."
      ), "\(result.output)")
    #expect(!result.output.contains("Azure never tells it: \(path)") && !result.output.contains("hunter2"))
    #expect(
      result.error.contains(
        "weir: warning: what looks like a secret stands in neither file, though Azure shows it, and no plan compares it; "
          + "say where it is kept: scale set vision \(path)\n"), "\(result.error)")
    #expect(
      result.error.contains("the protected settings of 1 extension cannot be compared, since Azure never tells them"))
  }

  @Test("an extension whose protected settings nobody can read counts as unseen, and is named")
  func extensions() async throws {
    let harness = try harness("vision")
    let id = try Fixtures.scaleSet("vision")
    let place = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    harness.azure.withState { state in
      guard let document = state.resources[id] else { return }
      state.resources[id]?.body = document.body.setting(
        .array(
          ["CustomScript", "AzureMonitorLinuxAgent", "AADSSHLoginForLinux"].map { type in
            [
              "name": .string("the-\(type)"),
              "properties": ["publisher": "Microsoft.Example", "type": .string(type), "typeHandlerVersion": "1.0"],
            ]
          }), at: place)
    }
    let result = try await harness.run(["import"])
    #expect(result.status == .done)
    #expect(
      result.error.contains(
        "weir: warning: the protected settings of 2 extensions cannot be compared, since Azure never tells them; say where "
          + "they are kept: scale set vision protected settings of the extension the-AzureMonitorLinuxAgent, scale set "
          + "vision protected settings of the extension the-CustomScript\n"), "\(result.error)")
    let json = try JSONReader.read(try await harness.run(["import", "-o", "json"]).output)
    #expect(json["proof"]?["unseen"]?.array?.count == 2)
  }

  @Test("the name of a group stands as the group has it, though lists shout it; one machine is one instance")
  func capitals() async throws {
    let harness = try harness("vision", "nlp", group: "DS-TEAM")
    let id = try Fixtures.scaleSet("vision", group: "DS-TEAM")
    let group = ResourceGroup(
      name: try #require(ResourceGroupName("ds-Team")), location: Location("westus2"))
    harness.azure.withState { state in
      state.groups[id.subscription, default: [:]][group.name] = group
    }
    let result = try await harness.run(["import", "vision"])
    #expect(result.output.contains("\n  resourceGroup: ds-Team\n"), "\(result.output)")
    #expect(!result.output.contains("DS-TEAM"))
    harness.azure.withState { state in
      for var document in Array(state.resources.values) {
        document.body = document.body.setting(1, at: JSONPath("sku", "capacity"))
        state.resources[document.id] = document
      }
    }
    let list = try await harness.run(["import"])
    #expect(
      list.output.contains("   1 instance\n") && list.output.contains("/resourceGroups/ds-Team/"), "\(list.output)")
  }

  @Test("what another pool's tags claim is not proved")
  func claimed() async throws {
    let harness = try harness("vision")
    let id = try Fixtures.scaleSet("vision")
    harness.azure.withState { state in
      guard let document = state.resources[id] else { return }
      state.resources[id]?.body = document.body.setting("nlp", at: JSONPath("tags", "weir-pool"))
    }
    let result = try await harness.run(["import", "--name", "vision"])
    #expect(result.status == .trouble)
    #expect(result.error.contains("belongs to pool"))
    // By its own name, it is that pool's.
    #expect(try await harness.run(["import"]).output.contains("\n  name: nlp\n"))
  }
}
