import Foundation
import Reconciliation
import Testing

/// The error that `body` throws; records an issue and answers nil where it throws none of Azure's.
func azureError(
  sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> AzureError? {
  do {
    try await body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as AzureError {
    return error
  } catch {
    Issue.record("\(error) is no AzureError", sourceLocation: sourceLocation)
  }
  return nil
}

extension AzureError {
  /// The case's name, for tables.
  var kind: String {
    switch self {
    case .notSignedIn: "notSignedIn"
    case .forbidden: "forbidden"
    case .notFound: "notFound"
    case .throttled: "throttled"
    case .conflict: "conflict"
    case .quota: "quota"
    case .policy: "policy"
    case .surroundings(let what, _): "\(what)"
    case .invalidTemplate: "invalidTemplate"
    case .refused: "refused"
    case .deploymentFailed: "deploymentFailed"
    case .unreachable: "unreachable"
    case .unreadable: "unreadable"
    }
  }
}

/// True for a process that is there and no zombie.
func isAlive(_ process: Int32) -> Bool {
  guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
    let state = stat.split(separator: ")").last?.split(separator: " ").first
  else { return false }
  return state != "Z" && state != "X"
}

/// Waits until the condition holds, which the kernel brings about by itself in a moment; records an issue where it does not.
func eventually(
  _ what: String, sourceLocation: Testing.SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
  let clock = ContinuousClock()
  let limit = clock.now + .seconds(300)
  while clock.now < limit {
    if condition() { return }
    try await Task.sleep(for: .milliseconds(5))
  }
  Issue.record("never: \(what)", sourceLocation: sourceLocation)
}
