import Foundation
import Pools
import Testing

/// One field of a pool that is changed, and all that its plan then says: a row of a table in `Fixtures`.
///
/// A row begins with the field and its new value as YAML, `(none)` to leave it out; `+` adds what cannot be said without
/// it. An `!` before it has the change applied too. Below, indented, stands a line a change as `PoolChange.line` of
/// `TemplatesTests` writes it: resource, path and kind, or `refused: …` or `wrong: …` where there is no plan.
struct FieldChange: Sendable {
  struct Edit: Sendable {
    var path: String
    var value: JSONValue?
  }

  var edits: [Edit]
  var isApplied: Bool
  var lines: [String]

  /// The row's first line.
  var title: String

  /// The table of one file. Lines with `#` are comments.
  static func table(_ name: String) throws -> [FieldChange] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name).txt")
    var rows: [FieldChange] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("  ") {
        try #require(!rows.isEmpty)
        rows[rows.count - 1].lines.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("+ ") {
        try #require(!rows.isEmpty)
        rows[rows.count - 1].edits.append(try edit(line.dropFirst(2)))
      } else {
        let isApplied = line.hasPrefix("! ")
        let title = isApplied ? line.dropFirst(2) : line
        rows.append(FieldChange(edits: [try edit(title)], isApplied: isApplied, lines: [], title: String(title)))
      }
    }
    return rows
  }

  private static func edit(_ line: Substring) throws -> Edit {
    let words = try #require(line.firstRange(of: ": "), "\(line)")
    let value = line[words.upperBound...]
    let path = String(line[..<words.lowerBound])
    // Plain `nil` would be JSON's null.
    if value == "(none)" { return Edit(path: path, value: Optional<JSONValue>.none) }
    return Edit(path: path, value: try ManifestYAML.read(String(value)))
  }

  func applied(to manifest: JSONValue) throws -> JSONValue {
    try edits.reduce(manifest) { $0.setting($1.value, at: try ManifestYAML.path($1.path)) }
  }

  /// The fields that the row is about, positions in lists left out.
  var fields: Set<String> { Set(edits.map { $0.path.replacing(#/\[[0-9]+\]/#, with: "[]") }) }
}

extension FieldChange {
  /// A change as a line of `lines`: `machine` is `properties.virtualMachineProfile`, `extension[…]` an extension of the
  /// machines, `after …` the autoscale profile that ends a schedule; a role assignment, named by a GUID, is a `right`.
  static func line(_ change: Change) -> String {
    line(
      change.resource.short, change.path.description, change.kind.rawValue,
      isSecret: [change.before, change.after].contains("(secret)"))
  }

  /// The same of a change as `-o json` answers it.
  static func line(_ change: JSONValue) -> String {
    line(
      change["resource"]?.string ?? "", change["path"]?.string ?? "", change["kind"]?.string ?? "",
      isSecret: [change["before"], change["after"]].contains("(secret)"))
  }

  private static func line(_ resource: String, _ path: String, _ kind: String, isSecret: Bool) -> String {
    let isRight = resource.lowercased().contains("microsoft.authorization/roleassignments/")
    let name = isRight ? "right" : resource.split(separator: "/").last.map(String.init) ?? ""
    let path = path.replacing("properties.virtualMachineProfile", with: "machine")
      .replacing("machine.extensionProfile.extensions[name=", with: "extension[")
      .replacing(#"{"name":"Auto created default scale condition","for":""#, with: "after ")
      .replacing(#""}]"#, with: "]")
    return [name, path, kind].filter { !$0.isEmpty }.joined(separator: " ") + (isSecret ? " (secret)" : "")
  }
}
