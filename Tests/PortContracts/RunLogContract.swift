package import Reconciliation

/// What every `RunLog` keeps to. A test of an implementation runs each law against a fresh, empty one:
///
///     @Test("an implementation keeps the contract", arguments: RunLogContract.laws)
///     func keeps(_ law: Law<any RunLog>) async throws { try await law.check(InMemoryRunLog()) }
package enum RunLogContract {
  package static let laws: [Law<any RunLog>] =
    runs + reading + news + writes + telling + baselines + states + awakenings + ownership + orphans + renames + source
    + calls + pruning + generated
    + concurrency
}
