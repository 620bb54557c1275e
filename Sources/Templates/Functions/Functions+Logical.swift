import Pools

extension FunctionTable {
  static let logicalFunctions: [FunctionDefinition] = [
    FunctionDefinition("and", 2...(.max), special: .and),
    FunctionDefinition("bool", 1...1, LogicalFunctions.bool),
    FunctionDefinition("false", 0...0, { _ throws(EvaluationFault) in false }),
    FunctionDefinition("if", 3...3, special: .choose),
    FunctionDefinition("not", 1...1, LogicalFunctions.not),
    FunctionDefinition("or", 2...(.max), special: .or),
    FunctionDefinition("true", 0...0, { _ throws(EvaluationFault) in true }),
  ]

  static let comparisonFunctions: [FunctionDefinition] = [
    FunctionDefinition("coalesce", 1...(.max), special: .coalesce),
    FunctionDefinition("equals", 2...2) { arguments throws(EvaluationFault) in
      .bool(JSONValue.areEqual(arguments[0], arguments[1]))
    },
    FunctionDefinition("greater", 2...2) { arguments throws(EvaluationFault) in
      .bool(try LogicalFunctions.order(arguments) > 0)
    },
    FunctionDefinition("greaterOrEquals", 2...2) { arguments throws(EvaluationFault) in
      .bool(try LogicalFunctions.order(arguments) >= 0)
    },
    FunctionDefinition("less", 2...2) { arguments throws(EvaluationFault) in
      .bool(try LogicalFunctions.order(arguments) < 0)
    },
    FunctionDefinition("lessOrEquals", 2...2) { arguments throws(EvaluationFault) in
      .bool(try LogicalFunctions.order(arguments) <= 0)
    },
  ]
}

enum LogicalFunctions {
  /// `true` and `false` in any capitals, and numbers: 0 is false.
  static func bool(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .bool: return arguments[0]
    case .integer(let number): return .bool(number != 0)
    case .string(let text) where text.lowercased() == "true": return true
    case .string(let text) where text.lowercased() == "false": return false
    case .string(let text): if let number = Int64(text) { return .bool(number != 0) }
    default: break
    }
    throw arguments.fault("the value is neither true nor false")
  }

  static func not(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue { .bool(!(try arguments.bool(0))) }

  /// Negative, 0 or positive as the first is less than, equal to or greater than the second. Strings compare by their
  /// code units, so capitals come first.
  static func order(_ arguments: Arguments) throws(EvaluationFault) -> Int {
    if let left = arguments[0].string, let right = arguments[1].string {
      if left == right { return 0 }
      return left.utf16.lexicographicallyPrecedes(right.utf16) ? -1 : 1
    }
    guard let left = arguments[0].double, let right = arguments[1].double else {
      throw arguments.fault(
        "two numbers or two strings can be compared, not \(arguments[0].kind) and \(arguments[1].kind)")
    }
    return left < right ? -1 : left > right ? 1 : 0
  }
}

extension JSONValue {
  var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// ARM's `equals`: strings exactly, objects by their members, a whole number and its like with a fraction of 0 equal.
  static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.number, .integer), (.integer, .number): return left.double == right.double
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
    case (.object(let members), .object(let others)):
      guard members.count == others.count else { return false }
      // Names in other capitals are looked up in a table that is made when the first is met.
      var folded: [String: JSONValue]?
      for (name, value) in members {
        if let other = others[name] {
          guard areEqual(value, other) else { return false }
          continue
        }
        let table = folded ?? others.folded
        folded = table
        guard let other = table[name.lowercased()], areEqual(value, other) else { return false }
      }
      return true
    default: return left == right
    }
  }

  /// A value that is equal, and has the same hash, for all that `areEqual` calls equal: whole numbers are whole, and names
  /// are lowercase where no two of an object are then the same.
  var comparable: JSONValue {
    switch self {
    case .number: return integer.map { .integer($0) } ?? self
    case .array(let elements): return .array(elements.map(\.comparable))
    case .object(let members):
      let folded = members.folded
      let isDistinct = folded.count == members.count
      return .object((isDistinct ? folded : members).mapValues(\.comparable))
    default: return self
    }
  }
}

extension [String: JSONValue] {
  /// By lowercase names; of several that differ in capitals only, the first by its spelling.
  fileprivate var folded: [String: JSONValue] {
    var folded: [String: JSONValue] = [:]
    var spelled: [String: String] = [:]
    for (name, value) in self {
      let key = name.lowercased()
      if let other = spelled[key], other < name { continue }
      spelled[key] = name
      folded[key] = value
    }
    return folded
  }
}
