import Reconciliation

/// What the verbs need of the controller.
struct Engine: Sendable {
  typealias Events = @Sendable (ReconcileEvent) async -> Void

  /// Reconciles, or plans where the request says so, and answers what came of it.
  var reconcile: @Sendable (ReconcileRequest, @escaping Events) async throws -> RunReport
  /// The scheduled loop, until its task is cancelled.
  var run: @Sendable (@escaping Events) async throws -> Void
  /// Makes the loop look at the source now.
  var wake: @Sendable () async -> Void
}
