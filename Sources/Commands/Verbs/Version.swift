import ArgumentParser
import Pools

/// `weir version`: which Weir this is.
struct Version: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Prints the version.",
    discussion: """
      Example:

        weir version -o json
      """)

  @OptionGroup var options: GlobalOptions

  func perform(in session: Session) async throws -> Ending {
    let answer: JSONValue = ["version": .string(WeirVersion.text)]
    session.console.say(options.output == .json ? answer.answer : "weir \(WeirVersion.text)")
    return .done
  }
}
