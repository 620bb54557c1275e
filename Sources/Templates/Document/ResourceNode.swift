import Pools

/// A resource of a template before its loop has run.
struct ResourceNode: Sendable {
  /// The name that a `languageVersion` 2.0 template knows it by.
  var symbol: String?
  var path: JSONPath
  /// The full type, its parents' joined in; `…/providers/…` in it for what extends the resource named before that.
  var type: String
  var name: TemplateNode
  var apiVersion: TemplateNode
  var condition: TemplateNode?
  /// Already there: it is spoken of, never deployed.
  var isExisting: Bool
  var dependsOn: [TemplateNode]
  var copy: ResourceCopy?
  var body: TemplateNode
  var children: [ResourceNode]
  /// Where an existing resource is, or a deployment goes, if not to the pool's own resource group and subscription.
  var resourceGroup: TemplateNode?
  var subscription: TemplateNode?
  /// What it extends: a resource's id, or its type and names, in the group that it is deployed to.
  var scope: TemplateNode?
  /// What a deployment within the template deploys; nil for every other resource.
  var nested: NestedTemplate?
}

/// A resource's loop.
struct ResourceCopy: Hashable, Sendable {
  var name: String
  var count: TemplateNode
  /// How many are made side by side; nil: all.
  var batchSize: Int?
}

/// What a deployment within a template deploys. A class, since a template holds resources and those hold templates.
final class NestedTemplate: Sendable {
  enum Content: Sendable {
    /// Evaluated by itself: it sees its own parameters and variables only.
    case inner(Template, parameters: [NestedParameter])
    /// Evaluated as a part of the template around it.
    case outer(resources: [ResourceNode], outputs: [OutputNode])
  }

  let content: Content

  init(_ content: Content) { self.content = content }

  /// Deployments within deployments; ARM itself allows five levels.
  static let depthLimit = 5
}

/// What a deployment within a template gives to one of its own template's parameters.
struct NestedParameter: Sendable {
  enum Content: Sendable {
    case value(TemplateNode)
    /// A secret of a Key Vault.
    case reference(vault: TemplateNode, secret: TemplateNode, version: TemplateNode?)
  }

  var name: String
  var path: JSONPath
  var content: Content
}
