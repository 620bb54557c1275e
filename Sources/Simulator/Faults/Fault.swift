import Pools

/// Something that goes wrong on demand.
package struct Fault: Hashable, Sendable {
  /// Which requests it is for; what is nil matches all. Capitals do not count.
  package struct Match: Hashable, Sendable {
    package var method: String?
    /// A part of the path.
    package var path: String?

    package init(method: String? = nil, path: String? = nil) {
      self.method = method
      self.path = path
    }

    package func covers(method other: String, path text: String) -> Bool {
      (method.map { $0.lowercased() == other.lowercased() } ?? true)
        && (path.map { text.lowercased().contains($0.lowercased()) } ?? true)
    }
  }

  package enum Action: Hashable, Sendable {
    /// Answered at once with an ARM error; `retryAfter` in seconds becomes the header.
    case status(Int, code: String, message: String, retryAfter: Int?)
    /// Answered rightly, but so much later.
    case delay(Duration)
    /// The connection is cut: before the request is done, or after, so that only the answer is lost.
    case drop(done: Bool)
    /// Nothing is ever said: the request not done, or done.
    case silence(done: Bool)
    /// This text, which need not be JSON, under a status of its own: a proxy's page.
    case garbage(String, status: Int = 200)
    /// Answered rightly, but a list leaves out what has this text in its id: it lags behind, or was cut off.
    case omit(String)
    /// The next operation of a deployment whose target's id has the match's path fails with this.
    case failOperation(code: String, message: String)
  }

  package var match: Match
  package var action: Action
  /// For so many requests; then it is gone.
  package var times: Int

  package init(_ action: Action, match: Match = Match(), times: Int = 1) {
    self.action = action
    self.match = match
    self.times = times
  }
}

/// The faults that wait, the oldest first.
package struct FaultQueue: Sendable {
  package private(set) var faults: [Fault] = []

  package init() {}

  package mutating func add(_ fault: Fault) { faults.append(fault) }
  package mutating func removeAll() { faults = [] }

  /// Takes the fault that is for a request, if there is one.
  package mutating func take(method: String, path: String) -> Fault.Action? {
    take { fault in
      if case .failOperation = fault.action { return false }
      return fault.match.covers(method: method, path: path)
    }
  }

  /// Takes the error that the operation of a deployment on `target` fails with, if there is one.
  package mutating func takeOperation(on target: String) -> ARMError? {
    let action = take { fault in
      if case .failOperation = fault.action { return fault.match.covers(method: "PUT", path: target) }
      return false
    }
    guard case .failOperation(let code, let message) = action else { return nil }
    return ARMError(409, code, message, target: target)
  }

  private mutating func take(where isFor: (Fault) -> Bool) -> Fault.Action? {
    guard let position = faults.firstIndex(where: isFor) else { return nil }
    let action = faults[position].action
    faults[position].times -= 1
    if faults[position].times <= 0 { faults.remove(at: position) }
    return action
  }
}
