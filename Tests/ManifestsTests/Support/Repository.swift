import Manifests
import Pools
import Synchronization
import Templates

/// A repository in memory: paths and contents, with blob ids that are hashes of the contents.
struct Repository: Sendable {
  var contents: [String: [UInt8]] = [:]

  init(_ texts: [String: String] = [:]) { contents = texts.mapValues { Array($0.utf8) } }

  subscript(_ path: String) -> String {
    get { String(decoding: contents[path] ?? [], as: UTF8.self) }
    set { contents[path] = Array(newValue.utf8) }
  }

  var files: [SourceFile] {
    contents.sorted { $0.key < $1.key }.map { path, bytes in SourceFile(path: path, blob: Self.blob(bytes)) }
  }

  static func blob(_ bytes: [UInt8]) -> BlobID {
    let hash = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return BlobID(String(hash, radix: 16))
  }

  /// Loads all of it with `loader`, keeping the given limits as a source does.
  func load(
    folder: String = "", with loader: ManifestLoader = .testing, counting reads: ReadCounter = ReadCounter(),
    today: CalendarDay? = nil, elsewhere: @escaping TemplateLookup = { _ in .notKept },
    reading: @escaping @Sendable () -> Void = {}
  ) async throws -> ManifestSet {
    let contents = contents
    return try await loader.load(files: files, folder: folder, today: today, elsewhere: elsewhere) { file, limit in
      reading()
      reads.count(file.path)
      let bytes = contents[file.path] ?? []
      guard bytes.count <= limit else { throw FileTooLarge() }
      return bytes
    }
  }

  /// The lines that a person would see.
  func lines(folder: String = "") async throws -> [String] {
    try await load(folder: folder).diagnostics.map(\.description)
  }
}

/// Counts what is read.
final class ReadCounter: Sendable {
  private let paths = Mutex<[String]>([])
  func count(_ path: String) { paths.withLock { $0.append(path) } }
  var read: [String] { paths.withLock { $0.sorted() } }
}

extension ManifestLoader {
  static let subscription = "11111111-2222-3333-4444-555555555555"

  /// A loader of its own, with a default subscription.
  static var testing: ManifestLoader {
    ManifestLoader(defaults: ManifestDefaults(subscription: SubscriptionID(subscription)))
  }
}
