import Pools
import Templates

/// One loading: each step leaves what the next one needs.
struct LoadPass {
  let folder: String
  let defaults: ManifestDefaults
  let limits: ManifestLimits
  let uptime: @Sendable () -> Duration
  let read: @Sendable (SourceFile, Int) async throws -> [UInt8]
  let files: [SourceFile]
  let index: FileIndex
  var cache: ManifestCache
  var diagnostics: [Diagnostic] = []
  var warnings: [Diagnostic] = []
  /// The pools that the diagnostics concern.
  var affected = AffectedPools()
  /// The first error of each file that may hide documents of it.
  var faultyFiles: [String: Diagnostic] = [:]
  /// The folders whose defaults cannot be told, each with the error that hides them.
  var unclearDefaults: [String: Diagnostic] = [:]
  let elsewhere: TemplateLookup
  /// Templates that are elsewhere and could not be had now.
  var unsettled: [SourceFile: ReadFile<Template>] = [:]
  /// What warnings about age go by.
  let today: CalendarDay?
  /// How many pools there are on each template, by its path.
  var poolsOnTemplate: [String: Int] = [:]
  /// How many of them silence a warning.
  var silentPools: [String: [AdviceName: Int]] = [:]

  init(
    files: [SourceFile], folder: String, defaults: ManifestDefaults, limits: ManifestLimits,
    uptime: @escaping @Sendable () -> Duration = { .zero }, earlier: ManifestCache, today: CalendarDay?,
    elsewhere: @escaping TemplateLookup,
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) {
    self.files = files
    self.folder = folder
    self.defaults = defaults
    self.limits = limits
    self.uptime = uptime
    self.read = read
    self.elsewhere = elsewhere
    self.today = today
    index = FileIndex(files)
    cache = earlier
    cache.age()
  }

  mutating func run() async throws -> ManifestSet {
    let manifests = try await manifestFiles()
    let parsed = try await parse(manifests)
    let tree = defaultsTree(of: parsed)
    let pools = pools(in: parsed, tree: tree)
    let evaluations = try await evaluate(pools, tree: tree)
    for evaluation in evaluations { diagnostics += evaluation.diagnostics }
    attribute(evaluations, of: pools, tree: tree)
    takeWarnings(of: pools, evaluations)
    lookForUselessSilences(evaluations)
    let records = evaluations.compactMap(\.record).sorted { ($0.name, $0.manifest) < ($1.name, $1.manifest) }
    for conflict in ResourceConflicts.find(among: records) {
      diagnostics.append(conflict.diagnostic)
      affected.add(conflict.pool, because: conflict.diagnostic)
    }
    var set = ManifestSet(
      pools: records.map(PoolDefinition.init), diagnostics: Diagnostic.sorted(diagnostics),
      warnings: Diagnostic.sorted(warnings), files: parsed.filter(\.content.isManifest).map(\.file.path),
      isSettled: evaluations.allSatisfy(\.isSettled))
    set.affected = affected
    set.faultyFiles = faultyFiles
    set.contents = contents(of: parsed)
    set.dropAffected()
    for (pool, evaluation) in zip(pools, evaluations) {
      guard let name = pool.document.name else { continue }
      for file in evaluation.dependencies where file.blob != nil && !file.isElsewhere {
        set.poolsOnFile[file.path, default: []].append(name)
      }
    }
    return set
  }

  /// Finds the pools that errors concern: of their own documents, of the files that these stand in, and of the defaults
  /// around them.
  private mutating func attribute(
    _ evaluations: [PoolEvaluation], of pools: [PoolDocument], tree: [String: FolderDefaults]
  ) {
    for (pool, evaluation) in zip(pools, evaluations) {
      guard let name = pool.document.name else { continue }
      for diagnostic in evaluation.diagnostics { affected.add(name, because: diagnostic) }
      for fault in pool.document.faults { affected.add(name, because: Diagnostic(fault, file: pool.path, pool: name)) }
      if let reason = faultyFiles[pool.path] { affected.add(name, because: reason) }
      if let reason = tree[pool.folder]?.reason { affected.add(name, because: reason) }
    }
  }

  private func contents(of manifests: [LoadedManifest]) -> [String: ManifestFile] {
    var contents: [String: ManifestFile] = [:]
    for manifest in manifests where !manifest.content.documents.isEmpty {
      contents[manifest.file.path] = ManifestFile(blob: manifest.file.blob, documents: manifest.content.documents)
    }
    return contents
  }

  /// Reads a file, or says that it is too large. Throws what else `read` throws.
  static func contents(
    of file: SourceFile, limit: Int, read: @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> Result<[UInt8], UnreadFile> {
    do {
      let bytes = try await read(file, limit)
      return bytes.count > limit ? .failure(.tooLarge(limit)) : .success(bytes)
    } catch is FileTooLarge {
      return .failure(.tooLarge(limit))
    }
  }
}

/// Why a file could not be had, in words that end a line.
struct UnreadFile: Error {
  var reason: String

  static func tooLarge(_ limit: Int) -> UnreadFile {
    let size = limit.isMultiple(of: 1 << 20) ? "\(limit >> 20) MiB" : "\(limit) bytes"
    return UnreadFile(reason: "the file is larger than \(size); split it, or take out what is not needed")
  }
}
