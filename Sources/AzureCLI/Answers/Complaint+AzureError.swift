import Foundation
import Reconciliation

extension Complaint {
  /// What the complaint means for the loop.
  ///
  /// The innermost code decides, since the outer ones only say that something is wrong inside; then the status; then
  /// `az`'s own line. What nothing is known of is unreadable.
  func error(at now: Date, scrubber: Scrubber) -> AzureError {
    let told = faults.map(\.text).filter { !$0.isEmpty }
    // Causes stand behind what they caused, and an outer "see inner errors" helps nobody who sees them.
    let causes = faults.count > 1 ? Array(told.dropFirst()) : told
    let text = causes.isEmpty ? line : causes.joined(separator: "; ")
    return AzureError(kind, text: scrubber.clean(text), retryAfter: RetryAfter.read(text), at: now)
  }

  private var kind: FaultKind? {
    for fault in faults.reversed() {
      if let kind = fault.kind { return kind }
    }
    if let status, let known = HTTPStatus(words: status) { return FaultKind(status: known) }
    // Perhaps it is the template, and perhaps not: to ask again costs a call in half an hour, to wait for ever a pool.
    if !faults.isEmpty { return .refused }
    return FaultKind(line: line)
  }

  /// The codes from the innermost out, small letters.
  var codes: [String] { faults.reversed().flatMap(\.codes).map { $0.lowercased() } }
}

extension ARMFault {
  /// The kind of the first cause that has one, else of this.
  var kind: FaultKind? {
    for detail in details {
      if let kind = detail.kind { return kind }
    }
    return FaultKind(code: code, message: message)
  }
}

extension AzureError {
  init(_ kind: FaultKind?, text: String, retryAfter: Duration?, at now: Date) {
    switch kind {
    case .notSignedIn: self = .notSignedIn(text)
    case .forbidden: self = .forbidden(text)
    case .notFound: self = .notFound(text)
    case .throttled:
      let wait = retryAfter ?? RetryAfter.unknown
      self = .throttled(until: now.addingTimeInterval(Double(wait.components.seconds)), message: text)
    case .conflict: self = .conflict(text)
    case .quota: self = .quota(text)
    case .policy: self = .policy(text)
    case .surroundings(let what): self = .surroundings(what, text)
    case .invalidTemplate: self = .invalidTemplate(text)
    case .refused: self = .refused(text)
    case .unreachable: self = .unreachable(text)
    case nil:
      self = .unreadable(
        text.isEmpty ? "az failed without a word; weir doctor checks it" : "az did not do it, and said: \(text)")
    }
  }
}
