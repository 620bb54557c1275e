/// Reading the manifests of a revision from git: for the first time, again, and after a commit that changed one.
struct ManifestsBenchmark: Benchmark {
  let name = "manifests"
  let summary = "10,000 manifests from a git repository, cold and warm"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let files = try await ManifestRepository(pools: max(10, 100 * scale))
    let loader = ManifestRepository.freshLoader()
    try await board.measure("cold") { try await files.load(with: loader) }
    try await board.measure("warm, the same commit", repeats: 5) { try await files.load(with: loader) }
    try await files.change(7)
    try await board.measure("warm, one manifest changed") { try await files.load(with: loader) }
    board.expect("warm, the same commit", atMost: 0.02, times: "cold")
  }
}
