import Foundation
import Pools
import Reconciliation

/// The reconciliation log as people and scripts read it.
struct LogView {
  var now: Date
  var palette: Palette
  /// Columns of the terminal that the lines are for; nil where they are for none, and as long as they are.
  var width: Int?

  /// One line a run, as `git log --oneline` has one a commit.
  func line(_ run: RunRecord) -> String {
    if run.isActOnly { return line(run, ending: run.notes.map(LineText.single)) }
    return line(run, ending: [run.start.trigger.rawValue, place(run.revision), outcome(of: run)])
  }

  /// One line for what a run did to one pool, or else for what its notes say of that.
  func line(_ run: RunRecord, pool: PoolName) -> String {
    if let report = run.pools.first(where: { $0.name == pool }) {
      let text = ReportText(palette: palette, nameWidth: pool.description.count)
      return line(run, ending: [place(run.revision)] + text.lines(for: report))
    }
    let notes = run.notes(of: pool).map(LineText.single)
    if notes.isEmpty { return line(run) }
    return line(run, ending: (run.isActOnly ? [] : [place(run.revision)]) + notes)
  }

  /// Where a terminal is too narrow for the line, without the date, which `weir log --run` has, and broken between words.
  private func line(_ run: RunRecord, ending: [String]) -> String {
    func line(_ time: String) -> String {
      ([palette.bold(run.start.id.description), time] + ending).joined(separator: "  ")
    }
    let whole = line(when(run.start.startedAt))
    guard let width, Columns.width(of: whole) > width else { return whole }
    return Columns.folded(line(TimeText.relative(run.start.startedAt, to: now)), to: width)
  }

  /// A run with everything that the log has of it: pools, changes, notes, and the calls of `az`.
  func details(_ run: RunRecord, calls: [AzureCall]) -> [String] {
    let start = run.start
    var lines = [
      "run        \(palette.bold(start.id.description))", "trigger    \(start.trigger.rawValue)",
      "started    \(when(start.startedAt))",
      "finished   \(run.finishedAt.map(when) ?? "not yet, or the process was killed")",
      "revision   \(run.revision.map { "\($0.ref)@\($0.commit)" } ?? "none")",
    ]
    if let reason = start.reason { lines.append("reason     \(LineText.single(reason))") }
    if let error = run.error { lines.append("error      \(palette.red(LineText.single(error)))") }
    lines += run.notes.map { "note       \(LineText.single($0))" }
    if !run.pools.isEmpty {
      let width = run.pools.map(\.name.description.count).max() ?? 0
      let text = ReportText(palette: palette, showsChanges: true, nameWidth: width)
      lines += [""] + run.pools.sorted { $0.name < $1.name }.flatMap(text.lines)
    }
    if run.unlisted > 0 {
      lines += run.pools.isEmpty ? [""] : []
      lines.append("\(palette.sign(of: .unchanged)) \(run.unlisted)\(run.pools.isEmpty ? "" : " more") unchanged")
    }
    if !calls.isEmpty { lines += ["", "calls of az:"] + calls.map(line) }
    return lines
  }

  private func line(_ call: AzureCall) -> String {
    let end = call.exitCode.map { "exit \($0)" } ?? "ended"
    let milliseconds =
      call.duration.components.seconds * 1000 + call.duration.components.attoseconds / 1_000_000_000_000_000
    return "  \(TimeText.absolute(call.startedAt))  \(milliseconds) ms  \(end)  "
      + LineText.single("az " + call.arguments.joined(separator: " "))
  }

  private func when(_ date: Date) -> String { "\(TimeText.absolute(date)) (\(TimeText.relative(date, to: now)))" }

  private func place(_ revision: Revision?) -> String {
    revision.map { "\($0.ref)@\($0.commit.short)" } ?? "no revision"
  }

  private func outcome(of run: RunRecord) -> String {
    guard let end = run.finishedAt else { return palette.yellow("unfinished") }
    let time = TimeText.length(from: run.start.startedAt, to: end)
    if let error = run.error { return "\(time)  \(palette.red(LineText.single(error)))" }
    let counts = Outcome.allCases.compactMap { outcome in
      let count = run.pools.count { $0.outcome == outcome } + (outcome == .unchanged ? run.unlisted : 0)
      return count == 0 ? nil : "\(count) \(outcome.rawValue)"
    }
    return "\(time)  " + (counts.isEmpty ? "no pools" : counts.joined(separator: ", "))
  }
}

extension RunRecord {
  /// True where nothing was reconciled: it is what a person did, and its notes say it.
  var isActOnly: Bool { revision == nil && error == nil && pools.isEmpty && unlisted == 0 && !notes.isEmpty }

  /// The notes that are about a pool.
  func notes(of pool: PoolName) -> [String] { notes.filter { $0.hasPrefix("\(pool): ") } }

  /// The record as the contract's object, with what only the log knows; `finishedAt` is null while a run goes on.
  ///
  /// `summary` counts all pools, `pools` has those that there was news of, and `unlisted` says how many more there were.
  var json: JSONValue {
    var members =
      RunReport(
        run: start.id, trigger: start.trigger, revision: revision, startedAt: start.startedAt,
        finishedAt: finishedAt ?? start.startedAt, error: error, notes: notes, pools: pools
      ).json.object ?? [:]
    members["finishedAt"] = .optional(finishedAt.map(TimeText.iso))
    members["reason"] = .optional(start.reason)
    members["unlisted"] = .integer(Int64(unlisted))
    if unlisted > 0 {
      var summary = members["summary"]?.object ?? [:]
      let listed = summary[Outcome.unchanged.rawValue]?.integer ?? 0
      summary[Outcome.unchanged.rawValue] = .integer(listed + Int64(unlisted))
      members["summary"] = .object(summary)
    }
    return .object(members)
  }

  /// The record and the calls of `az` that it made.
  func json(calls: [AzureCall]) -> JSONValue {
    var members = json.object ?? [:]
    members["calls"] = .array(calls.map(\.json))
    return .object(members)
  }
}

extension AzureCall {
  var json: JSONValue {
    let parts = duration.components
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    return [
      "arguments": .array(arguments.map(JSONValue.string)), "startedAt": .string(TimeText.iso(startedAt)),
      "milliseconds": .integer(milliseconds), "exitCode": exitCode.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}
