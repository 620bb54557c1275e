package import Pools
import Reconciliation

extension AzureCommandLine {
  package func delete(_ id: ResourceID, apiVersion: String) async throws {
    let path = ARMPath.resource(id, apiVersion: apiVersion)
    if case .failure(let refusal) = try await attemptWrite(.write(.delete, path, in: id.subscription)) {
      if refusal.complaint.provesAbsence(of: id) { return }
      throw refusal.error
    }
    // ARM may answer 202 and delete on; az does not say so, and not where to look, but the resource itself does.
    let begin = ContinuousClock.now
    for wait in PollWaits() {
      guard let left = try await resource(id, apiVersion: apiVersion) else { return }
      let state = left.body.member("properties")?.member("provisioningState")?.string ?? "unknown"
      if state.lowercased() == "failed" {
        throw AzureError.deploymentFailed(
          "the deletion of \(id.short) failed: Azure says no more than its state, Failed")
      }
      guard ContinuousClock.now - begin < configuration.deletionTimeout else {
        throw AzureError.conflict(
          "\(id.short) is still there \(configuration.deletionTimeout.weirText) after its deletion, state \(state)")
      }
      try await configuration.clock.sleep(for: wait)
    }
  }
}

/// How long to wait between looks at something that takes from a second to many minutes: 1, 2, 4, 8 and then 15 seconds, so
/// that a slow one costs four of the 12 reads of a scale set that ARM grants a minute.
struct PollWaits: Sequence, IteratorProtocol {
  private var seconds: Int64 = 1

  mutating func next() -> Duration? {
    defer { seconds = Swift.min(seconds * 2, 15) }
    return .seconds(seconds)
  }
}
