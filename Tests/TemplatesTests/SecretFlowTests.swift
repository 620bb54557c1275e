import Pools
import Templates
import Testing

@Suite("Where secure values go")
struct SecretFlowTests {
  static let parameters: [String: JSONValue] = [
    "key": ["type": "securestring"], "account": ["type": "secureObject"],
    "preset": ["type": "securestring", "defaultValue": "preset1"], "name": ["type": "string"],
  ]
  static let given: [String: JSONValue] = ["key": "hunter2", "account": ["user": "u"], "name": "vision"]

  /// A secret's way into a value, by variables, functions and loops.
  static let ways: [String] = [
    "[parameters('key')]", "[parameters('KEY')]", "[parameters('account').user]", "[parameters('preset')]",
    "[variables('shown')]", "[concat('a-', parameters('key'))]", "[format('{0}', parameters('key'))]",
    "[base64(parameters('key'))]", "[uniqueString(parameters('key'))]", "[guid(parameters('key'))]",
    "[string(createObject('a', parameters('key')))]", "[json(concat('{\"a\": \"', parameters('key'), '\"}')).a]",
    "[substring(parameters('key'), 0, 1)]", "[length(parameters('key'))]", "[empty(parameters('key'))]",
    "[if(equals(parameters('key'), 'x'), 'yes', 'no')]", "[own.shout(parameters('key'))]",
    "[join(map(createArray('a'), lambda('x', concat(lambdaVariables('x'), parameters('key')))), ',')]",
    "[first(filter(createArray('a', 'b'), lambda('x', equals(lambdaVariables('x'), parameters('key')))))]",
    "[union(createObject('a', parameters('key')), createObject('b', 1)).a]",
    "[coalesce(null(), parameters('key'))]", "[variables('loop')[1]]", "[uriComponent(parameters('key'))]",
    "[listKeys('a', '2023-01-01').keys[0].value]", "[listAccountSas('a', '2023-01-01', createObject()).token]",
  ]

  static func template(_ resources: [JSONValue], outputs: JSONValue = [:]) -> [String: JSONValue] {
    [
      "parameters": .object(parameters),
      "variables": [
        "shown": "[concat('x', parameters('key'))]",
        "copy": [["name": "loop", "count": 2, "input": "[concat(copyIndex('loop'), parameters('key'))]"]],
      ],
      "functions": [
        [
          "namespace": "own",
          "members": [
            "shout": [
              "parameters": [["name": "x", "type": "string"]],
              "output": ["type": "string", "value": "[toUpper(parameters('x'))]"],
            ]
          ],
        ]
      ],
      "resources": .array(resources), "outputs": outputs,
    ]
  }

  static func exposures(_ resources: [JSONValue], outputs: JSONValue = [:]) throws -> [TemplateFault] {
    try Sample.evaluate(template(resources, outputs: outputs), parameters: given).exposures
  }

  @Test("a tag shows a secure value, whatever was made of it", arguments: ways)
  func tag(_ way: String) throws {
    let resource = ResourceTests.resource("a", ["tags": ["x": .string(way)]])
    let found = try Self.exposures([resource])
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.message.contains("can be read in tags.x of Microsoft.Test/things/a") == true, "\(found)")
    #expect(found.first?.message.contains("hunter2") == false)
    // The line of the tag, and not of the resource.
    let text = Sample.template(Self.template([resource])).split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(found.first?.location.line)
    #expect(text[line - 1].contains("\"x\": "))
  }

  @Test(
    "a plain field of any type shows it, wherever it stands",
    arguments: [
      ("Microsoft.Test/things", #"{"location": "SECRET"}"#), ("Microsoft.Test/things", #"{"kind": "SECRET"}"#),
      ("Microsoft.Test/things", #"{"sku": {"name": "SECRET"}}"#), ("Microsoft.Test/things", #"{"zones": ["SECRET"]}"#),
      ("Microsoft.Test/things", #"{"properties": {"note": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"properties": {"settings": {"password": "SECRET"}}}"#),
      ("Microsoft.Test/things", #"{"tags": {"adminPassword": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"tags": {"settings": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"tags": "SECRET"}"#),
      ("Microsoft.Test/things", #"{"adminPassword": "SECRET"}"#),
      ("Microsoft.Test/things", #"{"identity": {"userAssignedIdentities": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"properties": {"metadata": {"adminPassword": "SECRET"}}}"#),
      ("Microsoft.Test/things", #"{"properties": "SECRET"}"#),
      ("Microsoft.Test/things", #"{"properties": {"password": ["SECRET"], "note": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"properties": {"connectionString": "SECRET", "password": "x"}}"#),
      (
        "Microsoft.Compute/virtualMachineScaleSets",
        #"{"properties": {"virtualMachineProfile": {"osProfile": {"adminUsername": "SECRET"}}}}"#
      ),
      ("Microsoft.KeyVault/vaults/secrets", #"{"properties": {"contentType": "SECRET"}}"#),
      (
        "Microsoft.Resources/deploymentScripts",
        #"{"properties": {"environmentVariables": [{"name": "a", "value": "SECRET"}]}}"#
      ), ("Microsoft.Resources/deploymentScripts", #"{"properties": {"arguments": "SECRET"}}"#),
      (
        "Microsoft.ContainerInstance/containerGroups",
        #"{"properties": {"containers": [{"properties": {"command": ["SECRET"]}}]}}"#
      ), ("Microsoft.Web/sites/config", #"{"properties": {"SETTING": "SECRET"}}"#),
    ])
  func shown(_ type: String, _ body: String) throws {
    #expect(try Self.exposures([Self.resource(type, body)]).count == 1)
  }

  @Test(
    "a field that Azure never answers may hold it",
    arguments: [
      ("Microsoft.Test/things", #"{"properties": {"adminPassword": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"properties": {"administratorLoginPassword": "SECRET"}}"#),
      ("Microsoft.Test/things", #"{"properties": {"protectedSettings": {"a": {"b": "SECRET"}}}}"#),
      ("Microsoft.Test/things", #"{"properties": {"protectedSettings": "SECRET"}}"#),
      (
        "Microsoft.Compute/virtualMachines",
        #"{"properties": {"osProfile": {"adminPassword": "SECRET", "customData": "SECRET", "windowsConfiguration": "#
          + #"{"additionalUnattendContent": [{"content": "SECRET"}]}}}}"#
      ),
      (
        "Microsoft.Compute/virtualMachineScaleSets",
        #"{"properties": {"virtualMachineProfile": {"userData": "SECRET", "osProfile": {"adminPassword": "SECRET", "#
          + #""customData": "SECRET"}, "extensionProfile": {"extensions": [{"name": "e", "properties": {"#
          + #""settings": {"commandToExecute": "SECRET"}, "protectedSettings": {"x": "SECRET"}}}]}}}}"#
      ),
      (
        "Microsoft.Compute/virtualMachines/extensions", #"{"properties": {"settings": {"commandToExecute": "SECRET"}}}"#
      ),
      ("Microsoft.KeyVault/vaults/secrets", #"{"properties": {"value": "SECRET"}}"#),
      (
        "Microsoft.Resources/deploymentScripts",
        #"{"properties": {"environmentVariables": [{"name": "a", "secureValue": "SECRET"}], "#
          + #""storageAccountSettings": {"storageAccountKey": "SECRET"}}}"#
      ),
      (
        "Microsoft.ContainerInstance/containerGroups",
        #"{"properties": {"containers": [{"properties": {"environmentVariables": [{"secureValue": "SECRET"}]}}], "#
          + #""imageRegistryCredentials": [{"password": "SECRET"}]}}"#
      ),
      ("Microsoft.Web/sites", #"{"properties": {"siteConfig": {"appSettings": [{"name": "a", "value": "SECRET"}]}}}"#),
    ])
  func hidden(_ type: String, _ body: String) throws {
    #expect(try Self.exposures([Self.resource(type, body)]) == [])
  }

  /// A resource of the type, with a secret made of the parameter wherever the body says `SECRET`.
  private static func resource(_ type: String, _ body: String) throws -> JSONValue {
    let name = type.split(separator: "/").dropFirst().map { _ in "a" }.joined(separator: "/")
    let text = body.replacing("\"SECRET\"", with: "\"[concat('x', parameters('key'))]\"")
    return ResourceTests.resource(name, type: type, try JSONReader.read(Array(text.utf8)).object ?? [:])
  }

  @Test("an object that is made as a whole is followed to the fields that its parts become")
  func objects() throws {
    func of(_ expression: String) throws -> [String] {
      try Self.exposures([ResourceTests.resource("a", ["properties": .string(expression)])]).map(\.message)
    }
    let pending = "reference('/x', '2020-01-01').flag"
    #expect(
      try of("[if(\(pending), createObject('adminPassword', parameters('key')), createObject('b', 1))]") == [])
    #expect(
      try of("[if(\(pending), createObject('note', parameters('key')), createObject('b', 1))]").first?
        .contains("properties.note") == true)
    #expect(try of("[if(equals(parameters('key'), 'a'), createObject('adminPassword', 'b'), null())]").count == 1)
    #expect(try of("[union(reference('/x', '2020-01-01'), createObject('adminPassword', parameters('key')))]") == [])
    #expect(try of("[createObject(\(pending), parameters('key'))]").count == 1)
  }

  @Test(
    "what has to be known before the deployment cannot be secure, and the line says so",
    arguments: [
      ResourceTests.resource("[parameters('key')]"),
      ResourceTests.resource("a", ["condition": "[equals(parameters('key'), 'x')]"]),
      ResourceTests.resource("a", ["dependsOn": ["[parameters('key')]"]]),
      ResourceTests.resource("a", ["copy": ["name": "c", "count": "[length(parameters('key'))]"]]),
      ResourceTests.resource("a", ["scope": "[parameters('key')]"]),
      ResourceTests.resource("a", ["tags": ["[parameters('key')]": "x"]]),
      ResourceTests.resource("a", ["apiVersion": "[parameters('key')]"]),
    ])
  func decided(_ resource: JSONValue) throws {
    let faults = try Sample.faults { _ = try Self.exposures([resource]) }
    #expect(faults.count == 1, "\(faults)")
    #expect(faults.first?.message.contains("would show the secure parameter key") == true, "\(faults)")
    #expect((faults.first?.location.line ?? 0) > 1)
  }

  @Test(
    "an output shows it unless it is secure",
    arguments: [
      ("string", 1), ("object", 1), ("array", 1), ("securestring", 0), ("secureObject", 0),
    ])
  func output(_ type: String, _ count: Int) throws {
    let outputs: JSONValue = ["it": ["type": .string(type), "value": "[parameters('key')]"]]
    let found = try Self.exposures([], outputs: outputs)
    #expect(found.count == count)
    if count > 0 { #expect(found[0].message.contains("the output it (\(type)) shows the secure parameter key")) }
  }

  @Test(
    "a deployment inside keeps a parameter readable that is not secure",
    arguments: [
      ("string", 1), ("object", 1), ("securestring", 0), ("secureObject", 0),
    ])
  func nested(_ type: String, _ count: Int) throws {
    let value: JSONValue = type.lowercased().hasSuffix("object") ? ["a": "[parameters('key')]"] : "[parameters('key')]"
    let nested = NestedDeploymentTests.deployment(
      "inner", ["parameters": ["given": ["type": .string(type)]]], inner: true,
      parameters: ["given": ["value": value]])
    let found = try Self.exposures([nested])
    #expect(found.count == count, "\(found)")
    if count > 0 {
      #expect(found[0].message.contains("the parameter given (\(type)) of the deployment inner is given the secure"))
    }
  }

  @Test("a deployment inside shows what it was given in secret no more than the whole")
  func inside() throws {
    func inner(_ sections: [String: JSONValue], _ given: JSONValue) throws -> [String] {
      try Self.exposures([
        NestedDeploymentTests.deployment("inner", sections, inner: true, parameters: ["given": ["value": given]])
      ]).map(\.message)
    }
    let secure: JSONValue = ["given": ["type": "securestring"]]
    let tagged: JSONValue = [ResourceTests.resource("a", ["tags": ["x": "[parameters('given')]"]])]
    #expect(try inner(["parameters": secure, "resources": tagged], "[parameters('key')]").count == 1)
    // A text of the template, and what only Azure tells, are secrets once a secure parameter takes them.
    #expect(try inner(["parameters": secure, "resources": tagged], "plain text").count == 1)
    #expect(try inner(["parameters": secure, "resources": tagged], "[reference('/x', '2020-01-01').key]").count == 1)
    let object: JSONValue = ["given": ["type": "secureObject"]]
    let user: JSONValue = [ResourceTests.resource("a", ["tags": ["x": "[parameters('given').user]"]])]
    #expect(
      try inner(
        ["parameters": object, "resources": user], ["user": "ana", "password": "[parameters('key')]"]
      ).count == 1)
    let shown: JSONValue = ["it": ["type": "string", "value": "[parameters('given')]"]]
    #expect(try inner(["parameters": secure, "outputs": shown], "[parameters('key')]").count == 1)
  }

  @Test("an output of a deployment inside brings a secret along")
  func throughOutput() throws {
    let nested = NestedDeploymentTests.deployment(
      "inner",
      [
        "parameters": ["given": ["type": "securestring"]],
        "outputs": ["it": ["type": "securestring", "value": "[parameters('given')]"]],
      ], inner: true, parameters: ["given": ["value": "[parameters('key')]"]])
    let tagged = ResourceTests.resource("a", ["tags": ["x": "[reference('inner').outputs.it.value]"]])
    #expect(try Self.exposures([nested, tagged]).count == 1)
  }

  @Test("every place of a copied resource is told once")
  func copied() throws {
    let resource = ResourceTests.resource(
      "[concat('a', copyIndex())]",
      ["copy": ["name": "c", "count": 2], "tags": ["x": "[parameters('key')]", "y": "[parameters('account').b]"]])
    #expect(try Self.exposures([resource]).count == 4)
  }
}
