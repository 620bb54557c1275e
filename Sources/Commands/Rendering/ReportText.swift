import Pools
import Reconciliation

/// A run as text: a header, a line a pool, a summary (contract, section 2).
struct ReportText: Sendable {
  var palette: Palette
  /// Every change on a line of its own below its pool.
  var showsChanges: Bool
  /// The column of names.
  var nameWidth: Int

  init(palette: Palette, showsChanges: Bool = false, nameWidth: Int = 0) {
    self.palette = palette
    self.showsChanges = showsChanges
    self.nameWidth = nameWidth
  }

  /// The widest outcome, so that lines that are written one by one stand in columns too.
  private static let outcomeWidth = Outcome.allCases.map(\.rawValue.count).max() ?? 0

  /// `► main@4f1c2ab6  3 pools, 2 subscriptions`
  func header(revision: Revision?, pools: Int, subscriptions: Int) -> String {
    let place = revision.map { "\($0.ref)@\($0.commit.short)" } ?? "no revision"
    return "► \(palette.bold(place))  \(counted(pools, "pool")), \(counted(subscriptions, "subscription"))"
  }

  /// `✔ nlp      updated     scale set sku.capacity 2 → 4`, and the changes below it where they are asked for.
  func lines(for pool: PoolReport) -> [String] {
    let detail = detail(of: pool)
    let first =
      "\(palette.sign(of: pool.outcome)) \(Columns.padded(pool.name.description, to: nameWidth))"
      + (detail.isEmpty ? pool.outcome.rawValue : Columns.padded(pool.outcome.rawValue, to: Self.outcomeWidth) + detail)
    guard showsChanges else { return [first] }
    return [first] + pool.changes.map(changeLine) + pool.tellingSecrets.map { "    \($0)" }
  }

  /// `… nlp      deploying weir-nlp-3f9a0c12d4e5`
  func line(for pool: PoolName, at step: String) -> String {
    "… \(Columns.padded(pool.description, to: nameWidth))\(LineText.single(step))"
  }

  /// `run 01JD… in 41 s: 1 unchanged, 1 updated, 1 refused`
  func summary(of report: RunReport, isPlan: Bool = false) -> String {
    let time = TimeText.length(from: report.startedAt, to: report.finishedAt)
    let counts = Outcome.allCases.compactMap { outcome in
      let count = report.pools.count { $0.outcome == outcome }
      return count == 0 ? nil : "\(count) \(outcome.rawValue)"
    }
    let isImpossible = report.error != nil && report.revision == nil
    let result = counts.isEmpty ? isImpossible ? "could not be done" : "no pools" : counts.joined(separator: ", ")
    return isPlan ? "plan in \(time): \(result); nothing was written" : "run \(report.run) in \(time): \(result)"
  }

  /// The whole run at once.
  func lines(for report: RunReport, isPlan: Bool = false) -> [String] {
    var text = self
    text.nameWidth = report.pools.map(\.name.description.count).max() ?? 0
    let subscriptions = Set(report.pools.map(\.subscription)).count
    return [header(revision: report.revision, pools: report.pools.count, subscriptions: subscriptions)]
      + report.pools.flatMap(text.lines) + [text.summary(of: report, isPlan: isPlan)]
  }

  private func detail(of pool: PoolReport) -> String {
    let message = pool.message.map(LineText.single)
    if pool.outcome.isTrouble || pool.changes.isEmpty { return message ?? ChangeText.line(pool.changes) }
    if showsChanges { return message ?? counted(pool.changes.count, "change") }
    let changes = ChangeText.line(pool.changes)
    return message.map { "\(changes); \($0)" } ?? changes
  }

  private func changeLine(_ change: Change) -> String {
    let place = change.location.map { palette.dim("  \($0.brief)") } ?? ""
    return "    " + ChangeText.phrase(change, isNamed: true) + place
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension PoolReport {
  /// A line for each secret that a plan has not read and does not know to be unchanged.
  var tellingSecrets: [String] {
    secrets.sorted { $0.key < $1.key }.filter { $0.value != .unchanged }
      .map { "secret \(LineText.single($0.key)): \($0.value.rawValue)" }
  }
}
