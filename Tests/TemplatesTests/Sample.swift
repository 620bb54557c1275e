import Pools
import Templates
import Testing

/// What the tests of this target share: a scope, and templates around single expressions.
enum Sample {
  static let manifest = SourceLocation(file: "manifests/vision.yaml", line: 7, column: 3)

  static func scope(tenant: String? = nil, group: String = "ds-vision") throws -> TemplateScope {
    TemplateScope(
      subscription: try #require(SubscriptionID("11111111-2222-3333-4444-555555555555")),
      resourceGroup: try #require(ResourceGroupName(group)), location: try #require(Location("westus2")),
      tenant: tenant, tags: ["team": "vision"], deployment: "weir-vision-000000000000")
  }

  static let group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds-vision"

  /// A template with these sections, as text.
  static func template(_ sections: [String: JSONValue]) -> String {
    var members = sections
    members["$schema"] = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    members["contentVersion"] = "1.0.0.0"
    members["resources"] = members["resources"] ?? []
    return JSONValue.object(members).text(indentation: 2)
  }

  static func evaluate(
    _ sections: [String: JSONValue], parameters: [String: JSONValue] = [:], tenant: String? = nil
  ) throws -> EvaluatedTemplate {
    let template = try Template(parsing: Array(template(sections).utf8), file: "template.json")
    let values = parameters.mapValues { ParameterValue.value($0, origin: manifest) }
    return try template.evaluate(parameters: values, scope: try scope(tenant: tenant))
  }

  /// What an expression, in brackets, comes to.
  static func value(
    of expression: String, sections: [String: JSONValue] = [:], parameters: [String: JSONValue] = [:]
  ) throws -> JSONValue {
    var sections = sections
    sections["outputs"] = ["it": ["type": "object", "value": .string(expression)]]
    return try #require(try evaluate(sections, parameters: parameters).outputs["it"]).value
  }

  /// The messages of what is wrong; empty where nothing is.
  static func faults(_ body: () throws -> Void) throws -> [TemplateFault] {
    do {
      try body()
      return []
    } catch let faults as TemplateFaults {
      return faults.faults
    }
  }
}

/// An expression and what it comes to.
struct Row: Sendable, CustomTestStringConvertible {
  var expression: String
  var result: JSONValue

  init(_ expression: String, _ result: JSONValue) {
    self.expression = expression
    self.result = result
  }

  var testDescription: String { expression }
}

/// An expression that is wrong, and a part of what is said about it.
struct WrongRow: Sendable, CustomTestStringConvertible {
  var expression: String
  var message: String

  init(_ expression: String, _ message: String) {
    self.expression = expression
    self.message = message
  }

  var testDescription: String { expression }
}
