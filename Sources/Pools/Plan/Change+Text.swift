extension Change {
  /// The change in one line, as reports say it: `scale set sku.capacity 2 → 4`, `create network vision-vnet`,
  /// `detach storageAccounts files (it may hold data)`.
  package var text: String {
    let noun = FieldRules.rules(for: resource.type).noun
    return switch kind {
    case .create where path == .root: "create \(noun) \(Quoted.line(resource.name))"
    case .delete where path == .root: "delete \(noun) \(Quoted.line(resource.name))"
    case .adopt where path == .root: "adopt \(noun) \(Quoted.line(resource.name))"
    case .adopt: "take over \(noun) \(Quoted.line(resource.name)) from \(Self.short(before))"
    case .detach: "detach \(noun) \(Quoted.line(resource.name))" + (reason.map { " (\($0))" } ?? "")
    default: "\(subject) \(Self.short(before)) → \(Self.short(after))"
    }
  }

  /// The field with the kind of its resource, `properties` left out: `scale set upgradePolicy.mode`.
  var subject: String {
    let shown = JSONPath(path.steps.filter { $0 != .member("properties") })
    return "\(FieldRules.rules(for: resource.type).noun) \(Quoted.line(shown.description))"
  }

  /// A value in few characters and on one line; `(none)` where there is nothing.
  ///
  /// - Parameter width: how many characters a value may have; 60 leaves room for two on a line.
  package static func short(_ value: JSONValue?, width: Int = 60) -> String {
    let text =
      switch value {
      case nil, .null?: "(none)"
      case .string(let text)? where text.isID: ResourceID(text)?.short ?? text
      case .string("")?: "\"\""
      case .string(let text)?: text
      case let other?: other.text()
      }
    let line = Quoted.line(text)
    return line.count <= width ? line : "\(line.prefix(max(0, width - 1)))…"
  }
}
