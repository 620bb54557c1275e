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
      ["suspend", "vision", "--reason", "x", "--for", "4"], ["reconcile", "--timeout", "soon"],
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
