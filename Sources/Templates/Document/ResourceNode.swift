import Pools

/// A resource of a template before its loop has run.
struct ResourceNode: Hashable, Sendable {
  /// The name that a `languageVersion` 2.0 template knows it by.
  var symbol: String?
  var path: JSONPath
  /// The full type, its parents' joined in.
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
  /// Where an existing resource is, if not in the pool's own resource group and subscription.
  var resourceGroup: TemplateNode?
  var subscription: TemplateNode?
}

/// A resource's loop.
struct ResourceCopy: Hashable, Sendable {
  var name: String
  var count: TemplateNode
  /// How many are made side by side; nil: all.
  var batchSize: Int?
}
