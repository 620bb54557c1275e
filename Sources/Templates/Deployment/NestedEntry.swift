import Pools

/// A deployment inside the template: `Microsoft.Resources/deployments` with a template of its own.
struct NestedEntry {
  let part: DeploymentLayout.Part
  let layout: DeploymentLayout
  /// The secure parameters of the template around.
  let secrets: Set<String>

  /// The newest version that Bicep writes modules in.
  private static let apiVersion = "2022-09-01"

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "type": "Microsoft.Resources/deployments", "apiVersion": .string(Self.apiVersion),
      "name": .string(part.id.name), "properties": properties,
    ]
    if let group = part.place.group {
      members["resourceGroup"] = .string(group.description)
    } else if let home = layout.home {
      members["location"] = .string(home.location.description)
    }
    if part.place.group == nil || part.place.subscription != layout.home?.subscription {
      members["subscriptionId"] = .string(part.place.subscription.description)
    }
    let dependencies = layout.dependencies(of: part)
    if !dependencies.isEmpty { members["dependsOn"] = .array(dependencies.map { .string(layout.text(of: $0)) }) }
    return .object(members)
  }

  /// Evaluated outside, as a part of the whole, but for three reasons: what is evaluated outside is sent as plain text, so
  /// that a secret would stand in the inner deployment's history, text in brackets would be read once more inside, and
  /// variables would be those of the template around.
  private var properties: JSONValue {
    var longTexts = LongTexts()
    let entries = part.documents.map {
      DeploymentTemplate.entry(
        $0, waitingFor: layout.dependencies(of: $0, within: part).map(layout.text), &longTexts)
    }
    let named = part.documents.reduce(into: Set<String>()) { names, document in
      for parameters in document.expressions.values { names.formUnion(parameters) }
    }
    let needed = secrets.filter { secret in named.contains { $0.lowercased() == secret.lowercased() } }
    let isInner = !needed.isEmpty || !longTexts.variables.isEmpty || entries.contains(where: \.hasEscapes)
    let schema = part.place.group == nil ? DeploymentTemplate.subscriptionSchema : DeploymentTemplate.schema
    var members: [String: JSONValue] = [
      "mode": "Incremental", "expressionEvaluationOptions": ["scope": isInner ? "inner" : "outer"],
      "template": DeploymentTemplate.template(entries, schema: schema, secrets: needed, longTexts),
    ]
    if !needed.isEmpty {
      let given = needed.map { name in
        (name, ["value": .string(Expression.call("parameters", [.string(name)]).bracketed)] as JSONValue)
      }
      members["parameters"] = .object(Dictionary(given, uniquingKeysWith: { first, _ in first }))
    }
    return .object(members)
  }
}

extension JSONValue {
  /// True where any text in it had to be escaped.
  fileprivate var hasEscapes: Bool {
    switch self {
    case .string(let text): text.hasPrefix("[[")
    case .array(let elements): elements.contains(where: \.hasEscapes)
    case .object(let members): members.contains { $0.key.hasPrefix("[[") || $0.value.hasEscapes }
    default: false
    }
  }
}
