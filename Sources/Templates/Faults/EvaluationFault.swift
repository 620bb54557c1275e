import Pools

/// A fault on its way out of an expression, gathering its place as it goes.
struct EvaluationFault: Error {
  var message: String
  /// Bytes from the begin of the expression's string to the call that failed.
  var offset: Int
  /// The expression's place in the template; nil until the value that holds the expression is known.
  var path: JSONPath?
  /// A place outside the template (a value in a manifest), which then speaks for the fault.
  var location: SourceLocation?
  /// True where nothing more can be evaluated after it: then it is reported alone.
  var isFinal = false
  /// True where the clock, and nothing in the input, brought it about.
  var isLate = false

  init(_ message: String, offset: Int = 0, path: JSONPath? = nil, location: SourceLocation? = nil) {
    self.message = message
    self.offset = offset
    self.path = path
    self.location = location
  }

  /// This fault at `path`, where it has no place yet.
  func placed(at path: JSONPath) -> EvaluationFault {
    guard self.path == nil, location == nil else { return self }
    var placed = self
    placed.path = path
    return placed
  }

  /// This fault at a call that stands `offset` bytes into its expression, where no inner call has said so before.
  func placed(offset: Int) -> EvaluationFault {
    guard self.offset == 0, path == nil else { return self }
    var placed = self
    placed.offset = offset
    return placed
  }
}

extension EvaluationFault {
  /// A cycle, reported in the same words whichever of its members was asked for first: it begins with the first by alphabet.
  ///
  /// - Parameter names: each with what it is, in the order in which they need one another; never empty.
  static func cycle(_ names: [String]) -> EvaluationFault {
    let first = names.indices.min { names[$0] < names[$1] } ?? names.startIndex
    let turned = Array(names[first...] + names[..<first])
    let way =
      turned.count > 1 ? ": " + (turned + turned.prefix(1)).map { Quoted.bare($0) }.joined(separator: " → ") : ""
    return EvaluationFault("the \(turned.first.map { Quoted.bare($0) } ?? "value") needs itself\(way)")
  }
}
