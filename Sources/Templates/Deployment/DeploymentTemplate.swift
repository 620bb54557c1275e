package import Pools

/// The template that Weir deploys: resources whole, secrets as parameters.
package enum DeploymentTemplate {
  static let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
  static let subscriptionSchema =
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"

  /// The maximum size of a template in bytes (learn.microsoft.com, template limits: 4 MB, its loops run).
  package static let maximumBytes = 4 << 20

  /// The group that a pool's template is deployed to; what goes elsewhere needs a deployment of its own inside.
  package struct Home: Hashable, Sendable {
    package var pool: PoolName
    package var subscription: SubscriptionID
    package var resourceGroup: ResourceGroupName
    /// Where deployments to a subscription are kept.
    package var location: Location

    package init(pool: PoolName, subscription: SubscriptionID, resourceGroup: ResourceGroupName, location: Location) {
      self.pool = pool
      self.subscription = subscription
      self.resourceGroup = resourceGroup
      self.location = location
    }
  }

  /// A template that makes exactly what `pool` wants, in its own group and in others. No secret stands in it.
  package static func render(_ pool: DesiredPool) -> JSONValue {
    let home = Home(
      pool: pool.name, subscription: pool.subscription, resourceGroup: pool.resourceGroup, location: pool.location)
    return render(pool.resources, secrets: Set(pool.secrets.keys), home: home)
  }

  /// A template that makes exactly `resources`; its secure parameters are `secrets`. No secret stands in it.
  ///
  /// Dependencies on what is not among `resources` are left out, since ARM refuses them.
  /// - Parameter home: the group that it is deployed to; nil where all resources are meant for that.
  package static func render(_ resources: [ResourceDocument], secrets: Set<String>, home: Home? = nil) -> JSONValue {
    let sorted = resources.sorted { $0.id < $1.id }
    let layout = DeploymentLayout(sorted, home: home)
    var longTexts = LongTexts()
    let entries = layout.own.map { document in
      entry(document, waitingFor: layout.dependencies(of: document).map(layout.text), &longTexts)
    }
    let nested = layout.elsewhere.map { NestedEntry(part: $0, layout: layout, secrets: secrets).json }
    return template(entries + nested, schema: schema, secrets: secrets, longTexts)
  }

  static func template(
    _ resources: [JSONValue], schema: String, secrets: Set<String>, _ longTexts: LongTexts
  ) -> JSONValue {
    let parameters = secrets.map { ($0, JSONValue.object(["type": "securestring"])) }
    var template: [String: JSONValue] = [
      "$schema": .string(schema),
      "contentVersion": "1.0.0.0",
      "parameters": .object(Dictionary(parameters, uniquingKeysWith: { first, _ in first })),
      "resources": .array(resources),
    ]
    if !longTexts.variables.isEmpty { template["variables"] = .object(longTexts.variables) }
    return .object(template)
  }

  static func entry(
    _ document: ResourceDocument, waitingFor dependencies: [String], _ longTexts: inout LongTexts
  ) -> JSONValue {
    var writer = LiteralWriter(expressions: document.expressions, longTexts: longTexts)
    var members = writer.write(document.body, at: .root).object ?? [:]
    longTexts = writer.longTexts
    members["type"] = .string(document.type.description)
    members["name"] = .string(Expression.escaped(document.id.names.joined(separator: "/")))
    members["apiVersion"] = .string(document.apiVersion)
    if let extended = document.id.extended { members["scope"] = .string(Expression.escaped(extended.relative)) }
    if !dependencies.isEmpty { members["dependsOn"] = .array(dependencies.map { .string($0) }) }
    return .object(members)
  }
}

extension ResourceID {
  /// What stands behind its group or subscription: `Microsoft.Storage/storageAccounts/teamfiles`.
  fileprivate var relative: String {
    let parts = description.split(separator: "/")
    return parts.dropFirst(resourceGroup == nil ? 3 : 5).joined(separator: "/")
  }
}

/// Escapes what is no expression and would be read as one.
private struct LiteralWriter {
  let expressions: [JSONPath: Set<String>]
  var longTexts: LongTexts

  mutating func write(_ value: JSONValue, at path: JSONPath) -> JSONValue {
    switch value {
    case .string(let text):
      return .string(expressions[path] != nil ? longTexts.shortened(text) : Expression.escaped(text))
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
