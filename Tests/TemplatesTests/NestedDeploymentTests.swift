import Pools
import Templates
import Testing

@Suite("deployments within a template")
struct NestedDeploymentTests {
  static let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
  static let shared = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared"
  static let type = "Microsoft.Resources/deployments"

  /// A deployment of these sections; `more` is beside its properties.
  static func deployment(
    _ name: String, _ sections: [String: JSONValue], inner: Bool = false, parameters: JSONValue = [:],
    _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var template = sections
    template["$schema"] = .string(schema)
    template["contentVersion"] = "1.0.0.0"
    template["resources"] = template["resources"] ?? []
    var members = more
    members["properties"] = [
      "mode": "Incremental", "template": .object(template), "parameters": parameters,
      "expressionEvaluationOptions": ["scope": inner ? "inner" : "outer"],
    ]
    return ResourceTests.resource(name, type: type, members)
  }

  @Test("its resources are the template's own, in the group that it names")
  func flattened() throws {
    let nested = Self.deployment(
      "roles", ["resources": [ResourceTests.resource("a", ["tags": ["g": "[resourceGroup().name]"]])]],
      ["resourceGroup": "[concat('sha', 'red')]", "dependsOn": ["b"]])
    let evaluated = try Sample.evaluate(["resources": [nested, ResourceTests.resource("b")]])
    let a = try #require(evaluated.resources.first { $0.id.name == "a" })
    #expect(a.id.description == "\(Self.shared)/providers/Microsoft.Test/things/a")
    // Evaluated outside, the group is the one around.
    #expect(a.body == ["tags": ["g": "ds-vision"]])
    #expect(a.dependsOn.map(\.name) == ["b"])
    #expect(evaluated.deployments.map(\.id.description) == ["\(Self.shared)/providers/\(Self.type)/roles"])
    #expect(evaluated.deployments.map(\.resources) == [[a.id]])
  }

  @Test("evaluated inside, it sees its own parameters, variables, functions and group, and nothing else")
  func inner() throws {
    let sections: [String: JSONValue] = [
      "parameters": ["name": ["type": "string"], "count": ["type": "int", "defaultValue": 3]],
      "variables": ["tag": "[concat(parameters('name'), '-', parameters('count'))]"],
      "functions": [
        [
          "namespace": "own",
          "members": [
            "twice": [
              "parameters": [["name": "x", "type": "string"]],
              "output": ["type": "string", "value": "[concat(parameters('x'), parameters('x'))]"],
            ]
          ],
        ]
      ],
      "resources": [
        ResourceTests.resource(
          "[parameters('name')]",
          [
            "tags": [
              "t": "[variables('tag')]", "g": "[resourceGroup().name]", "d": "[deployment().name]",
              "f": "[own.twice('z')]",
              "id": "[resourceId('A.B/c', 'd')]",
            ]
          ])
      ],
    ]
    let nested = Self.deployment(
      "inside", sections, inner: true, parameters: ["name": ["value": "[variables('who')]"]],
      ["resourceGroup": "shared"])
    let evaluated = try Sample.evaluate(["variables": ["who": "ana", "tag": "outer"], "resources": [nested]])
    #expect(
      evaluated.resources.map(\.body) == [
        [
          "tags": [
            "t": "ana-3", "g": "shared", "d": "inside", "f": "zz", "id": .string("\(Self.shared)/providers/A.B/c/d"),
          ]
        ]
      ])
  }

  @Test("secrets go through it, by the name that the whole has them by; new ones get a name of their own")
  func secrets() throws {
    let sections: [String: JSONValue] = [
      "parameters": [
        "pw": ["type": "securestring"], "key": ["type": "securestring"],
        "word": ["type": "securestring", "defaultValue": "x"],
      ],
      "resources": [
        ResourceTests.resource(
          "a",
          [
            "properties": [
              "pw": "[parameters('pw')]", "key": "[concat('k', parameters('key'))]", "w": "[parameters('word')]",
            ]
          ])
      ],
    ]
    let vault = "\(Self.shared)/providers/Microsoft.KeyVault/vaults/v"
    let nested = Self.deployment(
      "inside", sections, inner: true,
      parameters: [
        "pw": ["value": "[parameters('password')]"],
        "key": ["reference": ["keyVault": ["id": .string(vault)], "secretName": "[concat('k', 1)]"]],
      ])
    let template = Sample.template(["parameters": ["password": ["type": "securestring"]], "resources": [nested]])
    let evaluated = try Template(parsing: Array(template.utf8), file: "template.json").evaluate(
      parameters: ["password": .secret(.environment("PW"), origin: Sample.manifest)], scope: try Sample.scope())
    #expect(
      evaluated.secrets == [
        "password": .environment("PW"), "inside-key": .keyVault(vault: vault, secret: "k1", version: nil),
        "inside-word": .literal(SecretText("x")),
      ])
    let a = try #require(evaluated.resources.first)
    #expect(
      a.body["properties"] == [
        "pw": "[parameters('password')]", "key": "[concat('k', parameters('inside-key'))]",
        "w": "[parameters('inside-word')]",
      ])
    #expect(a.expressions.values.sorted { $0.description < $1.description }.map(\.count) == [1, 1, 1])
  }

  @Test("its outputs are values of the template around, and who asks for them waits for its resources")
  func outputs() throws {
    let made = Self.deployment(
      "made",
      [
        "resources": [ResourceTests.resource("a")],
        "outputs": [
          "id": ["type": "string", "value": "[resourceId('Microsoft.Test/things', 'a')]"],
          "key": ["type": "string", "value": "[reference('a').key]"],
        ],
      ], inner: true, ["resourceGroup": "shared"])
    let asked = "reference(resourceId('shared', '\(Self.type)', 'made'), '2022-09-01').outputs"
    let user = Self.deployment(
      "user",
      [
        "parameters": ["id": ["type": "string"]],
        "resources": [ResourceTests.resource("b", ["properties": ["id": "[parameters('id')]"]])],
      ], inner: true, parameters: ["id": ["value": .string("[\(asked).id.value]")]])
    let documents = try ResourceTests.documents([
      user, made, ResourceTests.resource("c", ["properties": ["key": "[reference('made').outputs.key.value]"]]),
    ])
    let bodies = Dictionary(uniqueKeysWithValues: documents.map { ($0.id.name, $0) })
    let a = "\(Self.shared)/providers/Microsoft.Test/things/a"
    #expect(bodies["b"]?.body == ["properties": ["id": .string(a)]])
    #expect(bodies["b"]?.dependsOn.map(\.description) == [a])
    #expect(bodies["c"]?.body == ["properties": ["key": .string("[reference('\(a)', '2024-01-01').key]")]])
    #expect(bodies["c"]?.dependsOn.map(\.description) == [a])
  }

  @Test("loops, conditions and deployments within deployments")
  func shapes() throws {
    let looped = Self.deployment(
      "[concat('d', copyIndex())]", ["resources": [ResourceTests.resource("[concat('l', copyIndex())]")]],
      ["copy": ["name": "many", "count": 2, "mode": "Serial", "batchSize": 1]])
    let deeper = Self.deployment(
      "outside",
      [
        "resources": [
          Self.deployment("inside", ["resources": [ResourceTests.resource("x")]], ["resourceGroup": "third"])
        ]
      ],
      ["resourceGroup": "shared"])
    let never = Self.deployment("never", ["resources": [ResourceTests.resource("n")]], ["condition": false])
    let evaluated = try Sample.evaluate([
      "resources": [
        looped, deeper, never, ResourceTests.resource("z", ["dependsOn": ["outside", "never", "many"]]),
      ]
    ])
    let waits = Dictionary(uniqueKeysWithValues: evaluated.resources.map { ($0.id.name, $0.dependsOn.map(\.name)) })
    #expect(waits == ["l0": [], "l1": ["l0"], "x": [], "z": ["l0", "l1", "x"]])
    #expect(evaluated.resources.first { $0.id.name == "x" }?.id.resourceGroup?.description == "third")
    #expect(
      evaluated.deployments.map { "\($0.id.name) in \($0.outer?.name ?? "-")" }.sorted() == [
        "d0 in -", "d1 in -", "inside in outside", "outside in -",
      ])
  }

  @Test("a role on a subscription needs no group")
  func subscription() throws {
    let guid = ExtensionTests.guid
    let other = "99999999-2222-3333-4444-555555555555"
    let nested = Self.deployment(
      "sub", ["resources": [ResourceTests.resource(guid, type: ExtensionTests.role)]],
      ["subscriptionId": .string(other), "location": "westus2"])
    let documents = try ResourceTests.documents([nested])
    #expect(documents.map(\.id.description) == ["/subscriptions/\(other)/providers/\(ExtensionTests.role)/\(guid)"])
    #expect(documents.map(\.id.resourceGroup) == [nil])
  }

  static let wrong: [ResourceTests.Wrong] = [
    ResourceTests.Wrong(
      testDescription: "a linked template",
      resources: [ResourceTests.resource("d", type: type, ["properties": ["templateLink": ["uri": "https://x"]]])],
      message: "templateLink: linked files are not read"),
    ResourceTests.Wrong(
      testDescription: "no properties", resources: [ResourceTests.resource("d", type: type)],
      message: "a deployment needs properties with a template"),
    ResourceTests.Wrong(
      testDescription: "no template", resources: [ResourceTests.resource("d", type: type, ["properties": [:]])],
      message: "needs properties.template"),
    ResourceTests.Wrong(
      testDescription: "mode Complete",
      resources: [ResourceTests.resource("d", type: type, ["properties": ["mode": "Complete", "template": [:]]])],
      message: "is Incremental"),
    ResourceTests.Wrong(
      testDescription: "a fault inside",
      resources: [deployment("d", ["resources": [ResourceTests.resource("[nothing()]")]], inner: true)],
      message: "the function nothing is not known"),
    ResourceTests.Wrong(
      testDescription: "a parameter that it does not have",
      resources: [
        deployment(
          "d", ["parameters": ["name": ["type": "string", "defaultValue": "x"]]], inner: true,
          parameters: ["names": ["value": 1]])
      ],
      message: "has no parameter names; is it name?"),
    ResourceTests.Wrong(
      testDescription: "a parameter of another type",
      resources: [
        deployment("d", ["parameters": ["n": ["type": "int"]]], inner: true, parameters: ["n": ["value": "x"]])
      ],
      message: "should be of type int"),
    ResourceTests.Wrong(
      testDescription: "a parameter without a value",
      resources: [deployment("d", ["parameters": ["n": ["type": "int"]]], inner: true)],
      message: "has no default, and no value is given"),
    ResourceTests.Wrong(
      testDescription: "the location of another group",
      resources: [
        deployment(
          "d", ["resources": [ResourceTests.resource("a", ["location": "[resourceGroup().location]"])]], inner: true,
          ["resourceGroup": "shared"])
      ],
      message: "the location of resource group shared is not known before the deployment"),
    ResourceTests.Wrong(
      testDescription: "deployments that need each other",
      resources: [
        deployment(
          "a",
          [
            "parameters": ["x": ["type": "string"]],
            "outputs": ["o": ["type": "string", "value": "[parameters('x')]"]],
          ],
          inner: true, parameters: ["x": ["value": "[reference('b').outputs.o.value]"]]),
        deployment(
          "b",
          [
            "parameters": ["x": ["type": "string"]],
            "outputs": ["o": ["type": "string", "value": "[parameters('x')]"]],
          ],
          inner: true, parameters: ["x": ["value": "[reference('a').outputs.o.value]"]]),
      ],
      message: "needs itself"),
  ]

  @Test("a deployment that cannot be a pool's is named with its place", arguments: wrong)
  func fault(_ row: ResourceTests.Wrong) throws {
    let faults = try Sample.faults { _ = try ResourceTests.documents(row.resources) }
    #expect(faults.contains { $0.message.contains(row.message) }, "\(faults)")
    #expect(faults.allSatisfy { $0.location.file == "template.json" && $0.location.line > 1 }, "\(faults)")
  }
}
