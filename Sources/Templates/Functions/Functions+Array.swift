import Pools

extension FunctionTable {
  static let arrayFunctions: [FunctionDefinition] = [
    FunctionDefinition("array", 1...1, ArrayFunctions.array, structural: ArrayFunctions.array),
    FunctionDefinition("concat", 1...(.max), ArrayFunctions.concat, structural: ArrayFunctions.concat),
    FunctionDefinition(
      "contains", 2...2, ArrayFunctions.contains, structural: ArrayFunctions.contains, work: FunctionWork.search),
    FunctionDefinition("createArray", 0...(.max), ArrayFunctions.createArray, structural: ArrayFunctions.createArray),
    FunctionDefinition("empty", 1...1, ArrayFunctions.empty, structural: ArrayFunctions.empty),
    FunctionDefinition("first", 1...1, ArrayFunctions.first, structural: ArrayFunctions.first),
    FunctionDefinition("flatten", 1...1, ArrayFunctions.flatten, structural: ArrayFunctions.flatten),
    FunctionDefinition("indexFromEnd", 2...2, ArrayFunctions.indexFromEnd),
    FunctionDefinition("indexOf", 2...2, ArrayFunctions.indexOf, work: FunctionWork.search),
    FunctionDefinition("intersection", 2...(.max), ArrayFunctions.intersection, work: FunctionWork.merge),
    FunctionDefinition("last", 1...1, ArrayFunctions.last, structural: ArrayFunctions.last),
    FunctionDefinition("lastIndexOf", 2...2, ArrayFunctions.lastIndexOf, work: FunctionWork.search),
    FunctionDefinition("length", 1...1, ArrayFunctions.length, structural: ArrayFunctions.length),
    FunctionDefinition("max", 1...(.max), ArrayFunctions.max),
    FunctionDefinition("min", 1...(.max), ArrayFunctions.min),
    FunctionDefinition("range", 2...2, ArrayFunctions.range),
    FunctionDefinition("skip", 2...2, ArrayFunctions.skip, structural: ArrayFunctions.skip),
    FunctionDefinition("take", 2...2, ArrayFunctions.take, structural: ArrayFunctions.take),
    FunctionDefinition("tryIndexFromEnd", 2...2, ArrayFunctions.tryIndexFromEnd),
    FunctionDefinition(
      "union", 2...(.max), ArrayFunctions.union, structural: ArrayFunctions.union, work: FunctionWork.merge),
  ]
}

/// Lists, and what ARM lets strings and objects do as if they were lists.
enum ArrayFunctions {
  static func array(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    if case .array = arguments[0] { return arguments[0] }
    return .array([arguments[0]])
  }

  static func concat(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    if case .array = arguments[0] {
      var elements: [JSONValue] = []
      for index in arguments.values.indices { elements += try arguments.array(index) }
      return .array(elements)
    }
    var text = ""
    for index in arguments.values.indices {
      text += try StringFunctions.scalarText(arguments, index)
      try arguments.bound(text.utf8.count)
    }
    return .string(text)
  }

  static func contains(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .array(let elements): return .bool(elements.contains { JSONValue.areEqual($0, arguments[1]) })
    case .object: return .bool(arguments[0].member(try StringFunctions.scalarText(arguments, 1)) != nil)
    case .string(let text): return .bool(text.isContaining(try StringFunctions.scalarText(arguments, 1)))
    default: throw arguments.wrong(0, "an array, an object or a string")
    }
  }

  static func createArray(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue { .array(arguments.values) }

  static func empty(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .null: true
    case .array(let elements): .bool(elements.isEmpty)
    case .object(let members): .bool(members.isEmpty)
    case .string(let text): .bool(text.isEmpty)
    default: throw arguments.wrong(0, "an array, an object or a string")
    }
  }

  static func first(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .array(let elements): elements.first ?? .null
    case .string(let text): .string(String(decoding: Array(text.utf16.prefix(1)), as: UTF16.self))
    default: throw arguments.wrong(0, "an array or a string")
    }
  }

  static func last(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .array(let elements): elements.last ?? .null
    case .string(let text): .string(String(decoding: Array(text.utf16.suffix(1)), as: UTF16.self))
    default: throw arguments.wrong(0, "an array or a string")
    }
  }

  static func flatten(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    var flat: [JSONValue] = []
    for element in try arguments.array(0) {
      guard let inner = element.array else { throw arguments.fault("every element should be an array") }
      flat += inner
    }
    return .array(flat)
  }

  static func indexFromEnd(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard let element = try fromEnd(arguments) else {
      throw arguments.fault("the list has no element \(try arguments.integer(1)) from its end")
    }
    return element
  }

  static func tryIndexFromEnd(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    try fromEnd(arguments) ?? .null
  }

  /// The last element is 1 from the end.
  private static func fromEnd(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue? {
    let elements = try arguments.array(0)
    let position = elements.count - (try arguments.int(1))
    guard elements.indices.contains(position) else { return .none }
    return elements[position]
  }

  /// Strings are searched in any capitals, lists exactly; -1 where there is none.
  static func indexOf(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    if case .array(let elements) = arguments[0] {
      return .integer(Int64(elements.firstIndex { JSONValue.areEqual($0, arguments[1]) } ?? -1))
    }
    return .integer(try StringFunctions.position(arguments, last: false))
  }

  static func lastIndexOf(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    if case .array(let elements) = arguments[0] {
      return .integer(Int64(elements.lastIndex { JSONValue.areEqual($0, arguments[1]) } ?? -1))
    }
    return .integer(try StringFunctions.position(arguments, last: true))
  }

  static func length(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .array(let elements): .integer(Int64(elements.count))
    case .object(let members): .integer(Int64(members.count))
    case .string(let text): .integer(Int64(text.utf16.count))
    default: throw arguments.wrong(0, "an array, an object or a string")
    }
  }

  static func max(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .integer(try numbers(arguments).reduce(Int64.min) { Swift.max($0, $1) })
  }

  static func min(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .integer(try numbers(arguments).reduce(Int64.max) { Swift.min($0, $1) })
  }

  /// Whole numbers, as arguments or as one list. Never empty.
  private static func numbers(_ arguments: Arguments) throws(EvaluationFault) -> [Int64] {
    var numbers: [Int64] = []
    for (index, value) in arguments.values.enumerated() {
      if case .array(let elements) = value {
        for element in elements {
          guard let number = element.integer else { throw arguments.fault("a list may hold whole numbers only") }
          numbers.append(number)
        }
      } else {
        numbers.append(try arguments.integer(index))
      }
    }
    guard !numbers.isEmpty else { throw arguments.fault("there are no numbers to choose from") }
    return numbers
  }

  /// At most 10,000 numbers, none past 2,147,483,647: ARM's own bounds.
  static func range(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let (start, count) = (try arguments.int(0), try arguments.int(1))
    guard (0...10_000).contains(count) else { throw arguments.fault("the count should be from 0 to 10000") }
    guard start + count <= 0x7FFF_FFFF else { throw arguments.fault("the numbers go past 2147483647") }
    return .array((0..<count).map { .integer(Int64(start + $0)) })
  }

  static func skip(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let count = Swift.max(0, try arguments.int(1))
    switch arguments[0] {
    case .array(let elements): return .array(Array(elements.dropFirst(count)))
    case .string(let text): return .string(String(decoding: Array(text.utf16.dropFirst(count)), as: UTF16.self))
    default: throw arguments.wrong(0, "an array or a string")
    }
  }

  static func take(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let count = Swift.max(0, try arguments.int(1))
    switch arguments[0] {
    case .array(let elements): return .array(Array(elements.prefix(count)))
    case .string(let text): return .string(String(decoding: Array(text.utf16.prefix(count)), as: UTF16.self))
    default: throw arguments.wrong(0, "an array or a string")
    }
  }
}
