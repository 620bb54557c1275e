import Foundation
import Pools

/// The demo's own folder: the repository that a team pushes to, the state, and az's login, all gone at the end.
struct DemoFolder: Sendable {
  private let folder: LockedFolder
  /// Absolute.
  var path: String { folder.path }
  var repository: String { "\(path)/pools" }
  var settings: String { "\(path)/weir.yaml" }
  var azureConfiguration: String { "\(path)/azure" }
  var simulation: String { "\(path)/simulation" }

  /// Makes the folder, after those of demos that were killed are taken away.
  init(under parent: String, name: String) throws {
    LockedFolder.sweep(parent, prefix: Self.prefix)
    folder = try LockedFolder(under: parent, prefix: Self.prefix, name: name)
  }

  private static let prefix = "weir-demo-"

  func remove() { folder.remove() }

  /// Makes the repository from the example, with one commit on `main`.
  func makeRepository(from example: DemoExample, git: DemoProgram) async throws {
    try await example.copy(to: repository)
    try await git.run(["git", "init", "--quiet", "--initial-branch", "main"], in: repository)
    try await commit("the pools of three teams", git: git)
  }

  /// Changes a manifest's text on a branch, and merges that into `main`, as a pull request does.
  func merge(
    _ message: String, in file: String, replacing old: String, with new: String, git: DemoProgram
  ) async throws {
    let url = URL(filePath: "\(repository)/\(file)")
    let text = try String(contentsOf: url, encoding: .utf8)
    guard text.contains(old) else { throw CommandFailure("\(file) of the example does not say \(Quoted.text(old))") }
    try await git.run(["git", "switch", "--quiet", "--create", "change"], in: repository)
    try Data(text.replacing(old, with: new).utf8).write(to: url)
    try await commit(message, git: git)
    try await git.run(["git", "switch", "--quiet", "main"], in: repository)
    try await git.run(["git", "merge", "--quiet", "--no-ff", "-m", "merge: \(message)", "change"], in: repository)
  }

  private func commit(_ message: String, git: DemoProgram) async throws {
    try await git.run(["git", "add", "--all"], in: repository)
    try await git.run(["git", "commit", "--quiet", "-m", message], in: repository)
  }

  func writeSettings(subscription: String, az: String, secrets: Set<String>) throws {
    let text = """
      source: {url: pools, ref: {branch: main}, path: pools}
      azure:
        subscriptions: [\(subscription)]
        cli: \(az)
        configDirectory: azure
      state: state/weir.db
      secrets: {allow: [{environment: [\(secrets.sorted().joined(separator: ", "))], for: [pools]}]}

      """
    try Data(text.utf8).write(to: URL(filePath: settings))
  }

  /// What makes the network that a pool of the example is in, and that is others' as far as Weir goes.
  static func campus(az: String, subscription: SubscriptionID?) throws -> [[String]] {
    guard let subscription else { throw CommandFailure("the stand-in has no subscription") }
    let body: JSONValue = [
      "location": "westeurope",
      "properties": [
        "addressSpace": ["addressPrefixes": ["10.1.0.0/16"]],
        "subnets": [["name": "pools", "properties": ["addressPrefix": "10.1.16.0/20"]]],
      ],
    ]
    let network =
      "/subscriptions/\(subscription)/resourceGroups/campus/providers/Microsoft.Network/virtualNetworks/campus"
    return [
      [az, "group", "create", "--name", "campus", "--location", "westeurope", "--output", "none"],
      [
        az, "rest", "--method", "put", "--url", "\(network)?api-version=2024-05-01", "--body",
        body.text(), "--output", "none",
      ],
    ]
  }

  /// Git's environment without the user's settings, so that the demo is the same everywhere.
  static func gitEnvironment(_ environment: [String: String]) -> [String: String] {
    let person = "Weir demo"
    let mail = "demo@weir.invalid"
    let own = [
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": person,
      "GIT_AUTHOR_EMAIL": mail, "GIT_COMMITTER_NAME": person, "GIT_COMMITTER_EMAIL": mail,
    ]
    return environment.filter { !$0.key.hasPrefix("GIT_") }.merging(own) { _, own in own }
  }
}
