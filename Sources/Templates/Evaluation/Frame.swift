import Pools

/// What an expression sees of where it stands: the loops around it, its lambda's variables, its function's arguments.
struct Frame {
  struct Iteration {
    /// Folded.
    var name: String
    var index: Int
    var isResource: Bool
  }

  var iterations: [Iteration] = []
  /// By folded names.
  var lambdaVariables: [String: Term] = [:]
  /// Inside a template's own function: its arguments by folded names; nil elsewhere.
  var functionArguments: [String: Term]?
  /// Nothing deeper than the limit: functions that call themselves.
  var depth = 0

  func iterating(_ name: String, at index: Int, isResource: Bool = false) -> Frame {
    var frame = self
    frame.iterations.append(Iteration(name: name.lowercased(), index: index, isResource: isResource))
    return frame
  }
}
