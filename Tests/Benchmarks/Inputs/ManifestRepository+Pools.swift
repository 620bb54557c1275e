import GitSource
import Manifests
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders

extension ManifestRepository {
  /// The password that the manifests name.
  static let password = "correct Horse battery 7"
  static let secrets = InMemorySecrets(["ADMIN_PASSWORD": password])

  var repository: LocalRepository { LocalRepository(.init(folder: folder.path)) }

  /// The manifests of the newest commit, as a loader reads them.
  ///
  /// What is wrong is quickly done: a time only counts where every pool came out.
  func load(with loader: ManifestLoader = ManifestRepository.freshLoader()) async throws -> ManifestSet {
    let repository = repository
    let commit = try await repository.revision(named: "HEAD").commit
    let set = try await loader.load(files: repository.files(in: commit)) { file, limit in
      try await repository.contents(of: file.blob, limit: limit)
    }
    if let fault = set.diagnostics.first { throw BenchmarkFailure("\(fault.location): \(fault.message)") }
    guard set.pools.count == pools else { throw BenchmarkFailure("\(set.pools.count) pools came of \(pools)") }
    return set
  }

  /// A loader that has read nothing.
  static func freshLoader() -> ManifestLoader {
    ManifestLoader(defaults: ManifestDefaults(subscription: Samples.subscription))
  }

  /// Brings the log and an Azure to where all pools are deployed.
  ///
  /// - Parameters:
  ///   - live: what Azure is known to answer, whose echo is learned; nil leaves that to the first round.
  ///   - make: makes a pool's resources. It comes a pool at a time, so that nothing stays in memory.
  func settle(
    in log: SQLiteRunLog, live: ((DesiredPool) -> LiveState)? = nil, _ make: (DesiredPool) throws -> Void
  ) async throws {
    for definition in try await load().pools {
      let pool = try definition.desired()
      var digests: [String: String] = [:]
      for (name, reference) in pool.secrets {
        digests[name] = Self.secrets.digest(of: try await Self.secrets.value(of: reference, for: pool.manifest.file))
      }
      var baseline = Baseline(applying: pool, secretDigests: digests)
      if let live { baseline.learnEcho(from: live(pool)) }
      try await log.setBaseline(baseline, of: pool.name)
      try make(pool)
    }
  }
}

extension RunReport {
  /// What is wrong is quickly done: a time only counts where every pool came out as it should.
  func check(_ count: Int, are outcome: Outcome) throws {
    if let error { throw BenchmarkFailure(error) }
    guard pools.count == count else { throw BenchmarkFailure("\(pools.count) of \(count) pools were reported") }
    if let other = pools.first(where: { $0.outcome != outcome }) {
      throw BenchmarkFailure("\(other.name) is \(other.outcome): \(other.message ?? "\(other.changes)")")
    }
  }
}
