package import Pools

/// What only a running ARM knows, for full evaluation: the simulator's state.
package protocol TemplateRuntime {
  /// A resource's properties, or with `full` the whole of it. Throws where there is no such resource.
  func reference(_ resource: String, apiVersion: String?, full: Bool) throws -> JSONValue

  /// What a `list…` function answers; `function` as the template spells it (`listKeys`).
  func list(_ function: String, resource: String, apiVersion: String?, body: JSONValue?) throws -> JSONValue
}
