import ArgumentParser
import Pools
import Testing

@testable import Commands

@Suite("usage")
struct UsageTests {
  @Test(
    "wrong usage ends with 64",
    arguments: [
      ["plan", "--nonsense"], ["frobnicate"], ["plan", "-o", "yaml"], ["status", "-o", "markdown"],
      ["plan", "Not A Pool"], ["suspend", "vision"], ["suspend", "vision", "--reason", " "],
      ["suspend", "vision", "--reason", "x", "--for", "4"],
      ["suspend", "vision", "--reason", "x", "--for", "0s"], ["reconcile", "--timeout", "soon"],
      ["reconcile", "--timeout", "0s"], ["reconcile", "-o", "markdown"],
      ["log", "--limit", "0"],
      ["log", "--run", "01", "--follow"], ["status", "one", "two"],
    ])
  func wrong(words: [String]) throws {
    let error = #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(words) }
    #expect(WeirCommand.exitCode(for: try #require(error)).rawValue == 64)
  }

  @Test("a format that is none is told what there is")
  func formats() throws {
    let none = #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(["plan", "-o", "xml"]) }
    #expect(
      WeirCommand.message(for: try #require(none))
        == "The value 'xml' is invalid for '-o <format>': write -o text or -o json; weir plan takes -o markdown too.")
    let other = #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(["status", "-o", "markdown"]) }
    #expect(
      WeirCommand.message(for: try #require(other)) == "markdown is not for this verb; write -o text or -o json.")
  }

  @Test(
    "a verb that is none is told with the nearest one",
    arguments: [
      (["statsu"], #"there is no verb "statsu"; did you mean status?"#),
      (["-o", "json", "--config", "x", "--verbose", "recncile", "--now"], #""recncile"; did you mean reconcile?"#),
      (["--output=json", "Plan"], #""Plan"; did you mean plan?"#), (["help", "plna"], #""plna"; did you mean plan?"#),
      (["frobnicate"], #"there is no verb "frobnicate"; weir --help lists them."#),
    ])
  func verbs(words: [String], text: String) throws {
    let error = #expect(throws: (any Error).self) { try WeirCommand.command(from: words) }
    #expect(WeirCommand.message(for: try #require(error)).hasSuffix(text))
    #expect(WeirCommand.exitCode(for: try #require(error)).rawValue == 64)
  }

  @Test("nothing that stands indented in a help is wider than 80 columns, so that an example works as it is copied")
  func examples() {
    let verbs = WeirCommand.configuration.groupedSubcommands.flatMap(\.subcommands)
    for verb in [WeirCommand.self] + verbs {
      let help = WeirCommand.helpMessage(for: verb, columns: 80)
      let examples = verb.configuration.discussion.split(separator: "\n").filter { $0.hasPrefix("  ") }
      for example in examples { #expect(help.contains("\n\(example)\n"), "\(verb): \(example)") }
    }
    #expect(verbs.count > 10)
  }

  @Test("what the argument parser answers by itself is not taken for a verb")
  func parser() throws {
    for words in [["help", "plan"], ["help"], ["help", "help"], ["--help"], ["plan", "-h"]] {
      _ = try WeirCommand.command(from: words)
    }
    let error = #expect(throws: (any Error).self) {
      try WeirCommand.command(from: ["--generate-completion-script", "bash"])
    }
    #expect(WeirCommand.exitCode(for: try #require(error)) == .success)
  }

  @Test(
    "what is no pool's name is told why",
    arguments: [
      ("Vision", "the last no '-'; did you mean vision?"), ("x", "has 2 to 40 small letters"),
      ("pools/vision.yaml", "that is a path; a pool goes by the metadata.name"), ("", "it is empty"),
      ("nlp-", "the last no '-'."),
    ])
  func pools(word: String, text: String) throws {
    for verb in [["plan"], ["status"], ["render"], ["suspend", "--reason", "x"], ["wake"], ["log"], ["resume"]] {
      let error = #expect(throws: (any Error).self) { try WeirCommand.command(from: verb + [word]) }
      #expect(WeirCommand.message(for: try #require(error)).contains(text), "\(verb)")
    }
  }

  @Test("the markdown of plan stands in its help")
  func markdown() {
    #expect(WeirCommand.helpMessage(for: Plan.self).contains("markdown too"))
  }

  @Test(
    "global options stand before the verb or after it",
    arguments: [
      ["-o", "json", "--config", "x.yaml", "--no-color", "plan", "vision"],
      ["plan", "-o", "json", "vision", "--config", "x.yaml", "--no-color"],
      ["--config", "x.yaml", "plan", "--no-color", "vision", "--output", "json"],
    ])
  func global(words: [String]) throws {
    let plan = try #require(try WeirCommand.parseAsRoot(words) as? Plan)
    #expect(plan.options.output == .json)
    #expect(plan.options.config == "x.yaml")
    #expect(plan.options.noColor)
    #expect(plan.pools.map(\.description) == ["vision"])
  }

  @Test("every verb that is shown explains itself with an example")
  func help() {
    for verb in WeirCommand.configuration.subcommands where verb.configuration.shouldDisplay {
      let text = WeirCommand.helpMessage(for: verb)
      #expect(text.contains("Example"), "\(verb)")
      #expect(!verb.configuration.abstract.isEmpty)
    }
  }

  @Test("shells are offered completions", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let error = #expect(throws: (any Error).self) {
      try WeirCommand.parseAsRoot(["--generate-completion-script", shell])
    }
    #expect(WeirCommand.fullMessage(for: try #require(error)).contains("weir"))
  }
}
