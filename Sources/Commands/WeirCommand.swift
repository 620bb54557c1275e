package import ArgumentParser

/// The command `weir`. Without a verb it shows its help, and with `--version` what `weir version` says.
package struct WeirCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Keeps pools of virtual machines on Azure at what a Git repository says.",
    discussion: """
      A commit to the repository of manifests is all it takes to make, change or delete a pool:

        weir init pools && cd pools          # a repository to begin with
        weir plan                            # what would change in Azure
        weir reconcile --now                 # change it
        weir run                             # keep it so, until the process is ended

      Without Azure, weir demo shows all of it against a stand-in.

      Exit codes: 0 done · 1 it could not do what was asked · 2 of plan: there are changes · 3 a pool failed, was \
      refused, is blocked or is orphaned · 4 it gave up waiting · 64 wrong usage.
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Write manifests", subcommands: [Init.self, Import.self, Validate.self, Render.self, Schema.self]),
      CommandGroup(name: "Reconcile", subcommands: [Plan.self, Reconcile.self, Run.self]),
      CommandGroup(name: "Look", subcommands: [Status.self, Log.self]),
      CommandGroup(
        name: "Act", subcommands: [Suspend.self, Resume.self, Wake.self, Adopt.self, Prune.self, Doctor.self]),
      CommandGroup(name: "Try", subcommands: [Simulate.self, Demo.self]),
      CommandGroup(name: "Else", subcommands: [Version.self, GitFetchVerb.self]),
    ])

  @OptionGroup var options: GlobalOptions

  @Flag(name: .customLong("version"), help: "Prints the version, as weir version does.")
  var showsVersion = false

  package init() {}

  package func run() async throws {
    guard showsVersion else { throw CleanExit.helpRequest(self) }
    var verb = Version()
    verb.options = options
    try verb.validate()
    try await verb.run()
  }
}

/// Which Weir this is.
enum WeirVersion {
  static let text = "0.1.0"
}
