/// Pools by their own fields, whose template Weir writes, against as many by a template that is there.
struct OwnFieldsBenchmark: Benchmark {
  let name = "fields"
  let summary = "2,000 pools by their own fields against as many by one template, read for the first time"

  private static let template = "by template"
  private static let fields = "by own fields"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let pools = max(10, 20 * scale)
    let byTemplate = try await ManifestRepository(pools: pools)
    let byFields = try await ManifestRepository(pools: pools, by: .fields)
    try await board.measure(Self.template) { try await byTemplate.load(with: ManifestRepository.freshLoader()) }
    try await board.measure(Self.fields) { try await byFields.load(with: ManifestRepository.freshLoader()) }
    // Such a pool has twice the resources, and a program for its machines.
    board.expect(Self.fields, atMost: 5, times: Self.template)
  }
}
