import ArgumentParser
import GitSource

/// `weir git-fetch`: the child process of a fetch, which no person types.
struct GitFetchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "git-fetch", abstract: "Fetches for Weir itself.", shouldDisplay: false)

  /// Blocking, which is right for a process that does nothing else.
  func run() throws { throw ExitCode(GitFetch.run()) }
}
