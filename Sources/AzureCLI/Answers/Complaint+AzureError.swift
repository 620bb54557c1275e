import Foundation
import Pools
import Reconciliation

extension Complaint {
  /// What the complaint means for the loop.
  ///
  /// The innermost code decides, since the outer ones only say that something is wrong inside; then the status; then
  /// `az`'s own line. What nothing is known of is unreadable.
  ///
  /// - Parameter retryAfter: how long the answer asks to wait; nil where it does not say.
  func error(at now: Date, scrubber: Scrubber, retryAfter: Duration?) -> AzureError {
    AzureError(kind, text: scrubber.clean(text), retryAfter: retryAfter, at: now)
  }

  func error(at now: Date, scrubber: Scrubber) -> AzureError {
    error(at: now, scrubber: scrubber, retryAfter: retryAfter(at: now))
  }

  /// How long the words of the answer ask to wait; nil where they do not.
  func retryAfter(at now: Date) -> Duration? { RetryAfter.read(text) ?? window(at: now) }

  private var text: String {
    let told = faults.map(\.text).filter { !$0.isEmpty }
    // Causes stand behind what they caused, and an outer "see inner errors" helps nobody who sees them.
    let causes = faults.count > 1 ? Array(told.dropFirst()) : told
    return causes.isEmpty ? line : causes.joined(separator: "; ")
  }

  /// What is left of the throttling window that one of the causes names.
  private func window(at now: Date) -> Duration? {
    faults.flatMap(\.leaves).lazy.compactMap { try? JSONReader.read($0.message) }
      .compactMap { RetryAfter.read(window: $0, at: now) }.max()
  }

  private var kind: FaultKind? {
    // Whatever code a provider gives it, as compute's OperationNotAllowed: to be asked less often is no quota.
    if status.flatMap(HTTPStatus.init(words:)) == .throttled { return .throttled }
    for fault in faults.reversed() {
      if let kind = fault.kind { return kind }
    }
    if let status, let known = HTTPStatus(words: status) { return FaultKind(status: known) }
    // Perhaps it is the template, and perhaps not: to ask again costs a call in half an hour, to wait for ever a pool.
    if !faults.isEmpty { return .refused }
    return FaultKind(line: line)
  }

  /// The codes from the innermost out, lowercase.
  var codes: [String] { faults.reversed().flatMap(\.codes).map { $0.lowercased() } }
}

extension Complaint {
  /// True where ARM itself said, with a 404 and nothing else, that the resource or what it stands in is not there.
  ///
  /// Nothing else proves it: not a 404 of a proxy, not a resource type or an API version that ARM does not know
  /// (`InvalidResourceType`, `NoRegisteredProviderFound`), not a subscription that the login does not reach.
  func provesAbsence(of id: ResourceID) -> Bool {
    guard status?.lowercased() == "not found", isEnveloped, !codes.isEmpty else { return false }
    let proofs = Self.absenceCodes.union(id.absenceCodes)
    return codes.allSatisfy(proofs.contains)
  }

  /// The same of a resource group.
  var provesAbsenceOfGroup: Bool {
    status?.lowercased() == "not found" && isEnveloped && codes == ["resourcegroupnotfound"]
  }

  /// ARM's own codes, and those of its older resource providers.
  private static let absenceCodes: Set<String> = [
    "notfound", "parentresourcenotfound", "resourcegroupnotfound", "resourcenotfound",
  ]
}

extension ResourceID {
  /// The codes by which resource providers say that one of a type is not there: `RoleAssignmentNotFound`, `ShareNotFound`.
  fileprivate var absenceCodes: Set<String> {
    let words = type.description.lowercased().split(separator: "/").dropFirst()
    return Set(words.flatMap { ["\($0)notfound", "\($0.hasSuffix("s") ? $0.dropLast() : $0)notfound"] })
  }
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
      self = .throttled(until: now.addingTimeInterval(wait.seconds), message: text)
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
