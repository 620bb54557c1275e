import Pools
import Templates
import Testing

@Suite("resources: loops, conditions, children, dependencies")
struct ResourceTests {
  static func resource(
    _ name: String, type: String = "Microsoft.Test/things", _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var members: [String: JSONValue] = ["type": .string(type), "name": .string(name), "apiVersion": "2024-01-01"]
    members.merge(more) { _, later in later }
    return .object(members)
  }

  static func documents(
    _ resources: JSONValue, _ sections: [String: JSONValue] = [:]
  ) throws -> [ResourceDocument] {
    var sections = sections
    sections["resources"] = resources
    return try Sample.evaluate(sections).resources
  }

  static func dependencies(_ resources: JSONValue, _ sections: [String: JSONValue] = [:]) throws -> [String: [String]] {
    let documents = try documents(resources, sections)
    return Dictionary(uniqueKeysWithValues: documents.map { ($0.id.name, $0.dependsOn.map(\.name)) })
  }

  @Test("a loop makes one resource an iteration, and copyIndex counts them")
  func loop() throws {
    let looped = Self.resource(
      "[format('vm-{0:D2}', copyIndex(1))]",
      ["copy": ["name": "vms", "count": "[length(createArray(1, 2, 3))]"], "properties": ["i": "[copyIndex('VMS')]"]])
    let documents = try Self.documents([looped])
    #expect(documents.map(\.id.name) == ["vm-01", "vm-02", "vm-03"])
    #expect(documents.map(\.body) == (0...2).map { ["properties": ["i": .integer($0)]] })
  }

  @Test("a loop of none makes nothing, and a dependency on it is no fault")
  func emptyLoop() throws {
    let looped = Self.resource("[concat('a', copyIndex())]", ["copy": ["name": "many", "count": 1]])
    let other = Self.resource("b", ["dependsOn": ["many"]])
    #expect(try Self.dependencies([looped, other]) == ["a0": [], "b": ["a0"]])
  }

  @Test("a serial loop's batches wait for one another")
  func serial() throws {
    let looped = Self.resource(
      "[concat('a', copyIndex())]", ["copy": ["name": "many", "count": 4, "mode": "Serial", "batchSize": 2]])
    #expect(try Self.dependencies([looped]) == ["a0": [], "a1": [], "a2": ["a0", "a1"], "a3": ["a0", "a1"]])
  }

  @Test("loops of properties, variables and outputs make lists, also within one another")
  func propertyLoops() throws {
    let looped = Self.resource(
      "a",
      [
        "properties": [
          "copy": [
            [
              "name": "disks", "count": 2,
              "input": [
                "lun": "[copyIndex('disks')]",
                "copy": [
                  ["name": "parts", "count": 2, "input": "[concat(copyIndex('disks'), '-', copyIndex('parts', 1))]"]
                ],
              ],
            ]
          ],
          "names": "[variables('names')]", "tags": "[variables('nested').tags]",
        ]
      ])
    let sections: [String: JSONValue] = [
      "variables": [
        "copy": [["name": "names", "count": 2, "input": "[concat('n', copyIndex('names'))]"]],
        "nested": ["copy": [["name": "tags", "count": 1, "input": "[copyIndex('tags')]"]]],
      ],
      "outputs": ["all": ["type": "array", "copy": ["count": 2, "input": "[copyIndex()]"]]],
      "resources": [looped],
    ]
    let evaluated = try Sample.evaluate(sections)
    #expect(
      evaluated.resources.first?.body == [
        "properties": [
          "disks": [["lun": 0, "parts": ["0-1", "0-2"]], ["lun": 1, "parts": ["1-1", "1-2"]]], "names": ["n0", "n1"],
          "tags": [0],
        ]
      ])
    #expect(evaluated.outputs["all"]?.value == [0, 1])
  }

  @Test("a condition that is false leaves the resource out, and dependencies on it too")
  func condition() throws {
    let resources: JSONValue = [
      Self.resource("a", ["condition": "[equals(1, 2)]"]), Self.resource("b", ["condition": true, "dependsOn": ["a"]]),
    ]
    #expect(try Self.dependencies(resources) == ["b": []])
  }

  static let forms: [Row] = [
    Row("a", ["a"]), Row("Microsoft.Test/things/a", ["a"]), Row("[concat('microsoft.test/Things/', 'A')]", ["a"]),
    Row("[resourceId('Microsoft.Test/things', 'a')]", ["a"]), Row("loop", ["l0", "l1"]), Row("a/x", ["x"]),
    Row("Microsoft.Test/things/a/parts/x", ["x"]), Row("Microsoft.Test/things/parts/a/x", ["x"]),
    Row("[resourceId('Microsoft.Test/things/parts', 'a', 'x')]", ["x"]),
  ]

  @Test("a dependency is named by id, by type and name, by name or by loop", arguments: forms)
  func dependency(_ row: Row) throws {
    let resources: JSONValue = [
      Self.resource("a", ["resources": [Self.resource("x", type: "parts")]]),
      Self.resource("[concat('l', copyIndex())]", ["copy": ["name": "loop", "count": 2]]),
      Self.resource("me", ["dependsOn": [.string(row.expression)]]),
    ]
    #expect(try Self.dependencies(resources)["me"]?.map { .string($0) } == row.result.array)
  }

  @Test("a child has its parent's type and name before its own, and waits for it")
  func children() throws {
    let child = Self.resource("pools", type: "subnets", ["properties": ["p": 1]])
    let full = Self.resource("net/more", type: "Microsoft.Network/virtualNetworks/subnets")
    let documents = try Self.documents([
      Self.resource("net", type: "Microsoft.Network/virtualNetworks", ["resources": [child, full]])
    ])
    #expect(
      documents.map(\.id.short) == [
        "Microsoft.Network/virtualNetworks/net", "Microsoft.Network/virtualNetworks/net/subnets/more",
        "Microsoft.Network/virtualNetworks/net/subnets/pools",
      ])
    #expect(documents.map { $0.dependsOn.map(\.name) } == [[], ["net"], ["net"]])
    #expect(documents[0].body == [:])
  }

  @Test("symbolic names lead to resources, existing ones are never deployed")
  func symbolic() throws {
    let resources: JSONValue = [
      "account": Self.resource("team", ["existing": true]),
      "net": Self.resource("vnet", type: "Microsoft.Network/virtualNetworks"),
      "many": Self.resource("[concat('m', copyIndex())]", ["copy": ["name": "many", "count": 2]]),
      "set": Self.resource(
        "set",
        [
          "dependsOn": ["net", "account", "[format('many[{0}]', 1)]"],
          "properties": [
            "key": "[reference('account').key]", "id": "[resourceInfo('net').id]",
            "all": "[length(references('many'))]",
            "first": "[reference('many[0]', '2020-01-01', 'full').id]",
          ],
        ]),
    ]
    let documents = try Self.documents(resources, ["languageVersion": "2.0"])
    #expect(documents.map(\.id.name) == ["vnet", "m0", "m1", "set"])
    let set = try #require(documents.last)
    #expect(set.dependsOn.map(\.name) == ["vnet", "m0", "m1"])
    let things = Sample.group + "/providers/Microsoft.Test/things"
    #expect(
      set.body["properties"] == [
        "key": .string("[reference('\(things)/team', '2024-01-01').key]"),
        "id": .string(Sample.group + "/providers/Microsoft.Network/virtualNetworks/vnet"), "all": 2,
        "first": .string("[reference('\(things)/m0', '2020-01-01', 'full').id]"),
      ])
  }

  @Test("an existing resource may be in another group")
  func elsewhere() throws {
    let resources: JSONValue = [
      "net": Self.resource("shared", ["existing": true, "resourceGroup": "[concat('net', 'works')]"]),
      "set": Self.resource("set", ["dependsOn": ["net"], "properties": ["id": "[resourceInfo('net').id]"]]),
    ]
    let documents = try Self.documents(resources, ["languageVersion": "2.0"])
    let id =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/networks/providers/Microsoft.Test/things/shared"
    #expect(documents.map(\.body) == [["properties": ["id": .string(id)]]])
    #expect(documents.first?.dependsOn.isEmpty == true)
  }

  @Test("a reference to a resource of the template is a dependency on it")
  func implied() throws {
    let resources: JSONValue = [
      Self.resource("a"), Self.resource("b", ["properties": ["x": "[reference('a').y]"]]),
      Self.resource("c", ["properties": ["x": "[list('b', '2024-01-01').k]"]]),
    ]
    #expect(try Self.dependencies(resources) == ["a": [], "b": ["a"], "c": ["b"]])
    let versioned: JSONValue = [
      Self.resource("a", ["dependsOn": ["b"]]),
      Self.resource(
        "b", ["properties": ["x": "[reference(resourceId('Microsoft.Test/things', 'a'), '2024-01-01').y]"]]),
    ]
    #expect(try Self.dependencies(versioned) == ["a": ["b"], "b": []])
  }

  @Test("an API version and a member's name may be expressions")
  func names() throws {
    var resource =
      Self.resource("a", ["identity": ["userAssignedIdentities": ["[concat('/', 'id')]": [:]]]]).object ?? [:]
    resource["apiVersion"] = "[variables('version')]"
    let documents = try Self.documents([.object(resource)], ["variables": ["version": "2017-03-30"]])
    #expect(documents.first?.apiVersion == "2017-03-30")
    #expect(documents.first?.body == ["identity": ["userAssignedIdentities": ["/id": [:]]]])
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var resources: JSONValue
    var message: String
  }

  static let wrong: [Wrong] = [
    Wrong(
      testDescription: "a double", resources: [resource("a"), resource("A")], message: "stands in the template twice"),
    Wrong(
      testDescription: "a circle",
      resources: [resource("a", ["dependsOn": ["b"]]), resource("b", ["dependsOn": ["a"]])],
      message: "in a circle: Microsoft.Test/things/a → Microsoft.Test/things/b → Microsoft.Test/things/a"),
    Wrong(
      testDescription: "an unknown dependency", resources: [resource("data"), resource("b", ["dependsOn": ["dat"]])],
      message: "the dependency dat is no resource of this template"),
    Wrong(
      testDescription: "a name of several",
      resources: [resource("a"), resource("a", type: "Microsoft.Test/other"), resource("b", ["dependsOn": ["a"]])],
      message: "name its type too"),
    Wrong(
      testDescription: "too few names", resources: [resource("a", type: "Microsoft.Test/things/parts")],
      message: "has 2 segments, and the name a has 1"),
    Wrong(
      testDescription: "a scope of nothing", resources: [resource("a", ["scope": "/"])],
      message: "should be a resource's id, or its type and names"),
    Wrong(
      testDescription: "a scope elsewhere",
      resources: [resource("a", ["scope": "[resourceId('shared', 'Microsoft.KeyVault/vaults', 'v')]"])],
      message: "put it into a deployment with \"resourceGroup\": \"shared\""),
    Wrong(
      testDescription: "another group",
      resources: [resource("a", ["resourceGroup": "shared"])], message: "stands in a deployment with that resourceGroup"
    ),
    Wrong(
      testDescription: "an extension of nothing", resources: [resource("a/b", type: "A.B/providers/locks")],
      message: "is no extension's type"),
    Wrong(
      testDescription: "an extension",
      resources: [resource("a", ["resources": [resource("l", type: "Microsoft.A/locks")]])],
      message: "with the parent's id as its scope"),
    Wrong(
      testDescription: "a name from ARM", resources: [resource("[reference('/x', '2020-01-01').name]")],
      message: "has to be known before the deployment"),
    Wrong(
      testDescription: "too many iterations",
      resources: [resource("[concat('a', copyIndex())]", ["copy": ["name": "c", "count": 801]])],
      message: "runs 801 times, and ARM takes 800"),
    Wrong(
      testDescription: "too many resources",
      resources: .array(
        ["a", "b"].map { resource("[concat('\($0)', copyIndex())]", ["copy": ["name": .string($0), "count": 500]]) }),
      message: "more than 800 resources"),
    Wrong(
      testDescription: "a loop without end",
      resources: [resource("a", ["copy": ["name": "c", "count": -1]])], message: "a whole number from 0"),
    Wrong(testDescription: "no name", resources: [["type": "A.B/c", "apiVersion": "1"]], message: "has no name"),
    Wrong(testDescription: "no version", resources: [["type": "A.B/c", "name": "1"]], message: "has no apiVersion"),
    Wrong(testDescription: "no type", resources: [["name": "1"]], message: "needs a type"),
    Wrong(
      testDescription: "symbols in version 1", resources: ["a": resource("a")],
      message: "need \"languageVersion\": \"2.0\""),
  ]

  @Test("a wrong resource is named with its place", arguments: wrong)
  func fault(_ row: Wrong) throws {
    let faults = try Sample.faults { _ = try Self.documents(row.resources) }
    #expect(faults.count == 1, "\(faults)")
    #expect(faults.first?.message.contains(row.message) == true, "\(faults)")
    #expect(faults.first?.location.file == "template.json")
  }
}
