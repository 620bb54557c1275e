import Pools
import Reconciliation

/// A plan as a comment on a pull request.
enum ReportMarkdown {
  /// Stands first, so that a bot finds its own comment again and replaces it.
  static let marker = "<!-- weir plan -->"

  static func text(_ report: RunReport) -> String {
    var lines = [marker, "### Weir: \(headline(report))", ""]
    if let revision = report.revision {
      lines += ["\(code(revision.ref)) at `\(revision.commit.short)`", ""]
    }
    if let error = report.error { lines += ["**\(cell(error))**", ""] }
    if report.error == nil, let source = report.source {
      let first = ErrorText.faults(of: source).first?.shown ?? ""
      lines += ["**\(cell("\(ErrorText.notTaken(source)): \(first)"))**", ""]
    }
    let shown = report.pools.filter { $0.outcome != .unchanged }
    if !shown.isEmpty {
      lines += ["| pool | outcome | what |", "|---|---|---|"]
      lines += shown.map { pool in
        let what = pool.message.map(LineText.single) ?? ChangeText.line(pool.changes)
        return "| \(cell(pool.name.description)) | \(pool.outcome.rawValue) | \(cell(what)) |"
      }
      lines.append("")
    }
    for pool in shown where !pool.changes.isEmpty { lines += details(pool) }
    for pool in report.pools where !pool.tellingSecrets.isEmpty {
      lines += pool.tellingSecrets.map { "- \(cell("\(pool.name): \($0)"))" } + [""]
    }
    let unchanged = report.pools.count - shown.count
    if unchanged > 0 { lines += ["\(unchanged) unchanged.", ""] }
    lines += report.notes.map { "> \(cell($0))" }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  private static func headline(_ report: RunReport) -> String {
    guard report.error == nil else {
      return report.pools.isEmpty ? "this could not be planned" : "the newest revision has errors"
    }
    let waiting = report.pools.count { $0.outcome == .suspended && !$0.changes.isEmpty }
    let changing = report.pools.count { !$0.changes.isEmpty && !$0.outcome.isTrouble } - waiting
    let orphaned = report.pools.count { $0.outcome == .orphaned }
    let trouble = report.pools.count { $0.outcome.isTrouble } - orphaned
    var parts: [String] = []
    if changing > 0 { parts.append("\(changing) \(changing == 1 ? "pool changes" : "pools change")") }
    if trouble > 0 { parts.append("\(trouble) \(trouble == 1 ? "needs" : "need") attention") }
    if orphaned > 0 { parts.append("\(orphaned) orphaned") }
    if waiting > 0 { parts.append("\(waiting) \(waiting == 1 ? "waits" : "wait"), suspended") }
    return parts.isEmpty ? "nothing changes" : parts.joined(separator: ", ")
  }

  private static func details(_ pool: PoolReport) -> [String] {
    [
      "<details><summary>\(pool.name): \(pool.changes.count) change\(pool.changes.count == 1 ? "" : "s")</summary>", "",
      "| resource | path | before | after | how |",
      "|---|---|---|---|---|",
    ]
      + pool.changes.map { change in
        let remarks = (change.cause == .drift ? ["drift"] : []) + [change.reason].compactMap { $0 }.map(cell)
        let how = ([change.kind.rawValue] + remarks).joined(separator: ", ")
        let path = change.path == .root ? "" : code(change.path.description)
        return "| \(cell(ChangeText.noun(of: change.resource) + " " + change.resource.name)) | \(path) "
          + "| \(code(Change.short(change.before))) | \(code(Change.short(change.after))) | \(how) |"
      } + ["", "</details>", ""]
  }

  private static func code(_ text: String) -> String {
    "`\(LineText.single(text).replacing("`", with: "'").replacing("|", with: "\\|"))`"
  }

  /// Text that can neither end its cell nor make markup or mentions of its own.
  private static func cell(_ text: String) -> String {
    var result = ""
    for character in LineText.single(text) {
      switch character {
      case "|", "`", "*", "_", "[", "]", "#", "\\": result += "\\\(character)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      // An empty comment, which nobody sees, keeps a name behind it from being a mention.
      case "@": result += "@<!-- -->"
      default: result.append(character)
      }
    }
    return result
  }
}
