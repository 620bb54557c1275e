import Foundation
import PortContracts
import Subprocess
import TemporaryFolders

/// A git repository of many pools: a folder a team of a hundred, a manifest a pool.
struct ManifestRepository {
  /// What its pools are described by.
  enum Description {
    /// One template for all of them.
    case template
    /// Their own fields, of which Weir writes a template.
    case fields
  }

  let folder: TemporaryFolder
  let pools: Int
  private let description: Description

  init(pools: Int, by description: Description = .template) async throws {
    folder = try TemporaryFolder()
    self.pools = pools
    self.description = description
    if description == .template { try write(Self.template, to: "templates/pool.json") }
    for number in 0..<pools { try write(manifest(number, instances: 2), to: Self.path(number)) }
    try await git("init", "--quiet", "--initial-branch=main")
    try await commit()
  }

  /// Changes one manifest, and commits.
  func change(_ number: Int) async throws {
    try write(manifest(number, instances: 3), to: Self.path(number))
    try await commit()
  }

  private func commit() async throws {
    try await git("add", "--all")
    try await git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "pools")
  }

  private func git(_ words: String...) async throws {
    let result = try await Subprocess.run(
      .name("git"), arguments: Arguments(["-C", folder.path] + words), output: .discarded,
      error: .string(limit: 1 << 16))
    guard result.terminationStatus.isSuccess else { throw BenchmarkFailure("git: \(result.standardError)") }
  }

  private func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: folder.path(path))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private static func path(_ number: Int) -> String { "team-\(number / 100)/pool-\(number).yaml" }

  private func manifest(_ number: Int, instances: Int) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      name: pool-\(number)
      labels: {team: team-\(number / 100)}
    spec:
      resourceGroup: ds-pool-\(number)
      location: westus2
    \(description == .template ? Self.byTemplate(number, instances) : Self.byFields(number, instances))

    """
  }
}
