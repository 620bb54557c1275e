import Pools
import Templates
import Testing

@Suite("nothing hangs on the alphabet or on an order that means nothing")
struct OrderTests {
  /// Names whose order by alphabet is that of the digits, and the reverse.
  static let orders = [["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["B", "c", "A"]]

  private static func label(_ names: [String], given: [String: JSONValue]) throws -> JSONValue {
    let (first, second, third) = (names[0], names[1], names[2])
    let parameters: JSONValue = [
      "parameters": .object([
        first: ["type": "string", "defaultValue": .string("[concat(parameters('\(second)'), '-dns')]")],
        second: ["type": "string", "defaultValue": .string("[concat(parameters('\(third.uppercased())'), '-pool')]")],
        third: ["type": "string", "defaultValue": "vmss"],
      ])
    ]
    return try Sample.value(
      of: "[parameters('\(first)')]", sections: ["parameters": parameters["parameters"] ?? [:]], parameters: given)
  }

  @Test("a default that reads another parameter gets its given value, whichever comes first", arguments: orders)
  func defaults(_ names: [String]) throws {
    #expect(try Self.label(names, given: [names[2].lowercased(): "prod"]) == "prod-pool-dns")
    #expect(try Self.label(names, given: [names[1].uppercased(): "prod"]) == "prod-dns")
    #expect(try Self.label(names, given: [:]) == "vmss-pool-dns")
    // Null is no value for a parameter that has a default: the default stands.
    #expect(try Self.label(names, given: [names[1]: .null, names[2]: "prod"]) == "prod-pool-dns")
  }

  @Test("the same in a deployment within the template", arguments: orders)
  func nestedDefaults(_ names: [String]) throws {
    let inner: [String: JSONValue] = [
      "parameters": .object([
        names[0]: ["type": "string", "defaultValue": .string("[concat(parameters('\(names[1])'), '-dns')]")],
        names[1]: ["type": "string", "defaultValue": "vmss"], names[2]: ["type": "string", "nullable": true],
      ]),
      "resources": [ResourceTests.resource("x", ["dns": .string("[parameters('\(names[0])')]")])],
    ]
    for (given, expected) in [([names[1].uppercased(): "prod", names[0]: .null], "prod-dns"), ([:], "vmss-dns")]
      as [([String: JSONValue], String)]
    {
      let nested = NestedDeploymentTests.deployment(
        "d", inner, inner: true, parameters: .object(given.mapValues { ["value": $0] }))
      let document = try #require(try ResourceTests.documents([nested]).first)
      #expect(document.body == ["dns": .string(expected)])
    }
  }

  static let cycles: [([String: JSONValue], String)] = [
    (
      ["parameters": ["c": parameter("b"), "a": parameter("c"), "b": parameter("a")]],
      "the parameter a needs itself: parameter a → parameter c → parameter b → parameter a"
    ),
    (["parameters": ["p": parameter("P")]], "the parameter p needs itself"),
    (
      ["variables": ["z": "[variables('y')]", "y": "[concat(variables('x'), 'a')]", "x": "[variables('Z')]"]],
      "the variable x needs itself: variable x → variable z → variable y → variable x"
    ),
    (
      [
        "variables": [
          "copy": [["name": "l", "count": 2, "input": "[variables('m')]"]], "m": "[first(variables('L'))]",
        ]
      ],
      "the variable l needs itself: variable l → variable m → variable l"
    ),
  ]

  private static func parameter(_ other: String) -> JSONValue {
    ["type": "string", "defaultValue": .string("[concat(parameters('\(other)'), 'x')]")]
  }

  @Test("a cycle is named, in the same words wherever it is entered", arguments: cycles.indices)
  func cycle(_ position: Int) throws {
    let (sections, message) = Self.cycles[position]
    let names = (sections["variables"]?.object ?? [:]).keys.filter { $0 != "copy" }.sorted()
    for name in names.isEmpty ? [""] : names {
      var sections = sections
      if !name.isEmpty { sections["outputs"] = ["o": ["type": "string", "value": .string("[variables('\(name)')]")]] }
      let faults = try Sample.faults { _ = try Sample.evaluate(sections) }
      #expect(faults.map { $0.message.lowercased() } == [message.lowercased()])
    }
  }

  @Test("a parameter without a value is missing once, whatever reads it")
  func missing() throws {
    let faults = try Sample.faults {
      _ = try Sample.evaluate([
        "parameters": ["a": Self.parameter("b"), "b": ["type": "string"], "c": Self.parameter("b")]
      ])
    }
    #expect(faults.count == 1 && faults[0].message.contains("the parameter b (string)"), "\(faults)")
  }

  @Test("deployments that need one another's outputs are a cycle that names them, in any order")
  func deploymentCycle() throws {
    func deployment(_ name: String, _ other: String) -> JSONValue {
      NestedDeploymentTests.deployment(
        name,
        [
          "outputs": ["o": ["type": "string", "value": .string("[reference('\(other)').outputs.o.value]")]],
          "resources": [],
        ])
    }
    for names in [["a", "b"], ["b", "a"]] {
      let faults = try Sample.faults {
        _ = try Sample.value(
          of: "[reference('\(names[0])').outputs.o.value]",
          sections: ["resources": [deployment(names[0], names[1]), deployment(names[1], names[0])]])
      }
      #expect(faults.map(\.message) == ["the deployment a needs itself: deployment a → deployment b → deployment a"])
    }
  }

  @Test("outputs that many ask for are worked out once")
  func sharedOutputs() throws {
    var resources: [JSONValue] = [
      NestedDeploymentTests.deployment("d0", ["outputs": ["o": ["type": "string", "value": "x"]], "resources": []])
    ]
    for number in 1...24 {
      let before = "reference('d\(number - 1)').outputs.o.value"
      resources.append(
        NestedDeploymentTests.deployment(
          "d\(number)",
          [
            "outputs": [
              "o": ["type": "int", "value": .string("[add(length(string(\(before))), length(string(\(before))))]")]
            ], "resources": [],
          ]))
    }
    #expect(
      try Sample.value(of: "[reference('d24').outputs.o.value]", sections: ["resources": .array(resources.reversed())])
        == 2)
  }

  @Test("a reference finds what a deployment beside it makes, wherever that stands in the list")
  func laterDeployment() throws {
    let outer = NestedDeploymentTests.deployment("m", ["resources": [ResourceTests.resource("made")]])
    let inner = NestedDeploymentTests.deployment(
      "a",
      [
        "parameters": ["x": ["type": "object"]],
        "resources": [ResourceTests.resource("uses", ["x": "[parameters('x')]"])],
      ], inner: true, parameters: ["x": ["value": "[reference('made')]"]])
    let first = try ResourceTests.documents([outer, inner])
    #expect(try ResourceTests.documents([inner, outer]) == first)
    #expect(first.first { $0.id.name == "uses" }?.dependsOn.map(\.name) == ["made"])
  }

  static let duplicates: [([String: JSONValue], String)] = [
    (["Outputs": [:], "outputs": [:]], "the member outputs stands here twice"),
    (["variables": ["a": 1, "A": 2]], "the variable a stands here twice"),
    (["variables": ["a": 1, "copy": [["name": "A", "count": 1, "input": 1]]]], "once as a loop"),
    (
      ["variables": ["copy": [["name": "l", "count": 1, "input": 1], ["name": "L", "count": 1, "input": 2]]]],
      "the variable L stands here twice"
    ),
    (
      ["outputs": ["o": ["type": "int", "value": 1], "O": ["type": "int", "value": 2]]],
      "the output o stands here twice"
    ),
    (["parameters": ["p": ["type": "int", "Type": "string"]]], "the member type stands here twice"),
    (
      ["resources": [ResourceTests.resource("a", ["Properties": ["x": 1], "properties": ["x": 2]])]],
      "the member properties stands here twice"
    ),
    (
      ["languageVersion": "2.0", "resources": ["r": ResourceTests.resource("a"), "R": ResourceTests.resource("b")]],
      "the resource r stands here twice"
    ),
    (
      ["functions": [function("f", ["x"]), function("F", ["x"])]], "the function f.f stands here twice"
    ),
    (["functions": [function("f", ["x", "X"])]], "have the same name"),
    (
      [
        "resources": [
          NestedDeploymentTests.deployment(
            "d", ["parameters": ["p": ["type": "int"]], "resources": []], inner: true,
            parameters: ["p": ["value": 1], "P": ["value": 2]])
        ]
      ], "the parameter p stands here twice"
    ),
    (
      [
        "resources": [
          ResourceTests.resource("a", ["properties": ["copy": [["name": "b", "count": 1, "input": 1]], "b": 2]])
        ]
      ], "the member b stands twice in one object"
    ),
    (
      ["resources": [ResourceTests.resource("a", ["tags": ["[concat('b', '')]": "1", "b": "2"]])]],
      "the member b stands twice in one object"
    ),
  ]

  private static func function(_ namespace: String, _ parameters: [String]) -> JSONValue {
    [
      "namespace": .string(namespace),
      "members": [
        "f": [
          "parameters": .array(parameters.map { ["name": .string($0), "type": "int"] }),
          "output": ["type": "int", "value": 1],
        ]
      ],
    ]
  }

  @Test("two of one name are a fault, where their spelling would decide which counts", arguments: duplicates.indices)
  func duplicate(_ position: Int) throws {
    let (sections, message) = Self.duplicates[position]
    let faults = try Sample.faults { _ = try Sample.evaluate(sections) }
    #expect(faults.contains { $0.message.lowercased().contains(message.lowercased()) }, "\(faults)")
  }

  @Test("a parameter that stands twice in a file of parameters is a fault")
  func duplicateParameter() throws {
    let text = #"{"parameters": {"a": {"value": 1}, "A": {"value": 2}}}"#
    let faults = try Sample.faults { _ = try ParameterFile.parse(text.utf8, file: "p.json") }
    #expect(faults.count == 1 && faults[0].message.contains("the parameter a stands here twice"), "\(faults)")
  }

  @Test("of several wrong members the same is reported in every process", arguments: 0..<20)
  func firstFault(_ run: Int) throws {
    let many = (0..<30).map { "'m\(($0 * 7 + run) % 30)', \($0 * 7 % 30)" }.joined(separator: ", ")
    let faults = try Sample.faults {
      _ = try Sample.value(of: "[mapValues(createObject(\(many)), lambda('x', fail(string(lambdaVariables('x')))))]")
    }
    let expected = try #require((0..<30).first { ($0 * 7 + run) % 30 == 0 }) * 7 % 30
    #expect(faults.map(\.message) == ["the template gives up: \(expected)"])
  }
}
