import ArgumentParser
import Pools
import Reconciliation

/// `weir plan`: what a reconciliation would change.
struct Plan: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a reconciliation would change, and changes nothing.",
    discussion: """
      Reads the repository and Azure and writes to neither. A change of the manifest and drift, what somebody changed \
      in Azure, are told apart.

      Examples:

        weir plan                            # all pools
        weir plan vision nlp                 # these two
        weir plan --ref feature/more-gpus    # a branch before it is merged
        weir plan -o markdown                # a comment for its pull request
        weir plan --with-secrets             # secrets' values too

      No secret is read unless --with-secrets: of each the plan knows whether it is unchanged, kept where it was, has a \
      changed reference, or is not known here.

      Pools that errors of the manifests concern are planned by their last good definition; standard error has the errors, \
      and it ends with 1. Errors of the newest commit are a warning beside the plan of another --ref.

      A pool whose manifest is gone is shown with what would be deleted, or as orphaned where it would stay. With --ref \
      that is what the merge would cause. A suspended pool is shown with the changes that wait.

      Exit codes: 0 no changes · 2 changes · 3 a pool cannot be brought there, or is orphaned · 1 it could not be found out.
      """)
  static let furtherFormats = [OutputFormat.markdown]

  @OptionGroup var options: GlobalOptions

  @Argument(
    help: ArgumentHelp("The pools to plan; all of them where none is named.", valueName: "pool"),
    transform: poolArgument)
  var pools: [PoolName] = []

  @Option(
    help: ArgumentHelp(
      "Plan this branch, tag or commit in place of source.ref, or one before it: main~2.", valueName: "ref"))
  var ref: String?

  @Flag(name: .customLong("with-secrets"), help: "Read the values of secrets, and compare them too.")
  var withSecrets = false

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let log = try await session.edges.openLog(settings.state)
    let engine = try await session.edges.openEngine(settings, log, session)
    let request = ReconcileRequest(
      pools: Set(pools), trigger: .command, now: true, dryRun: true, withSecrets: withSecrets,
      ref: ref.map(Self.reference))
    return try await show(isPlan: true, in: session) { events in try await engine.reconcile(request, events) }
  }

  /// 40 hexadecimal digits are a commit, `refs/tags/…` and `tags/…` a tag, `refs/heads/…` and `heads/…` a branch;
  /// everything else is looked for as a branch, a tag and the beginning of a commit's id, all with steps back in history.
  static func reference(_ text: String) -> SourceRef {
    if let commit = CommitID(text) { return .commit(commit) }
    // With steps back in history behind it, it is no ref's own name.
    for prefix in ["tags/", "heads/"] where text.hasPrefix(prefix) && text.contains(where: { "~^".contains($0) }) {
      return .named("refs/\(text)")
    }
    guard !text.contains(where: { "~^".contains($0) }) else { return .named(text) }
    for prefix in ["refs/tags/", "tags/"] where text.hasPrefix(prefix) {
      return .tag(String(text.dropFirst(prefix.count)))
    }
    for prefix in ["refs/heads/", "heads/"] where text.hasPrefix(prefix) {
      return .branch(String(text.dropFirst(prefix.count)))
    }
    return .named(text)
  }
}
