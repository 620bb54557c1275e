/// An expression that asks ARM for one value of one resource, and for nothing else:
/// `[reference('ID'[, 'VERSION'[, 'Full']]).name['name'][0]…]`, as the evaluation of a template leaves it.
///
/// ARM works it out anew in every deployment. What it says now can be told without ARM where the resource has been read.
struct LiveReference: Hashable {
  let resource: ResourceID
  /// Where the value stands in the resource's body. The API version does not count: where another one has another shape,
  /// the path leads nowhere, and nothing is told.
  let path: JSONPath

  /// Twice what Azure lets an id be long.
  private static let longest = 4_096
  /// No body that Azure answers is as deep.
  private static let deepest = 16

  /// Nil for every other expression, and for one of which only ARM knows what it speaks about.
  init?(_ expression: String) {
    guard expression.utf8.count <= Self.longest else { return nil }
    var rest = Reading(rest: Substring(expression))
    guard rest.take("["), rest.takeWord("reference"), rest.take("("), let id = rest.quoted(), let found = ResourceID(id)
    else { return nil }
    var arguments: [String] = []
    while rest.take(",") {
      guard arguments.count < 2, let argument = rest.quoted() else { return nil }
      arguments.append(argument)
    }
    guard rest.take(")") else { return nil }
    let isFull = arguments.count == 2
    if isFull && arguments[1].lowercased() != "full" { return nil }
    var steps: [JSONPath.Step] = isFull ? [] : [.member("properties")]
    while !rest.take("]") {
      guard steps.count < Self.deepest, let step = rest.step() else { return nil }
      steps.append(step)
    }
    guard rest.isAtEnd else { return nil }
    resource = found
    path = JSONPath(steps)
  }

  /// The part of an expression that is still to be read; blanks between its words do not count.
  private struct Reading {
    var rest: Substring

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ sign: Character) -> Bool {
      rest = rest.drop { $0 == " " }
      guard rest.first == sign else { return false }
      rest.removeFirst()
      return true
    }

    /// A function's name, whose capitals do not count.
    mutating func takeWord(_ word: String) -> Bool { name()?.lowercased() == word }

    /// A name, or the digits of a number; nil where neither begins here.
    private mutating func name() -> String? {
      rest = rest.drop { $0 == " " }
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      rest = rest.dropFirst(word.count)
      return word.isEmpty ? nil : String(word)
    }

    /// A text in single quotes, in which two stand for one.
    mutating func quoted() -> String? {
      guard take("'") else { return nil }
      var text = ""
      while let end = rest.firstIndex(of: "'") {
        text += rest[..<end]
        rest = rest[rest.index(after: end)...]
        guard rest.first == "'" else { return text }
        text += "'"
        rest.removeFirst()
      }
      return nil
    }

    /// `.name`, `['name']` or `[0]`.
    mutating func step() -> JSONPath.Step? {
      if take(".") { return name().map { .member($0) } }
      guard take("[") else { return nil }
      let step = quoted().map { .member($0) } ?? name().flatMap { Int($0) }.map { JSONPath.Step.index($0) }
      return take("]") ? step : nil
    }
  }
}
