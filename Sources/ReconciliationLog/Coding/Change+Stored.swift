import Pools

extension Change {
  func stored(_ limits: LogLimits) -> JSONValue {
    .storing([
      "resource": resource.description.stored,
      "path": path.stored,
      "before": before?.bounded(to: limits.value),
      "after": after?.bounded(to: limits.value),
      "kind": kind.rawValue.stored,
      "cause": cause.rawValue.stored,
      "location": location?.stored,
      "reason": reason?.bounded(to: limits.argument).stored,
    ])
  }

  init(stored value: JSONValue) throws {
    self.init(
      resource: try value.stored("resource", as: ResourceID.init(_:)),
      path: try JSONPath(stored: value["path"] ?? .null),
      before: value["before"], after: value["after"],
      kind: try value.stored("kind", as: Kind.init(rawValue:)),
      cause: try value.stored("cause", as: Cause.init(rawValue:)),
      location: try value["location"].map(SourceLocation.init(stored:)), reason: value["reason"]?.string)
  }
}

extension SourceLocation {
  fileprivate var stored: JSONValue { [file.stored, .integer(Int64(line)), .integer(Int64(column))] }

  fileprivate init(stored value: JSONValue) throws {
    guard let parts = value.array, parts.count == 3, let file = parts[0].string, let line = parts[1].integer,
      let column = parts[2].integer
    else { throw UnreadableRecord("the place of a change") }
    self.init(file: file, line: Int(line), column: Int(column))
  }
}

extension JSONValue {
  /// The value, or where its text is longer than `limit` bytes a word on how long it was.
  fileprivate func bounded(to limit: Int) -> JSONValue {
    let size = text().utf8.count
    return size <= limit ? self : .string("(\(kind) of \(size) bytes)")
  }
}
