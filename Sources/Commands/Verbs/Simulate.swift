import ArgumentParser
import Pools
import Simulator

/// `weir simulate`: the Azure stand-in.
struct Simulate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Runs the Azure stand-in, for trying things out, until it is interrupted.",
    discussion: """
      The real az signs in to it and deploys to it; nothing leaves this machine. It prints the lines that point an az \
      at it: copy them into another shell. All it knows is gone when it ends.

      Example:

        weir simulate --directory /tmp/sim      # in one shell
        az vmss list -o table                   # in another, after the printed lines
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("The port of the resource manager; by default any that is free.", valueName: "port"))
  var port = 0

  @Option(
    help: ArgumentHelp("Where its certificate goes; by default a temporary folder.", valueName: "dir"),
    completion: .directory)
  var directory: String?

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number of 0 to 65535.") }
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
  }

  func perform(in session: Session) async throws -> Ending {
    let folder = directory.map { FilePaths.absolute($0, from: session.directory) }
    try await Simulator.run(Simulator.Configuration(port: port, directory: folder)) { endpoints in
      if options.output == .json {
        let answer: JSONValue = [
          "armUrl": .string(endpoints.armURL), "identityUrl": .string(endpoints.identityURL),
          "adminUrl": .string(endpoints.adminURL), "caFile": .string(endpoints.caFile),
          "subscriptions": .array(endpoints.subscriptions.map { .string($0.description) }),
          "setUp": .string(endpoints.instructions),
        ]
        session.console.say(answer.answer)
      } else {
        session.console.say(endpoints.instructions)
        session.console.tell(
          "weir: the stand-in runs at \(endpoints.armURL); faults on demand at \(endpoints.adminURL)")
      }
    }
    return .done
  }
}
