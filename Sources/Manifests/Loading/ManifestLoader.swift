import Pools
import Synchronization
package import Templates

/// Asks for a template that is elsewhere.
package typealias TemplateLookup = @Sendable (TemplateQuery) async throws -> TemplateAnswer

/// Turns the files of a revision into pools, and remembers what it has read.
///
/// A blob's id is its content, so a manifest is parsed once for each blob, a pool evaluated once for each set of blobs
/// that it rests on, and a revision whose files are those of the last one is the last one. Loading at the same time
/// from several tasks is safe; each answers for its own files.
package final class ManifestLoader: Sendable {
  let defaults: ManifestDefaults
  let limits: ManifestLimits
  private let uptime: @Sendable () -> Duration
  private let state = Mutex(State())

  private struct State {
    var cache = ManifestCache()
    var last: (files: [SourceFile], folder: String, set: ManifestSet)?
  }

  /// - Parameter uptime: a clock that never goes back, for `ManifestLimits.evaluation`; without it there is no deadline.
  package init(
    defaults: ManifestDefaults, limits: ManifestLimits = ManifestLimits(),
    uptime: @escaping @Sendable () -> Duration = { .zero }
  ) {
    self.defaults = defaults
    self.limits = limits
    self.uptime = uptime
  }

  /// Loads the manifests of a revision. Faults of manifests are in the answer, and are never thrown.
  ///
  /// Where the task is cancelled it ends within milliseconds, throws `CancellationError`, and remembers nothing.
  ///
  /// - Parameters:
  ///   - files: every plain file of the revision; templates may stand outside `folder`.
  ///   - folder: where the manifests are, from the repository's root; empty for the whole.
  ///   - today: what warnings about age go by; without it there are none.
  ///   - elsewhere: asks for a template that a manifest names by its address, once for each. It is called from several
  ///     tasks at a time. By default nothing is to be had. What it throws ends the loading.
  ///   - read: hands over the content of a file, or throws `FileTooLarge` where it has more than so many bytes. It is
  ///     called from several tasks at a time, once for each blob at most. Any other error that it throws ends the
  ///     loading and is thrown on.
  package func load(
    files: [SourceFile], folder: String = "", today: CalendarDay? = nil,
    elsewhere: @escaping TemplateLookup = { _ in .notKept },
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> ManifestSet {
    let folder = RepositoryPath.normalized(folder: folder)
    let (known, cache) = state.withLock { state in
      let isLast = state.last.map { $0.folder == folder && $0.files == files } ?? false
      return (isLast ? state.last?.set : nil, state.cache)
    }
    if let known { return known }
    var pass = LoadPass(
      files: files, folder: folder, defaults: defaults, limits: limits, uptime: uptime, earlier: cache, today: today,
      elsewhere: elsewhere, read: read)
    let set = try await pass.run()
    state.withLock { [cache = pass.cache] state in
      state.cache = cache
      state.last = set.isSettled ? (files, folder, set) : nil
    }
    return set
  }
}

/// What earlier loads have read. Each load keeps what it used and what the load before it used, so that two revisions
/// by turns (a plan of a branch beside the schedule) stay warm, and nothing else stays.
struct ManifestCache: Sendable {
  /// A document in a file, and the defaults that apply to it.
  struct PoolKey: Hashable, Sendable {
    var document: DocumentKey
    var defaults: [DocumentKey]
  }

  struct DocumentKey: Hashable, Sendable {
    var file: SourceFile
    /// Its place among Weir's documents of the file, from 0.
    var number: Int
  }

  var manifests = Generations<BlobID, ParsedManifest>()
  var templates = Generations<SourceFile, ReadFile<Template>>()
  var parameters = Generations<SourceFile, ReadFile<[String: ParameterValue]>>()
  var pools = Generations<PoolKey, PoolEvaluation>()
  let written = WrittenTemplates()
  let texts = SharedTexts()

  mutating func age() {
    manifests.age()
    templates.age()
    parameters.age()
    pools.age()
  }
}

/// Values that are dropped when two generations in a row have not asked for them.
struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]

  mutating func age() {
    old = young
    young = [:]
  }

  /// The value, which from now on belongs to this generation.
  mutating func use(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old[key] else { return nil }
    young[key] = value
    return value
  }

  mutating func keep(_ value: Value, for key: Key) { young[key] = value }
}
