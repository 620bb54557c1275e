import Pools

/// A function of ARM's template language.
struct FunctionDefinition: Sendable {
  /// In ARM's own capitals.
  var name: String
  /// How many arguments it takes.
  var arguments: ClosedRange<Int>
  var body: Body
  /// What a call costs beside walking its arguments; nil: nothing.
  var work: Work?

  typealias Plain = @Sendable (Arguments) throws(EvaluationFault) -> JSONValue
  /// What a function can say though not all of its arguments are known; nil: nothing.
  typealias Structural = @Sendable ([Term]) throws(EvaluationFault) -> Term?

  /// The steps that a call takes beside those of its arguments, worked out before it runs.
  ///
  /// The second argument holds the steps of each of the first.
  typealias Work = @Sendable (_ terms: [Term], _ sizes: [Int]) -> Int

  enum Body: Sendable {
    /// It depends on its arguments alone.
    case plain(Plain, structural: Structural?)
    /// It is evaluated lazily, or depends on where it stands.
    case special(SpecialFunction)
  }

  init(
    _ name: String, _ arguments: ClosedRange<Int>, _ plain: @escaping Plain, structural: Structural? = nil,
    work: Work? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.work = work
    body = .plain(plain, structural: structural)
  }

  init(_ name: String, _ arguments: ClosedRange<Int>, special: SpecialFunction) {
    self.name = name
    self.arguments = arguments
    body = .special(special)
  }

  /// `2 arguments`, `1 to 3 arguments`, `1 argument or more`.
  var argumentsText: String {
    let (low, high) = (arguments.lowerBound, arguments.upperBound)
    if high == .max { return low == 1 ? "1 argument or more" : "\(low) arguments or more" }
    if low == high { return low == 1 ? "1 argument" : "\(low) arguments" }
    return "\(low) to \(high) arguments"
  }
}

/// The functions that the evaluation itself answers.
enum SpecialFunction: Sendable {
  case parameters, variables, copyIndex, lambdaVariables, lambda
  case choose, and, or, coalesce
  case filter, map, reduce, sort, toObject, groupBy, mapValues
  case resourceGroup, subscription, tenant, deployment, environment
  case resourceID, subscriptionResourceID, tenantResourceID, extensionResourceID, managementGroupResourceID
  case reference, references, list, resourceInfo
  /// Which zones a region has, only ARM knows.
  case zones
  /// Only ARM can answer.
  case throughOnly
  /// A pool that uses it would never be in step; the text says why.
  case refused(String)
}

/// The arguments of a call, all known, read with ARM's own types. Messages name types, never values.
struct Arguments {
  let function: String
  let values: [JSONValue]

  var count: Int { values.count }
  subscript(_ index: Int) -> JSONValue { values[index] }

  /// Refuses a string before it is made: 4 MB, as much as a whole template may have.
  func bound(_ bytes: Int) throws(EvaluationFault) {
    guard bytes <= 4 << 20 else { throw fault("the string would have more than \(4 << 20) bytes") }
  }

  func fault(_ message: String) -> EvaluationFault { EvaluationFault("\(function): \(message)") }

  func wrong(_ index: Int, _ expected: String) -> EvaluationFault {
    fault("argument \(index + 1) should be \(expected), and is of type \(values[index].kind)")
  }

  func string(_ index: Int) throws(EvaluationFault) -> String {
    guard let text = values[index].string else { throw wrong(index, "a string") }
    return text
  }

  func integer(_ index: Int) throws(EvaluationFault) -> Int64 {
    guard let number = values[index].integer else { throw wrong(index, "a whole number") }
    return number
  }

  /// A whole number that fits the machine and stays far from its ends.
  func int(_ index: Int) throws(EvaluationFault) -> Int {
    let number = try integer(index)
    guard (-0x8000_0000...0x7FFF_FFFF).contains(number) else { throw fault("\(number) is out of range") }
    return Int(number)
  }

  func bool(_ index: Int) throws(EvaluationFault) -> Bool {
    guard let flag = values[index].bool else { throw wrong(index, "a boolean") }
    return flag
  }

  func array(_ index: Int) throws(EvaluationFault) -> [JSONValue] {
    guard let elements = values[index].array else { throw wrong(index, "an array") }
    return elements
  }

  func object(_ index: Int) throws(EvaluationFault) -> [String: JSONValue] {
    guard let members = values[index].object else { throw wrong(index, "an object") }
    return members
  }
}
