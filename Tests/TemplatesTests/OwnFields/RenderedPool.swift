import PoolFieldSamples
import Pools
import Templates
import Testing

/// A pool's template and what it evaluates to.
struct RenderedPool {
  let fields: PoolFields
  let pool: PoolTemplate
  let evaluated: EvaluatedTemplate

  init(_ fields: PoolFields) throws {
    self.fields = fields
    pool = fields.template()
    let template = try Template(parsing: pool.template.utf8Text(indentation: 2), file: "vision.json")
    evaluated = try template.evaluate(parameters: pool.parameters, scope: try Sample.scope())
  }

  /// The smallest pool of a system, changed.
  init(_ system: PoolFields.System = .ubuntu, _ change: (inout PoolFields) throws -> Void) throws {
    var fields = try PoolFieldSample.plain(system)
    try change(&fields)
    try self.init(fields)
  }

  /// The resources' names, by which people know them.
  var names: [String] { evaluated.resources.map(\.id.name) }

  func document(_ name: String) throws -> ResourceDocument {
    try #require(evaluated.resources.first { $0.id.name == name }, "there is no \(name)")
  }

  /// The value at a path of members and positions, `properties.subnets.0.name`.
  func value(_ name: String, _ path: String) throws -> JSONValue? {
    try document(name).body.value(at: Self.path(path))
  }

  static func path(_ text: String) -> JSONPath {
    JSONPath(text.split(separator: ".").map { step in Int(step).map { .index($0) } ?? .member(String(step)) })
  }

  func machine(_ path: String) throws -> JSONValue? { try value("vision", "properties.virtualMachineProfile.\(path)") }

  /// The extension of a name, its `properties`.
  func machineExtension(_ name: String) throws -> JSONValue? {
    try machine("extensionProfile.extensions")?.array?.first { $0["name"]?.string == name }?["properties"]
  }
}
