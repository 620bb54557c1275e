import ArgumentParser
import Pools

/// `weir doctor`: whether a reconciliation has what it needs.
struct Doctor: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Checks git, the Azure CLI, its login and rights, and the state; says what to do.",
    discussion: """
      It changes nothing in Azure and nothing in git. Run it as the user that weir run runs as.

      Example:

        weir doctor --config /etc/weir/weir.yaml

      Exit codes: 0 nothing is wrong · 1 something is.
      """)

  @OptionGroup var options: GlobalOptions

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    let checks =
      [.ok("settings", "read; the controller is called \(settings.name)")]
      + (await Examination(settings: settings, session: session).checks())
    if options.output == .json {
      let answer: JSONValue = ["checks": .array(checks.map(\.json))]
      session.console.say(answer.answer)
    } else {
      let width = checks.map(\.name.count).max() ?? 0
      for check in checks { session.console.say(check.line(palette: session.palette(options), nameWidth: width)) }
    }
    return checks.contains { $0.result == .fail } ? .failed : .done
  }
}
