import Manifests
import Pools
import Synchronization
import Templates
import Testing

/// What one team's files hold that would stop the evaluation of everybody's, and what is said of it.
struct HostileInput: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var files: [String: String]
  /// A part of the one line that is said.
  var message: String

  /// A pool by a template with these sections.
  init(_ name: String, _ sections: [String: JSONValue], _ message: String) {
    self.init(name, template: Self.template(sections), message)
  }

  init(_ name: String, template: String, _ message: String) {
    self.init(name, files: ["a/t.json": template, "a/p.yaml": Self.pool("{file: t.json}")], message)
  }

  init(_ name: String, files: [String: String], _ message: String) {
    testDescription = name
    self.files = files
    self.message = message
  }

  static func pool(_ template: String) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: bomb}
    spec:
      resourceGroup: g
      location: westus2
      template: \(template)
    """
  }

  static func template(_ sections: [String: JSONValue]) -> String {
    var members = sections
    members["$schema"] = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    members["contentVersion"] = "1.0.0.0"
    members["resources"] = members["resources"] ?? []
    return JSONValue.object(members).text()
  }

  static func output(_ expression: String) -> [String: JSONValue] {
    ["outputs": ["o": ["type": "string", "value": .string(expression)]]]
  }

  /// So many resources that depend on a loop of as many.
  static func loops(_ count: Int64, prefix: String = "ip") -> [String: JSONValue] {
    func loop(_ type: String, _ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
      let members: [String: JSONValue] = [
        "type": .string("Microsoft.Network/\(type)"), "apiVersion": "2024-05-01", "location": "westus2",
        "name": .string("[concat('\(name)', copyIndex())]"), "properties": [:],
        "copy": ["name": .string("\(name)s"), "count": .integer(count)],
      ]
      return .object(members.merging(more) { $1 })
    }
    return [
      "resources": [
        loop("publicIPAddresses", prefix), loop("networkSecurityGroups", "nsg", ["dependsOn": [.string("\(prefix)s")]]),
      ]
    ]
  }

  static let digits = String(repeating: "9", count: 20_000)
  private static let word = String(repeating: "toLower(", count: 10_000) + "'a'" + String(repeating: ")", count: 10_000)

  static let all = [
    HostileInput(
      "an argument's number at the end of 64 bits",
      output("[variables('x')]").merging(["variables": ["x": "[format('{9223372036854775807}')]"]]) { $1 },
      "names argument 9223372036854775807"),
    HostileInput(
      "a search that is repeated ten thousand times",
      [
        "variables": ["h": "[padLeft('',131072,'q')]", "n": "[concat(padLeft('',65536,'q'),'z')]"],
        "outputs": [
          "o": [
            "type": "string",
            "value": "[string(length(map(range(0,10000),lambda('i',indexOf(variables('h'),variables('n'))))))]",
          ]
        ],
      ], "takes more than"),
    HostileInput(
      "lists of lists", output("[string(map(range(0,10000),lambda('i',range(0,10000))))]"), "takes more than"),
    HostileInput(
      "a long number in a template",
      template: template(["variables": ["x": 1]]).replacing(":1}", with: ":\(digits)}"), "a number of 20000 characters"),
    HostileInput("a long number by json()", output("[json('\(digits)')]"), "a number of 20000 characters"),
    HostileInput(
      "a long number in a file of parameters",
      files: [
        "a/t.json": template(["parameters": ["x": ["type": "int"]]]),
        "a/x.json": #"{"parameters": {"x": {"value": \#(digits)}}}"#,
        "a/p.yaml": pool("{file: t.json, parametersFile: x.json}"),
      ], "a number of 20000 characters"),
    HostileInput(
      "a long number in a manifest",
      files: [
        "a/t.json": template(["parameters": ["x": ["type": "int"]]]),
        "a/p.yaml": pool("{file: t.json, parameters: {x: \(digits)}}"),
      ], "has no counterpart in JSON"),
    HostileInput(
      "a number past the floats in a manifest",
      files: [
        "a/t.json": template(["parameters": ["x": ["type": "int"]]]),
        "a/p.yaml": pool("{file: t.json, parameters: {x: 1e999}}"),
      ], "has no counterpart in JSON"),
    HostileInput("a deep expression", output("[\(String(word.prefix(20_000)))]"), "nested deeper than"),
    HostileInput(
      "a deep template", template: String(repeating: "[", count: 100_000), "nested deeper than 128 levels"),
    HostileInput(
      "a deep manifest",
      files: ["a/p.yaml": pool("{file: t.json, parameters: {x: \(String(repeating: "[", count: 10_000))}}")],
      "maps and lists stand in each other"),
    HostileInput(
      "variables that need one another",
      output("[variables('a')]").merging(["variables": ["a": "[variables('b')]", "b": "[variables('a')]"]]) { $1 },
      "variable a → variable b → variable a"),
    HostileInput(
      "what renders to more than ARM takes", loops(200, prefix: String(repeating: "p", count: 70)),
      "and ARM takes 4194304"),
  ]
}

@Suite("One pool's input, and the other pools")
struct OtherPoolsTests {
  private static func repository(_ files: [String: String]) -> Repository {
    Repository(
      files.merging([
        "templates/pool.json": sampleTemplate, "b/victim.yaml": samplePool("victim", template: "/templates/pool.json"),
      ]) {
        $1
      })
  }

  @Test(
    "what one pool cannot have is its own error in one line, and the others are what they are",
    arguments: HostileInput.all)
  func others(_ input: HostileInput) async throws {
    let set = try await Self.repository(input.files).load()
    #expect(set.diagnostics.count == 1, "\(set.diagnostics)")
    let line = try #require(set.diagnostics.first)
    #expect(line.location.file.hasPrefix("a/") && line.message.contains(input.message), "\(line)")
    #expect(line.description.utf8.count < 500)
    #expect(line.pool == nil || line.pool == PoolName("bomb"))
    #expect(set.pools.map(\.name) == [PoolName("victim")])
    #expect(try set.pools.first?.desired().resources.count == 1)
  }

  @Test("200 resources that depend on a loop of 200 are a pool whose template ARM takes")
  func largeLoops() async throws {
    let template = HostileInput.template(HostileInput.loops(200))
    let set = try await Self.repository(["a/t.json": template, "a/p.yaml": HostileInput.pool("{file: t.json}")]).load()
    #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
    let pool = try #require(try set.pools.first?.desired())
    #expect(DeploymentTemplate.render(pool).utf8Text().count < DeploymentTemplate.maximumBytes)
  }

  @Test("a parameter's default that reads a later parameter reads what that one is given")
  func laterParameter() async throws {
    let template = HostileInput.template([
      "parameters": [
        "vmssName": ["type": "string", "defaultValue": "vmss"],
        "dnsLabelPrefix": ["type": "string", "defaultValue": "[concat(parameters('vmssName'),'-dns')]"],
        "zDnsLabelPrefix": ["type": "string", "defaultValue": "[concat(parameters('vmssName'),'-dns')]"],
      ],
      "resources": [
        [
          "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01",
          "name": "[parameters('dnsLabelPrefix')]", "location": "westus2",
          "properties": ["vmss": "[parameters('vmssName')]", "same": "[parameters('zDnsLabelPrefix')]"],
        ]
      ],
    ])
    let pool = HostileInput.pool("{file: t.json, parameters: {vmssName: prodpool}}")
    let set = try await Self.repository(["a/t.json": template, "a/p.yaml": pool]).load()
    #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
    let document = try #require(try set.pools.first?.desired().resources.first)
    #expect(document.id.name == "prodpool-dns")
    #expect(document.body["properties"] == ["vmss": "prodpool", "same": "prodpool-dns"])
  }

  @Test("a load that is cancelled throws, and remembers nothing of it")
  func cancellation() async throws {
    let loader = ManifestLoader.testing
    var repository = Repository(["templates/pool.json": sampleTemplate])
    for number in 0..<200 {
      repository["p\(number).yaml"] = samplePool("pool-\(number)", template: "t\(number % 3).json")
      repository["t\(number % 3).json"] = HostileInput.template(
        HostileInput.output("[string(map(range(0,\(9_000 + number % 3)),lambda('i',range(0,10000))))]"))
    }
    let started = AsyncStream<Void>.makeStream()
    let task = Task { [repository] in
      try await repository.load(with: loader, elsewhere: { _ in .notKept }, reading: { started.continuation.yield() })
    }
    for await _ in started.stream { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    // The same files are read again.
    let reads = ReadCounter()
    _ = try await Repository(["victim.yaml": samplePool("victim"), "templates/pool.json": sampleTemplate]).load(
      with: loader, counting: reads)
    #expect(reads.read.count == 2)
  }

  @Test("a pool whose time is over says so, and is tried again by the next load")
  func deadline() async throws {
    let time = Mutex(Duration.zero)
    let isSlow = Mutex(true)
    let loader = ManifestLoader(
      defaults: ManifestDefaults(subscription: SubscriptionID(ManifestLoader.subscription)),
      uptime: {
        guard isSlow.withLock({ $0 }) else { return .zero }
        return time.withLock { time in
          time += .seconds(40)
          return time
        }
      })
    let template = HostileInput.template(
      HostileInput.output("[string(length(map(range(0,9000),lambda('i',range(0,4)))))]"))
    let repository = Self.repository(["a/t.json": template, "a/p.yaml": HostileInput.pool("{file: t.json}")])
    let late = try await repository.load(with: loader)
    #expect(late.diagnostics.map(\.message).first?.contains("takes longer than 1m") == true, "\(late.diagnostics)")
    #expect(!late.isSettled && late.pools.map(\.name) == [PoolName("victim")])
    isSlow.withLock { $0 = false }
    let again = try await repository.load(with: loader)
    #expect(again.diagnostics.isEmpty && again.pools.count == 2)
  }

  @Test("of ten thousand mistakes in one document a hundred are reported")
  func manyMistakes() async throws {
    let keys = (0..<10_000).map { "wrong\($0): 1" }
    let manifest = samplePool("pool") + keys.map { "  \($0)\n" }.joined()
    var repository = Repository(["pool.yaml": manifest, "templates/pool.json": sampleTemplate])
    #expect(try await repository.lines().count == 100)
    let parameters = "{vmssName: pool, \(keys.joined(separator: ", "))}"
    repository["pool.yaml"] = samplePool("pool").replacing("{vmssName: pool, instanceCount: 3}", with: parameters)
    #expect(try await repository.lines().count == 100)
  }
}
