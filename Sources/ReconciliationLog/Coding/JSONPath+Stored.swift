import Pools

// Its text form is for people: a member named `a.b` or `x=y` would not come back from it. The log keeps the steps.
extension JSONPath {
  /// The steps as JSON: a string is a member, a number a position, a pair of strings the element of a keyed list.
  var stored: JSONValue {
    .array(
      steps.map { step in
        switch step {
        case .member(let name): .string(name)
        case .index(let position): .integer(Int64(position))
        case .element(let key, let value): [.string(key), .string(value)]
        }
      })
  }

  init(stored value: JSONValue) throws {
    self.init(
      try value.storedElements("a path").map { step in
        switch step {
        case .string(let name): return .member(name)
        case .integer(let position): return .index(Int(position))
        case .array(let pair):
          guard pair.count == 2, let key = pair[0].string, let value = pair[1].string else { break }
          return .element(key: key, value: value)
        default: break
        }
        throw UnreadableRecord("a path")
      })
  }
}
