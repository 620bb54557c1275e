import Pools

/// Writes the template of a pool, resource by resource; each file beside this one knows one kind.
struct PoolTemplateWriter {
  let fields: PoolFields
  var parameters: TemplateParameters
  /// The resources that are written, for the variables of their names.
  private(set) var present: Set<PoolResource> = []
  /// Variables besides those.
  var variables: [String: JSONValue] = [:]

  init(_ fields: PoolFields) {
    self.fields = fields
    parameters = TemplateParameters(places: fields.places, manifest: fields.manifest)
  }

  /// A resource around `body`, with what all of them have.
  mutating func resource(
    _ resource: PoolResource, dependsOn: [PoolResource] = [], _ body: [String: JSONValue?]
  ) -> JSONValue {
    present.insert(resource)
    var members = JSONValue.some(body).object ?? [:]
    members["type"] = .string(resource.type)
    members["apiVersion"] = .string(resource.apiVersion)
    members["name"] = .string("[variables('\(resource.rawValue)')]")
    if resource.isWhole {
      members["location"] = parameters.value("location", .string(fields.location.description), at: "spec.location")
    }
    if resource.isWhole, !fields.tags.isEmpty {
      members["tags"] = parameters.value("tags", .object(fields.tags.mapValues { .string($0) }), at: "spec.tags")
    }
    if !dependsOn.isEmpty { members["dependsOn"] = .array(dependsOn.map(\.id)) }
    return .object(members)
  }

  mutating func template() -> PoolTemplate {
    _ = parameters.value("pool", .string(fields.name.description), at: "metadata.name")
    var resources = network() + [balancer(), scaleSet()]
    if case .autoscale(let autoscale) = fields.count { resources.append(autoscaleSetting(autoscale)) }
    resources += rights()
    for resource in present { variables[resource.rawValue] = resource.nameExpression }
    let template: JSONValue = [
      "$schema": .string(DeploymentTemplate.schema),
      "languageVersion": "1.0",
      "contentVersion": "1.0.0.0",
      "parameters": .object(parameters.definitions),
      "variables": .object(variables),
      "resources": .array(resources),
    ]
    return PoolTemplate(template: template, parameters: parameters.values)
  }
}

extension PoolFields {
  /// The template that makes the pool, with the values of its parameters; the same fields give the same to the byte.
  package func template() -> PoolTemplate {
    var writer = PoolTemplateWriter(self)
    return writer.template()
  }
}

extension JSONValue {
  /// An object of the members that there are. A `nil` in a conditional may as well be read as JSON's null, which a
  /// pool's template has nowhere.
  static func some(_ members: [String: JSONValue?]) -> JSONValue {
    .object(members.compactMapValues { $0 == .null ? nil : $0 })
  }

  static func reference(_ id: JSONValue) -> JSONValue { ["id": id] }

  /// The text between an expression's brackets, to be part of another one.
  var inner: Substring { string?.dropFirst().dropLast() ?? "" }

  /// An element of an expression that is a list, without brackets.
  func element(_ index: Int) -> String { "\(inner)[\(index)]" }

  /// An expression that is a number, as text.
  var text: JSONValue { .string("[string(\(inner))]") }

  /// An expression that counts minutes, as a duration: `PT30M`.
  var minutes: JSONValue { .string("[concat('PT', string(\(inner)), 'M')]") }

  /// An expression as the only element of a list, where Microsoft's schema takes no expression for an element.
  var inList: JSONValue { .string("[createArray(\(inner))]") }
}
