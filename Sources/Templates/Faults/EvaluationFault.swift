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
