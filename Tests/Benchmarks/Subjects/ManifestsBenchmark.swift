import GitSource
import Manifests
import PortContracts
import Reconciliation
import TemporaryFolders

/// Reading the manifests of a revision from git: for the first time, again, and after a commit that changed one.
struct ManifestsBenchmark: Benchmark {
  let name = "manifests"
  let summary = "10,000 manifests from a git repository, cold and warm"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let files = try await ManifestRepository(pools: max(10, 100 * scale))
    let repository = LocalRepository(.init(folder: files.folder.path))
    let loader = ManifestLoader(defaults: ManifestDefaults(subscription: Samples.subscription))
    let cold = try await board.measure("cold") { try await load(repository, with: loader) }
    try check(cold, files.pools)
    _ = try await board.measure("warm, the same commit", repeats: 5) { try await load(repository, with: loader) }
    try await files.change(7)
    let changed = try await board.measure("warm, one manifest changed") {
      try await load(repository, with: loader)
    }
    try check(changed, files.pools)
    board.expect("warm, the same commit", atMost: 0.02, times: "cold")
  }

  private func load(_ repository: LocalRepository, with loader: ManifestLoader) async throws -> ManifestSet {
    let commit = try await repository.revision(named: "HEAD").commit
    return try await loader.load(files: repository.files(in: commit)) { file, limit in
      try await repository.contents(of: file.blob, limit: limit)
    }
  }

  /// What is wrong is quickly done: a time only counts where every pool came out.
  private func check(_ set: ManifestSet, _ pools: Int) throws {
    if let fault = set.diagnostics.first { throw BenchmarkFailure("\(fault.location): \(fault.message)") }
    guard set.pools.count == pools else { throw BenchmarkFailure("\(set.pools.count) pools came of \(pools)") }
  }
}
