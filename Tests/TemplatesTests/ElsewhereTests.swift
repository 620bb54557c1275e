import Pools
import Templates
import Testing

/// Resources of other groups and subscriptions than the pool's, as its deployment makes them.
@Suite("what a pool has elsewhere")
struct ElsewhereTests {
  static let other = "99999999-2222-3333-4444-555555555555"
  static let role = "Microsoft.Authorization/roleAssignments"

  static func home() throws -> DeploymentTemplate.Home {
    let scope = try Sample.scope()
    return DeploymentTemplate.Home(
      pool: try #require(PoolName("vision")), subscription: scope.subscription, resourceGroup: scope.resourceGroup,
      location: scope.location)
  }

  static func document(
    _ id: String, _ body: JSONValue = ["properties": [:]], _ expressions: [JSONPath: Set<String>] = [:],
    waitsFor: [ResourceID] = []
  ) throws -> ResourceDocument {
    ResourceDocument(
      id: try #require(ResourceID(id)), apiVersion: "2024-01-01", body: body, dependsOn: waitsFor,
      expressions: expressions)
  }

  /// A scale set, a role on a vault of another group, one on another subscription and one on the scale set itself.
  static func documents() throws -> [ResourceDocument] {
    let set = try document("\(Sample.group)/providers/Microsoft.Compute/virtualMachineScaleSets/vision")
    let principal = JSONPath("properties", "principalId")
    let body: JSONValue = [
      "properties": ["principalId": .string("[reference('\(set.id)', '2024-07-01', 'Full').identity.principalId]")]
    ]
    let vault =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/v"
    return [
      set, try document("\(vault)/providers/\(role)/1", body, [principal: []], waitsFor: [set.id]),
      try document("/subscriptions/\(other)/providers/\(role)/2", body, [principal: []], waitsFor: [set.id]),
      try document("\(set.id)/providers/\(role)/3", body, [principal: []], waitsFor: [set.id]),
    ]
  }

  static func evaluated(_ template: JSONValue, secrets: [String] = []) throws -> EvaluatedTemplate {
    let values = secrets.map { ($0, ParameterValue.secret(.environment($0), origin: Sample.manifest)) }
    return try Template(parsing: Array(template.text().utf8), file: "r.json").evaluate(
      parameters: Dictionary(uniqueKeysWithValues: values), scope: try Sample.scope())
  }

  @Test("rendered and evaluated they are themselves again, each in its place")
  func roundTrip() throws {
    let documents = try Self.documents().sorted { $0.id < $1.id }
    let template = DeploymentTemplate.render(documents, secrets: [], home: try Self.home())
    #expect(try Self.evaluated(template).resources == documents)
  }

  @Test("each other place has one deployment inside, evaluated outside, its name the same every time")
  func deployments() throws {
    let documents = try Self.documents()
    let template = DeploymentTemplate.render(documents, secrets: [], home: try Self.home())
    let reversed = DeploymentTemplate.render(documents.reversed(), secrets: [], home: try Self.home())
    #expect(template.text() == reversed.text())
    let entries = (template["resources"]?.array ?? []).filter { $0["type"] == "Microsoft.Resources/deployments" }
    #expect(entries.map { $0["resourceGroup"] } == ["shared", nil])
    #expect(entries.map { $0["subscriptionId"] } == [nil, .string(Self.other)])
    #expect(entries.map { $0["location"] } == [nil, "westus2"])
    for entry in entries {
      #expect(entry["name"]?.string?.wholeMatch(of: /weir-vision-[0-9a-f]{12}/) != nil)
      #expect(entry.value(at: JSONPath("properties", "expressionEvaluationOptions", "scope")) == "outer")
      #expect(entry["dependsOn"]?.array?.count == 1)
    }
    let scopes = entries.map { $0.value(at: JSONPath("properties", "template", "resources"))?.array?.first?["scope"] }
    #expect(scopes == ["Microsoft.KeyVault/vaults/v", nil])
    let own = (template["resources"]?.array ?? []).first { $0["name"] == "3" }
    #expect(own?["scope"] == "Microsoft.Compute/virtualMachineScaleSets/vision")
  }

  @Test("where a secret goes there, it is evaluated inside and handed over as a secure parameter")
  func secret() throws {
    let id = "/subscriptions/\(Self.other)/resourceGroups/shared/providers/Microsoft.Test/things/a"
    let document = try Self.document(
      id, ["properties": ["key": "[concat('k', parameters('key'))]", "text": "[not an expression]"]],
      [JSONPath("properties", "key"): ["key"]])
    let template = DeploymentTemplate.render([document], secrets: ["key", "unused"], home: try Self.home())
    let entry = try #require(template["resources"]?.array?.first)
    #expect(entry.value(at: JSONPath("properties", "expressionEvaluationOptions", "scope")) == "inner")
    #expect(entry.value(at: JSONPath("properties", "parameters")) == ["key": ["value": "[parameters('key')]"]])
    #expect(
      entry.value(at: JSONPath("properties", "template", "parameters")) == ["key": ["type": "securestring"]])
    #expect(try Self.evaluated(template, secrets: ["key", "unused"]).resources == [document])
  }

  @Test("deployments that would wait for each other are split")
  func circle() throws {
    func id(_ group: String, _ name: String) -> String {
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/\(group)/providers/Microsoft.Test/things/\(name)"
    }
    let first = try Self.document(id("shared", "first"))
    let own = try Self.document(id("ds-vision", "own"), waitsFor: [first.id])
    let last = try Self.document(id("shared", "last"), waitsFor: [own.id])
    let template = DeploymentTemplate.render([first, own, last], secrets: [], home: try Self.home())
    #expect(template["resources"]?.array?.count == 3)
    #expect(try Self.evaluated(template).resources == [first, own, last].sorted { $0.id < $1.id })
    let together = try Self.document(id("shared", "last"), waitsFor: [first.id])
    let merged = DeploymentTemplate.render([first, together], secrets: [], home: try Self.home())
    #expect(merged["resources"]?.array?.count == 1)
    #expect(try Self.evaluated(merged).resources == [first, together].sorted { $0.id < $1.id })
  }
}
