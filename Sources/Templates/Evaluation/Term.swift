import Pools

/// A value on its way through an evaluation: known, or an expression that only ARM can finish, or a mixture of both.
indirect enum Term {
  /// Wholly known, and all of it from one place (nil: from the template itself).
  case known(JSONValue, SourceLocation?)
  /// A list whose elements are not all known, or not from one place.
  case array([Term])
  case object([String: Term])
  case pending(Expression, SourceLocation?)

  static func known(_ value: JSONValue) -> Term { .known(value, nil) }

  /// A list, folded to a known one where it can be.
  static func list(_ elements: [Term]) -> Term {
    var values: [JSONValue] = []
    var origin: SourceLocation??
    for element in elements {
      guard case .known(let value, let place) = element, origin == nil || origin == .some(place) else {
        return .array(elements)
      }
      origin = .some(place)
      values.append(value)
    }
    return .known(.array(values), origin ?? nil)
  }

  /// An object, folded to a known one where it can be.
  static func members(_ members: [String: Term]) -> Term {
    var values: [String: JSONValue] = [:]
    var origin: SourceLocation??
    for (name, member) in members {
      guard case .known(let value, let place) = member, origin == nil || origin == .some(place) else {
        return .object(members)
      }
      origin = .some(place)
      values[name] = value
    }
    return .known(.object(values), origin ?? nil)
  }

  /// The whole value; nil where some of it is not known.
  var value: JSONValue? {
    switch self {
    case .known(let value, _): return value
    case .pending: return nil
    case .array(let elements):
      var values: [JSONValue] = []
      for element in elements {
        guard let value = element.value else { return nil }
        values.append(value)
      }
      return .array(values)
    case .object(let members):
      var values: [String: JSONValue] = [:]
      for (name, member) in members {
        guard let value = member.value else { return nil }
        values[name] = value
      }
      return .object(values)
    }
  }

  /// The first place that any of it comes from; members by their names.
  var origin: SourceLocation? {
    switch self {
    case .known(_, let origin), .pending(_, let origin): return origin
    case .array(let elements):
      for element in elements { if let origin = element.origin { return origin } }
      return nil
    case .object(let members):
      for (_, member) in members.sorted(by: { $0.key < $1.key }) { if let origin = member.origin { return origin } }
      return nil
    }
  }

  /// The elements of a list; nil where this is none, or not known to be one.
  var elements: [Term]? {
    switch self {
    case .known(.array(let values), let origin): values.map { .known($0, origin) }
    case .array(let elements): elements
    default: nil
    }
  }

  /// The members of an object; nil where this is none, or not known to be one.
  var members: [String: Term]? {
    switch self {
    case .known(.object(let values), let origin): values.mapValues { .known($0, origin) }
    case .object(let members): members
    default: nil
    }
  }

  /// How many elements or members it has.
  var count: Int {
    switch self {
    case .known(.array(let values), _): values.count
    case .known(.object(let values), _): values.count
    case .array(let elements): elements.count
    case .object(let members): members.count
    case .known, .pending: 0
    }
  }

  var isPending: Bool { if case .pending = self { true } else { false } }

  /// What the value is in JSON's words, or `expression`.
  var kind: String {
    switch self {
    case .known(let value, _): value.kind
    case .array: "array"
    case .object: "object"
    case .pending: "expression"
    }
  }

  /// An expression that comes to this value.
  var expression: Expression {
    switch self {
    case .known(let value, _): return Expression(value: value)
    case .pending(let expression, _): return expression
    case .array(let elements): return .call("createArray", elements.map(\.expression))
    case .object(let members):
      var arguments: [Expression] = []
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        arguments.append(.string(name))
        arguments.append(member.expression)
      }
      return .call("createObject", arguments)
    }
  }

  /// The member of exactly this spelling.
  func exactMember(_ name: String) -> Term? {
    switch self {
    case .known(.object(let members), let origin): members[name].map { .known($0, origin) }
    case .object(let members): members[name]
    case .known, .array, .pending: nil
    }
  }

  /// The member in any capitals, the exact spelling first.
  func member(_ name: String) -> Term? {
    switch self {
    case .known(let value, let origin): return value.member(name).map { .known($0, origin) }
    case .object(let members):
      if let exact = members[name] { return exact }
      let folded = name.lowercased()
      return members.keys.filter { $0.lowercased() == folded }.min().flatMap { members[$0] }
    case .array, .pending: return nil
    }
  }

  func element(_ index: Int64) -> Term? {
    guard let position = Int(exactly: index) else { return nil }
    switch self {
    case .known(.array(let values), let origin):
      return values.indices.contains(position) ? .known(values[position], origin) : nil
    case .array(let elements): return elements.indices.contains(position) ? elements[position] : nil
    default: return nil
    }
  }
}
