package import Pools

/// The template that Weir deploys: resources whole, secrets as parameters.
package enum DeploymentTemplate {
  static let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

  /// A template that makes exactly `resources`; its secure parameters are `secrets`. No secret stands in it.
  ///
  /// Dependencies on what is not among `resources` are left out, since ARM refuses them.
  package static func render(_ resources: [ResourceDocument], secrets: Set<String>) -> JSONValue {
    let present = Set(resources.map(\.id))
    let parameters = secrets.map { ($0, JSONValue.object(["type": "securestring"])) }
    return [
      "$schema": .string(schema),
      "contentVersion": "1.0.0.0",
      "parameters": .object(Dictionary(parameters, uniquingKeysWith: { first, _ in first })),
      "resources": .array(resources.sorted { $0.id < $1.id }.map { entry($0, among: present) }),
    ]
  }

  private static func entry(_ document: ResourceDocument, among present: Set<ResourceID>) -> JSONValue {
    var writer = LiteralWriter(expressions: document.expressions)
    var members = writer.write(document.body, at: .root).object ?? [:]
    members["type"] = .string(document.type.description)
    members["name"] = .string(Expression.escaped(document.id.names.joined(separator: "/")))
    members["apiVersion"] = .string(document.apiVersion)
    let dependencies = document.dependsOn.filter { present.contains($0) }
    if !dependencies.isEmpty { members["dependsOn"] = .array(dependencies.map { .string($0.description) }) }
    return .object(members)
  }
}

/// Escapes what is no expression and would be read as one.
private struct LiteralWriter {
  let expressions: [JSONPath: Set<String>]

  mutating func write(_ value: JSONValue, at path: JSONPath) -> JSONValue {
    switch value {
    case .string(let text): return expressions[path] != nil ? value : .string(Expression.escaped(text))
    case .array(let elements):
      return .array(elements.enumerated().map { write($0.element, at: path.appending(.index($0.offset))) })
    case .object(let members):
      var written: [String: JSONValue] = [:]
      for (name, member) in members { written[Expression.escaped(name)] = write(member, at: path.member(name)) }
      return .object(written)
    default: return value
    }
  }
}
