/// Pools by their own fields, whose template Weir writes, against as many by a template that is there.
struct OwnFieldsBenchmark: Benchmark {
  let name = "fields"
  let summary = "2,000 pools by their own fields against as many by one template, read for the first time"
  /// What a pool may take in memory, in bytes, so that 10,000 of them leave room for what Azure has of them.
  private let limit = 18_000

  private static let template = "by template"
  private static let fields = "by own fields"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let pools = max(10, 20 * scale)
    let byTemplate = try await ManifestRepository(pools: pools)
    let byFields = try await ManifestRepository(pools: pools, by: .fields)
    let loaders = (ManifestRepository.freshLoader(), ManifestRepository.freshLoader())
    try await board.measure(Self.template) { try await byTemplate.load(with: loaders.0) }
    // A loader keeps what it has read, so nothing of the former's memory is used again.
    let before = Memory.resident
    try await board.measure(Self.fields) { try await byFields.load(with: loaders.1) }
    let each = withExtendedLifetime(loaders) { (Memory.resident - before) / pools }
    board.expect("a pool \(Self.fields) takes at most \(limit) bytes: \(each)", each <= limit)
    board.expect(Self.fields, atMost: 3.5, times: Self.template)
  }
}
