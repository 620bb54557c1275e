import ArgumentParser
import Pools
import Reconciliation

/// `weir prune`: shows the pools that no manifest describes any more, and deletes them.
struct Prune: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows the pools that no manifest describes any more, and deletes those that are named.",
    discussion: """
      A pool is orphaned when the document that describes it is removed from the repository. A run deletes it where \
      reconcile.prune.enabled is true and the commit that removed it removed no more pools than reconcile.prune.limit; \
      never where source.url, source.path or source.ref changed with it, where history was rewritten, where no pool is \
      left, or where the newest revision has errors. Such a pool stays, and weir status and weir plan say since when, by \
      which commit and why.

      Without --yes this shows what is left of each orphaned pool and would be deleted or detached, and writes nothing. \
      With --yes it deletes the pools that are named, whatever reconcile.prune says, and the log tells who did it. Where \
      weir run runs with the same state, it is asked to do the work and followed. A pool whose manifest comes back is \
      orphaned no more.

      Examples:

        weir prune                  # all orphaned pools, and what is left of them
        weir prune --yes nlp audio  # deletes these two
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(
    help: ArgumentHelp("The orphaned pools; without --yes, all of them where none is named.", valueName: "pool"),
    transform: poolArgument)
  var pools: [PoolName] = []

  @Flag(help: "Delete the pools that are named.")
  var yes = false

  func validate() throws {
    guard [.text, .json].contains(options.output) else {
      throw ValidationError("\(options.output.rawValue) is not for this verb; it takes text, json.")
    }
    guard !yes || !pools.isEmpty else {
      throw ValidationError("--yes deletes the pools that are named; name them. Without --yes they are listed.")
    }
  }

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let by = CallerName.current(environment: session.environment)
    let names = Set(pools).sorted().map(\.description).joined(separator: ", ")
    let request = ReconcileRequest(
      pools: Set(pools), trigger: .command, reason: "\(by) prunes \(names)", now: true, dryRun: !yes,
      prune: PruneRequest(by: by))
    return try await carryOut(request, within: nil, settings: settings, session: session)
  }
}
