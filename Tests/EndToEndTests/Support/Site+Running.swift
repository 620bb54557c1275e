import Foundation
import Pools
import Simulator
import Subprocess
import SystemPackage
import Testing

/// How a program ended and what it said.
struct Ended: Sendable {
  var command: String
  var status: TerminationStatus
  var output: String
  var errors: String

  var code: Int32? { if case .exited(let code) = status { code } else { nil } }

  @discardableResult
  func succeeded() throws -> Ended {
    try #require(code == 0, "\(command): \(status)\n\(output)\n\(errors)")
    return self
  }

  /// The JSON that it answered.
  var json: JSONValue { get throws { try JSONReader.read(output) } }
}

extension Site {
  /// Runs a program in the site's folder to its end.
  func run(
    _ program: String, _ arguments: [String], in directory: URL? = nil, adding variables: [String: String] = [:]
  ) async throws -> Ended {
    let result = try await Subprocess.run(
      program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
      environment: Self.environment(environment.merging(variables) { $1 }),
      workingDirectory: FilePath((directory ?? folder).path()),
      output: .string(limit: 8 << 20), error: .string(limit: 8 << 20))
    return Ended(
      command: ([program] + arguments).joined(separator: " "), status: result.terminationStatus,
      output: result.standardOutput, errors: result.standardError)
  }

  static func environment(_ variables: [String: String]) -> Environment {
    .custom(
      Dictionary(
        variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first }))
  }

  @discardableResult
  func weir(_ arguments: String...) async throws -> Ended { try await run(Self.weir, arguments) }

  @discardableResult
  func git(in directory: URL, _ arguments: String...) async throws -> Ended {
    try await run("git", arguments, in: directory)
  }

  /// Writes files of the repository (nil takes one away), commits and pushes them.
  func push(_ files: [String: String?], message: String = "pools") async throws {
    for (path, text) in files {
      let file = work.appending(path: path)
      guard let text else {
        try FileManager.default.removeItem(at: file)
        continue
      }
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try await git(in: work, "add", "--all").succeeded()
    try await git(in: work, "commit", "--quiet", "--message", message).succeeded()
    try await git(in: work, "push", "--quiet", "origin", "HEAD:main").succeeded()
  }

  /// The deployments that were sent so far, by name, in order.
  var deploymentsSent: [String] {
    simulation.requests.filter { $0.method == "PUT" && $0.path.lowercased().contains("/deployments/") }
      .compactMap { $0.path.split(separator: "/").last.map(String.init) }
  }

  /// How many requests so far could have changed something. `validate` changes nothing.
  var writes: Int { simulation.requests.filter(\.isWrite).count }

  /// A live resource, as ARM shows it; nil where it is not there.
  func live(_ group: String, _ type: String, _ name: String) -> JSONValue? {
    let id = "/subscriptions/\(Self.subscription)/resourceGroups/\(group)/providers/\(type)/\(name)"
    return simulation.resource(id.lowercased())
  }

  /// How many machines the live scale set has; nil where it is not there.
  func count(of pool: String) -> Int64? {
    live("ds-\(pool)", "Microsoft.Compute/virtualMachineScaleSets", pool)?["sku"]?["capacity"]?.integer
  }
}
