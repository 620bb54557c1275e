import Pools

/// Compares the manifests of a revision with the files that held manifests before it.
///
/// A pool is removed by removing its file, or its document from a file of several. A file that is still there and holds no
/// document any more is an error, which concerns the pools that it held; where it held the defaults of a folder, all pools in
/// that folder and below.
package struct ManifestHistory: Sendable {
  /// The folder of the manifests, from the repository's root; empty for the whole repository.
  private let folder: String
  private let read: @Sendable (SourceFile, Int) async throws -> [UInt8]
  private let entry: @Sendable (String) async throws -> SourceEntry?

  /// - Parameters:
  ///   - read: as `ManifestLoader.load` is handed it.
  ///   - entry: answers what stands at a path of the revision; nil where nothing does.
  package init(
    folder: String, read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8],
    entry: @escaping @Sendable (String) async throws -> SourceEntry?
  ) {
    self.folder = RepositoryPath.normalized(folder: folder)
    self.read = read
    self.entry = entry
  }

  /// Adds to `set` the errors of files that have stopped being manifests.
  ///
  /// - Parameters:
  ///   - earlier: the files that held manifests before, by path.
  ///   - files: hands over the plain files of the revision; called only where a file may be lost.
  /// - Returns: the set with the errors, and the earlier files that have to be remembered on, since they may come back.
  /// - Throws: what `read`, `entry` and `files` throw.
  package func check(
    _ set: ManifestSet, against earlier: [String: ManifestFile], files: @Sendable () async throws -> [SourceFile]
  ) async throws -> (set: ManifestSet, remembered: [String: ManifestFile]) {
    var set = set
    var remembered: [String: ManifestFile] = [:]
    var listed: [String: SourceFile]?
    for (path, was) in earlier.sorted(by: { $0.key < $1.key }) where RepositoryPath.isInside(path, folder: folder) {
      let lost = set.lost(of: was, at: path)
      guard !lost.pools.isEmpty || lost.holdsDefaults else { continue }
      let reason: Diagnostic
      if let known = set.faultyFiles[path] {
        reason = known
      } else if set.contents[path] != nil {
        // A document was taken out of a file that goes on holding others.
        continue
      } else {
        if listed == nil {
          listed = Dictionary(try await files().map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        }
        guard let state = try await state(of: path, was, among: listed ?? [:]) else { continue }
        reason = Self.diagnostic(path, state, lost)
        set.diagnostics = Diagnostic.sorted(set.diagnostics + [reason])
      }
      remembered[path] = lost
      for pool in lost.pools { set.affected.add(pool, because: reason) }
      if lost.holdsDefaults { set.affect(below: RepositoryPath.folder(of: path), because: reason) }
    }
    set.dropAffected()
    return (set, remembered)
  }

  /// What a file is now that held manifests; nil where it is gone.
  private func state(
    of path: String, _ was: ManifestFile, among files: [String: SourceFile]
  ) async throws -> String? {
    if let file = files[path] { return try await state(of: file) }
    switch try await entry(path) {
    case .symbolicLink: return "is a symbolic link now, which Weir does not follow"
    case .submodule: return "is a submodule now, which Weir does not read"
    case .folder: return "is a folder now"
    case .file, nil: break
    }
    // The same content under a name beside it that Weir does not read was put aside, and not removed.
    let folder = RepositoryPath.folder(of: path)
    let copies = files.values.filter { $0.blob == was.blob && RepositoryPath.folder(of: $0.path) == folder }
    return copies.map(\.path).min().map { "is \($0) now, which Weir does not read" }
  }

  private func state(of file: SourceFile) async throws -> String {
    let bytes: [UInt8]
    do {
      bytes = try await read(file, ManifestLimits().manifest)
    } catch is FileTooLarge {
      return "is larger now than any manifest may be"
    }
    if ParsedManifest(bytes, limits: YAMLLimits()).isManifest { return "is left out by .weirignore now" }
    return "is \(FileDescription.text(bytes)) now"
  }

  private static func diagnostic(_ path: String, _ state: String, _ lost: ManifestFile) -> Diagnostic {
    let names = lost.pools.map(\.description).joined(separator: ", ")
    var held: [String] = []
    if !names.isEmpty { held.append("\(lost.pools.count == 1 ? "pool" : "pools") \(names)") }
    if lost.holdsDefaults { held.append("the defaults of its folder") }
    let what = held.joined(separator: " and ")
    let removed =
      lost.holdsDefaults && names.isEmpty ? "them" : lost.pools.count == 1 && !lost.holdsDefaults ? "it" : "them"
    return Diagnostic(
      location: SourceLocation(file: path, line: 1),
      message: "the file \(state), and it held \(what); restore the manifest, or delete the file to remove \(removed)",
      pool: lost.pools.count == 1 && !lost.holdsDefaults ? lost.pools.first : nil)
  }
}

extension ManifestSet {
  /// What of an earlier file no document of this revision describes any more.
  fileprivate func lost(of was: ManifestFile, at path: String) -> ManifestFile {
    let folder = RepositoryPath.folder(of: path)
    return ManifestFile(
      blob: was.blob, pools: was.pools.filter { !described.contains($0) },
      holdsDefaults: was.holdsDefaults && !foldersWithDefaults.contains(folder))
  }

  /// Marks all pools in a folder and below as concerned by an error.
  fileprivate mutating func affect(below folder: String, because reason: Diagnostic) {
    for (path, file) in contents where RepositoryPath.isInside(path, folder: folder) {
      for pool in file.pools { affected.add(pool, because: reason) }
    }
  }
}
