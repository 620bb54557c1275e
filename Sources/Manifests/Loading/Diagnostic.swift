package import Pools
package import Templates

/// One thing that is wrong with the manifests of a revision, in one line.
package struct Diagnostic: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var location: SourceLocation
  /// What is wrong, and what would be right; no secret and no line break in it.
  package var message: String
  /// The pool that it is about, where that is known.
  package var pool: PoolName?
  /// What it is called where it is a warning; nil for what is wrong.
  package var advice: AdviceName?

  package init(location: SourceLocation, message: String, pool: PoolName? = nil, advice: AdviceName? = nil) {
    self.location = location
    self.message = message
    self.pool = pool
    self.advice = advice
  }

  /// `FILE:LINE:COLUMN: message`, a warning with its name in brackets behind it.
  package var description: String {
    Quoted.line("\(location): \(message)" + (advice.map { " [\($0.rawValue)]" } ?? ""))
  }

  package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    if left.location != right.location { return left.location < right.location }
    if left.message != right.message { return left.message < right.message }
    switch (left.pool, right.pool) {
    case (let left?, let right?): return left < right
    case (nil, _?): return true
    default: return false
    }
  }

  /// Sorted, and each line once: where several pools meet the same fault of a shared file, it is no pool's own.
  static func sorted(_ all: [Diagnostic]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for next in all.sorted() {
      if let last = result.last, last.location == next.location, last.message == next.message {
        if last.pool != next.pool { result[result.count - 1].pool = nil }
      } else {
        result.append(next)
      }
    }
    return result
  }
}

extension Diagnostic {
  init(_ fault: YAMLFault, file: String, pool: PoolName? = nil, advice: AdviceName? = nil) {
    self.init(location: SourceLocation(fault.place, file: file), message: fault.message, pool: pool, advice: advice)
  }
}
