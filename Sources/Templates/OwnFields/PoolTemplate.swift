package import Pools

/// The ARM template that a pool's own fields become, with the values of its parameters.
///
/// Every value of the manifest is a parameter, so that the template's evaluation knows which line of which manifest each
/// field of each resource comes from; secrets are secure parameters and stay expressions.
package struct PoolTemplate: Sendable {
  /// ARM's template language, `languageVersion` 1.0.
  package var template: JSONValue
  package var parameters: [String: ParameterValue]

  package init(template: JSONValue, parameters: [String: ParameterValue]) {
    self.template = template
    self.parameters = parameters
  }
}
