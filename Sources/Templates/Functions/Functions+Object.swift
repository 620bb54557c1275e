import Pools

extension FunctionTable {
  static let objectFunctions: [FunctionDefinition] = [
    FunctionDefinition(
      "createObject", 0...(.max), ObjectFunctions.createObject, structural: ObjectFunctions.createObject),
    FunctionDefinition(
      "items", 1...1, ObjectFunctions.items, structural: ObjectFunctions.items, work: FunctionWork.sort),
    FunctionDefinition("json", 1...1, ObjectFunctions.json),
    FunctionDefinition("null", 0...0, { _ throws(EvaluationFault) in .null }),
    FunctionDefinition("objectKeys", 1...1, ObjectFunctions.objectKeys, work: FunctionWork.sort),
    FunctionDefinition(
      "shallowMerge", 1...1, ObjectFunctions.shallowMerge, structural: ObjectFunctions.shallowMerge),
    FunctionDefinition("tryGet", 2...(.max), ObjectFunctions.tryGet, structural: ObjectFunctions.tryGet),
  ]
}

enum ObjectFunctions {
  static func createObject(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard arguments.count.isMultiple(of: 2) else { throw arguments.fault("every name needs a value") }
    var members: [String: JSONValue] = [:]
    for index in stride(from: 0, to: arguments.count, by: 2) {
      members[try arguments.string(index)] = arguments[index + 1]
    }
    return .object(members)
  }

  static func createObject(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard terms.count.isMultiple(of: 2) else { return nil }
    var members: [String: Term] = [:]
    for index in stride(from: 0, to: terms.count, by: 2) {
      guard let name = terms[index].value?.string else { return nil }
      members[name] = terms[index + 1]
    }
    return .members(members)
  }

  /// `[{"key": …, "value": …}]`, sorted by key.
  static func items(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let members = try arguments.object(0)
    return .array(keys(members).map { .object(["key": .string($0), "value": members[$0] ?? .null]) })
  }

  static func items(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .object(let members) = terms[0] else { return nil }
    return .list(
      keys(members).map { .members(["key": .known(.string($0)), "value": members[$0] ?? .known(.null)]) })
  }

  static func objectKeys(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .array(keys(try arguments.object(0)).map { .string($0) })
  }

  /// In any capitals, as ARM sorts them, and then by their spelling.
  private static func keys<Value>(_ members: [String: Value]) -> [String] {
    members.keys.map { (folded: $0.lowercased(), name: $0) }.sorted { $0 < $1 }.map(\.name)
  }

  static func json(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try arguments.string(0)
    do throws(JSONSyntaxError) {
      return try JSONReader.read(Array(text.utf8))
    } catch {
      throw arguments.fault("the string is no JSON: \(error.message)")
    }
  }

  static func shallowMerge(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    var merged: [String: JSONValue] = [:]
    for element in try arguments.array(0) {
      guard let members = element.object else { throw arguments.fault("every element should be an object") }
      merged.merge(members) { _, later in later }
    }
    return .object(merged)
  }

  static func shallowMerge(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .array(let elements) = terms[0] else { return nil }
    var merged: [String: Term] = [:]
    for element in elements {
      guard let members = element.members else { return nil }
      merged.merge(members) { _, later in later }
    }
    return .members(merged)
  }

  static func tryGet(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    var here: JSONValue? = arguments[0]
    for index in arguments.values.indices.dropFirst() {
      switch arguments[index] {
      case .string(let name): here = here?.member(name)
      case .integer(let position):
        let elements = here?.array ?? []
        here = elements.indices.contains(Int(clamping: position)) ? elements[Int(clamping: position)] : nil
      default: throw arguments.wrong(index, "a string or a whole number")
      }
    }
    return here ?? .null
  }

  static func tryGet(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    var here = terms[0]
    for term in terms.dropFirst() {
      guard !here.isPending else { return nil }
      switch term.value {
      case .string(let name)?: here = here.member(name) ?? .known(.null)
      case .integer(let position)?: here = here.element(position) ?? .known(.null)
      default: return nil
      }
    }
    return here
  }
}
