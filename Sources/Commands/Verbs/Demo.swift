import ArgumentParser
import AzureCLI
import Foundation
import Pools
import Simulator

/// `weir demo`: the main job from beginning to end.
struct Demo: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows the main job from beginning to end, against a stand-in for Azure.",
    discussion: """
      It starts the stand-in, makes a Git repository from the example in manifests/, signs the real az in to the \
      stand-in with a login of its own, and reconciles: once to make everything, again to show that nothing is left to \
      do, again after a change behind Weir's back, and again after a merged commit. Nothing leaves this machine, but \
      for az itself: where there is none, the version that this weir knows is installed from PyPI into .build/, each of \
      its files checked by its hash.

      Example, in a checkout of Weir:

        swift run weir demo
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("The example repository; by default that of this checkout.", valueName: "dir"))
  var manifests: String?

  func perform(in session: Session) async throws -> Ending {
    let example = try DemoExample(try example(session))
    let az = try await tool(session, checkout: FilePaths.folder(of: example.path))
    let temporary = session.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let folder = try DemoFolder(under: temporary, name: String(session.random(), radix: 36))
    defer { folder.remove() }
    do {
      return try await perform(in: session, example, az, folder)
    } catch  where Task.isCancelled {
      throw CommandFailure("interrupted; the stand-in is ended and the demo's folder is gone, and Azure never saw it")
    }
  }

  private func perform(
    in session: Session, _ example: DemoExample, _ az: String, _ folder: DemoFolder
  ) async throws -> Ending {
    let (ready, isReady) = AsyncStream.makeStream(of: Endpoints.self)
    let steps = try await withThrowingTaskGroup(of: [DemoScript.Step]?.self) { group in
      group.addTask {
        try await Simulator.run(Simulator.Configuration(directory: folder.simulation)) { endpoints in
          isReady.yield(endpoints)
        }
        return nil
      }
      group.addTask {
        for await endpoints in ready { return try await show(example, az, folder, endpoints, session) }
        throw CancellationError()
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    try Task.checkCancellation()
    guard let steps else { throw CommandFailure("the stand-in ended before the demo did; run it again") }
    if options.output == .json {
      let answer: JSONValue = ["steps": .array(steps.map(\.json)), "succeeded": true]
      session.console.say(answer.answer)
    } else {
      session.console.say("\nThat was the main job. weir init begins a repository of your own.")
    }
    return .done
  }

  private func show(
    _ example: DemoExample, _ az: String, _ folder: DemoFolder, _ endpoints: Endpoints, _ session: Session
  ) async throws -> [DemoScript.Step] {
    let tell: (String) -> Void = { if options.output != .json { session.console.say($0) } }
    tell("The stand-in for Azure runs at \(endpoints.armURL); nothing of this reaches Azure.")
    let git = DemoProgram(environment: DemoFolder.gitEnvironment(session.environment))
    try await folder.makeRepository(from: example, git: git)
    tell("\(folder.repository) is a Git repository made from \(example.path).")

    var inner = session
    inner.directory = folder.path
    inner.environment = session.environment.filter { !$0.key.hasPrefix("WEIR_") && !$0.key.hasPrefix("GIT_") }
    inner.environment.merge(endpoints.environment(configDirectory: folder.azureConfiguration)) { _, own in own }
    // Nobody knows these; the search for them in the log, the state and the output finds nothing.
    let secrets = try example.secretVariables()
    for variable in secrets { inner.environment[variable] = Self.secret(session) }
    let login = DemoProgram(environment: inner.environment)
    for command in endpoints.setUpCommands(az: az) { try await login.run(command) }
    tell("az (\(az)) is signed in to the stand-in, with a configuration of its own.")
    for command in try DemoFolder.campus(az: az, subscription: endpoints.subscriptions.first) {
      try await login.run(command)
    }
    try folder.writeSettings(subscription: endpoints.subscriptions.first?.description ?? "", az: az, secrets: secrets)
    return try await DemoScript(
      session: inner, folder: folder, endpoints: endpoints, git: git, isJSON: options.output == .json,
      palette: session.palette(options)
    ).perform()
  }

  /// The folder of the example: as named, here, or in the checkout that the executable was built in.
  private func example(_ session: Session) throws -> String {
    if let manifests { return FilePaths.absolute(manifests, from: session.directory) }
    var folder = session.directory
    var places = ["\(folder)/manifests"]
    folder = FilePaths.folder(of: session.executable)
    while folder != "/" && folder != "." {
      places.append("\(folder)/manifests")
      folder = FilePaths.folder(of: folder)
    }
    guard let found = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/templates") }) else {
      throw CommandFailure("there is no example here; run it in a checkout of Weir, or name one with --manifests")
    }
    return found
  }

  /// The Azure CLI on PATH, or one from PyPI in the checkout's `.build`.
  private func tool(_ session: Session, checkout: String) async throws -> String {
    let installation = AzureCLIInstallation(environment: session.environment)
    if let path = await installation.find() { return path }
    let build = "\(checkout)/.build"
    try FileManager.default.createDirectory(atPath: build, withIntermediateDirectories: true)
    let tool = try await installation.install(
      into: "\(build)/azure-cli", requirements: PackageResources.azure_cli_requirements_txt
    ) { line in session.console.tell("weir: \(line)") }
    return tool.path
  }

  /// A value that keeps the rules for passwords: 12 characters and more, of all kinds.
  private static func secret(_ session: Session) -> String {
    "Demo-" + String(session.random(), radix: 36) + String(session.random(), radix: 36).uppercased()
  }
}
