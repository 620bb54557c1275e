import ArgumentParser
import Foundation
import Pools

extension WeirCommand {
  /// Does what the process's arguments say, and ends the process.
  ///
  /// As the argument parser does it by itself, but for help, completions and versions that cannot be written: that is
  /// told and is an error, as with every answer.
  package static func runProcess() async {
    do {
      var command = try command(from: Array(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let status = exitCode(for: error)
      let text = fullMessage(for: error)
      let console = Console.standard(terminal: nil)
      guard status == .success else {
        if !text.isEmpty { console.tell(text) }
        await console.drain()
        Foundation.exit(status.rawValue)
      }
      if !text.isEmpty { console.say(text) }
      await console.drain()
      if let fault = console.outputFault {
        console.tell("weir: standard output cannot be written: \(fault); the answer is not whole")
        await console.drain()
        Foundation.exit(Ending.failed.rawValue)
      }
    }
  }

  /// The command that the words ask for. A word that is no verb is told with the nearest one.
  static func command(from words: [String]) throws -> any ParsableCommand {
    let verbs = configuration.subcommands.map { (name: $0._commandName, isShown: $0.configuration.shouldDisplay) }
    if let word = verb(in: words), !verbs.contains(where: { $0.name == word }) {
      let hint = NearestName.hint(for: word, among: verbs.filter(\.isShown).map(\.name))
      throw ValidationError(
        "there is no verb \(Quoted.text(word))" + (hint.isEmpty ? "; weir --help lists them." : hint))
    }
    return try parseAsRoot(words)
  }

  /// The first word that is neither a global option nor the value of one, behind `help` too; nil where there is none.
  private static func verb(in words: [String]) -> String? {
    var words = words[...]
    while let word = words.popFirst() {
      if ["--config", "--output", "-o"].contains(word) {
        _ = words.popFirst()
      } else if !word.hasPrefix("-") {
        let verb = word == "help" ? words.first { !$0.hasPrefix("-") } : word
        return verb == "help" ? nil : verb
      } else if !["--verbose", "--no-color", "--version"].contains(word), !word.contains("=") {
        // An option of the parser's own, with a value that is no verb.
        return nil
      }
    }
    return nil
  }
}
