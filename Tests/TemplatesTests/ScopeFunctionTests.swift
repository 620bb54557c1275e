import Pools
import Templates
import Testing

@Suite("scope, resource, lambda and own functions")
struct ScopeFunctionTests {
  static let dogs: JSONValue = [
    ["name": "Evie", "age": 5, "interests": ["Ball", "Frisbee"]],
    ["name": "Casper", "age": 3, "interests": ["Other dogs"]],
    ["name": "Indy", "age": 2, "interests": ["Butter"]], ["name": "Kira", "age": 8, "interests": ["Rubs"]],
  ]

  static let rows: [Row] = [
    Row("[resourceGroup().location]", "westus2"), Row("[resourceGroup().name]", "ds-vision"),
    Row("[resourceGroup().id]", .string(Sample.group)), Row("[resourceGroup().tags.team]", "vision"),
    Row("[subscription().subscriptionId]", "11111111-2222-3333-4444-555555555555"),
    Row("[subscription().id]", "/subscriptions/11111111-2222-3333-4444-555555555555"),
    Row("[subscription().tenantId]", "[subscription().tenantId]"),
    Row("[tenant().displayName]", "[tenant().displayName]"),
    Row("[deployment().name]", "weir-vision-000000000000"), Row("[environment().suffixes.storage]", "core.windows.net"),
    Row(
      "[resourceId('Microsoft.Storage/storageAccounts', 'team')]",
      .string(Sample.group + "/providers/Microsoft.Storage/storageAccounts/team")),
    Row(
      "[resourceId('other', 'Microsoft.Network/virtualNetworks/subnets', 'net', 'pools')]",
      .string(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/providers/Microsoft.Network/"
          + "virtualNetworks/net/subnets/pools")),
    Row(
      "[resourceId('99999999-2222-3333-4444-555555555555', 'other', 'Microsoft.Storage/storageAccounts', 'team')]",
      .string(
        "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/other/providers/Microsoft.Storage/"
          + "storageAccounts/team")),
    Row(
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')]",
      "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/r"),
    Row(
      "[tenantResourceId('Microsoft.Authorization/policyDefinitions', 'p')]",
      "/providers/Microsoft.Authorization/policyDefinitions/p"),
    Row(
      "[extensionResourceId('/subscriptions/s', 'Microsoft.Authorization/locks', 'l')]",
      "/subscriptions/s/providers/Microsoft.Authorization/locks/l"),
    Row(
      "[managementGroupResourceId('m', 'Microsoft.Authorization/policyDefinitions', 'p')]",
      "/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/policyDefinitions/p"),
    Row("[listKeys('/x', '2020-01-01').keys[0].value]", "[listKeys('/x', '2020-01-01').keys[0].value]"),
    Row(
      "[REFERENCE(concat('/subscriptions/', 's'), '2020-01-01').dnsSettings.fqdn]",
      "[reference('/subscriptions/s', '2020-01-01').dnsSettings.fqdn]"),
    Row(
      "[pickZones('Microsoft.Compute', 'virtualMachineScaleSets', resourceGroup().location)]",
      "[pickZones('Microsoft.Compute', 'virtualMachineScaleSets', 'westus2')]"),
    Row("[map(variables('dogs'), lambda('dog', lambdaVariables('dog').name))]", ["Evie", "Casper", "Indy", "Kira"]),
    Row(
      "[map(range(0, 2), lambda('v', 'i', add(lambdaVariables('v'), lambdaVariables('i'))))]", [0, 2]),
    Row(
      "[map(filter(variables('dogs'), lambda('dog', greaterOrEquals(lambdaVariables('dog').age, 5))), "
        + "lambda('d', lambdaVariables('d').name))]", ["Evie", "Kira"]),
    Row(
      "[map(sort(variables('dogs'), lambda('a', 'b', less(lambdaVariables('a').age, lambdaVariables('b').age))), "
        + "lambda('d', lambdaVariables('d').age))]", [2, 3, 5, 8]),
    Row(
      "[reduce(map(variables('dogs'), lambda('d', lambdaVariables('d').age)), 0, "
        + "lambda('cur', 'next', add(lambdaVariables('cur'), lambdaVariables('next'))))]", 18),
    Row(
      "[toObject(variables('dogs'), lambda('d', lambdaVariables('d').name), lambda('d', lambdaVariables('d').age))]",
      ["Evie": 5, "Casper": 3, "Indy": 2, "Kira": 8]),
    Row(
      "[objectKeys(groupBy(variables('dogs'), lambda('d', if(less(lambdaVariables('d').age, 5), 'young', 'old'))))]",
      ["old", "young"]),
    Row("[mapValues(createObject('foo', 'foo'), lambda('v', toUpper(lambdaVariables('v'))))]", ["foo": "FOO"]),
    Row(
      "[map(range(0, 2), lambda('x', map(range(0, 2), lambda('y', concat(lambdaVariables('x'), lambdaVariables('y'))))))]",
      [["00", "01"], ["10", "11"]]),
    Row("[contoso.uniqueName('Vision')]", "vision-ds"), Row("[Contoso.UNIQUENAME('x')]", "x-ds"),
    Row("[contoso.twice('a')]", "a-dsa-ds"),
  ]

  static let sections: [String: JSONValue] = [
    "variables": ["dogs": dogs],
    "functions": [
      [
        "namespace": "contoso",
        "members": [
          "uniqueName": [
            "parameters": [["name": "base", "type": "string"]],
            "output": ["type": "string", "value": "[concat(toLower(parameters('base')), '-ds')]"],
          ],
          "twice": [
            "parameters": [["name": "base", "type": "string"]],
            "output": [
              "type": "string",
              "value": "[concat(contoso.uniqueName(parameters('base')), contoso.uniqueName(parameters('base')))]",
            ],
          ],
          "forever": ["parameters": [], "output": ["type": "string", "value": "[contoso.forever()]"]],
          "nosy": ["parameters": [], "output": ["type": "string", "value": "[variables('dogs')]"]],
        ],
      ]
    ],
  ]

  @Test("a call comes to what ARM documents", arguments: rows)
  func value(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression, sections: Self.sections) == row.result)
  }

  @Test("what ARM knows of the tenant is known where the scope says it")
  func tenant() throws {
    let output: JSONValue = ["it": ["type": "string", "value": "[concat('t-', subscription().tenantId)]"]]
    #expect(try Sample.evaluate(["outputs": output], tenant: "contoso").outputs["it"]?.value == "t-contoso")
    #expect(try Sample.evaluate(["outputs": output]).outputs["it"]?.value == "[concat('t-', subscription().tenantId)]")
  }

  static let wrong: [WrongRow] = [
    WrongRow("[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net')]", "has 2 segments, and 1 names"),
    WrongRow("[resourceId('a', 'b')]", "no argument is a resource type"),
    WrongRow(
      "[managementGroup().id]", "managementGroup() is for deployments to a management group, and a pool's goes to"),
    WrongRow("[contoso.uniqueName()]", "takes 1 arguments, and has 0"),
    WrongRow("[contoso.forever()]", "calls itself"), WrongRow("[contoso.nosy()]", "no variables"),
    WrongRow("[map(variables('dogs'), lambda('d', lambdaVariables('x')))]", "no lambda around this has a variable x"),
    WrongRow("[map(variables('dogs'), 'd')]", "a lambda('name', …, body) should stand here"),
    WrongRow("[sort(variables('dogs'), lambda('d', true()))]", "should have 2"),
    WrongRow("[filter(variables('dogs'), lambda('d', 1))]", "should answer a boolean"),
  ]

  @Test("a wrong call says what would be right", arguments: wrong)
  func fault(_ row: WrongRow) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: row.expression, sections: Self.sections) }
    #expect(faults.count == 1)
    #expect(faults.first?.message.contains(row.message) == true, "\(faults)")
  }
}
