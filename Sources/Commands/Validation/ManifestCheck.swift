import Foundation
import GitSource
import Manifests
import Pools
import Reconciliation

/// What a check of manifests found: the faults to tell, and the pools that there are.
struct ManifestCheck: Sendable {
  var pools: [PoolDefinition] = []
  var faults: [ToldFault] = []
  var warnings: [ToldFault] = []
  /// The files that hold a manifest, right or wrong, from the root.
  var manifests: [String] = []

  mutating func add(_ other: ManifestCheck) {
    pools += other.pools
    manifests += other.manifests
    faults += other.faults
    warnings += other.warnings
  }

  /// Adds what this has not yet, of a check of the same files.
  private mutating func addNew(of other: ManifestCheck) {
    let known = Set(pools.map(\.name))
    pools = (pools + other.pools.filter { !known.contains($0.name) }).sorted { $0.name < $1.name }
    manifests += other.manifests
    faults += other.faults.filter { !faults.contains($0) }
    warnings += other.warnings.filter { !warnings.contains($0) }
  }

  static func isManifestName(_ file: String) -> Bool { file.hasSuffix(".yaml") || file.hasSuffix(".yml") }

  /// Keeps what is about files under one of `paths`, which are from the root; an empty path is the root.
  func limited(to paths: [String]) -> ManifestCheck {
    func isInside(_ file: String?) -> Bool {
      guard let file else { return true }
      return paths.contains { $0.isEmpty || file == $0 || file.hasPrefix($0 + "/") }
    }
    // A fault in a template or a parameter file is the fault of the pools that use it, wherever it lies.
    func counts(_ file: String?) -> Bool {
      isInside(file) || !(file.map(Self.isManifestName) ?? false)
    }
    let inside = pools.filter { isInside($0.manifest.file) }
    let names = Set(inside.map(\.name))
    return ManifestCheck(
      pools: inside, faults: faults.filter { counts($0.location?.file) },
      warnings: warnings.filter { warning in
        isInside(warning.location?.file)
          || counts(warning.location?.file) && warning.pool.map(names.contains) ?? !inside.isEmpty
      }, manifests: manifests.filter(isInside))
  }

  /// With the paths of files as they are from another folder, which is where the user stands.
  func shown(from directory: String, root: String) -> ManifestCheck {
    let files = Set((faults + warnings).compactMap { $0.location?.file } + manifests)
    func shown(_ fault: ToldFault) -> ToldFault {
      var fault = fault
      // The other places that a message names.
      fault.message = PlaceMentions.replacing(in: fault.message) { file in
        files.contains(file) ? FilePaths.relative("\(root)/\(file)", to: directory) : nil
      }
      // A template that is elsewhere has an address, and no path.
      if let location = fault.location, !location.file.hasPrefix("https://") {
        let path = FilePaths.relative("\(root)/\(location.file)", to: directory)
        fault.location = SourceLocation(file: path, line: location.line, column: location.column)
      }
      return fault
    }
    return ManifestCheck(
      pools: pools, faults: faults.map(shown), warnings: warnings.map(shown), manifests: manifests)
  }
}

extension ManifestCheck {
  /// Checks the manifests among files.
  ///
  /// - Parameters:
  ///   - paths: what is asked about, from the root; empty for everything. One without a manifest is a fault; a file that is
  ///     none is checked with the pools that rest on it.
  ///   - earlier: what stood there before; nil where nothing is known of it.
  init(
    files: [SourceFile], reading: ManifestReading, paths: [NamedPath], earlier: EarlierManifests? = nil,
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws {
    var reading = reading
    let whole = Set(files.map(\.path))
    let templates = paths.filter { !Self.isManifestName($0.inner) && whole.contains($0.inner) }
    if !templates.isEmpty {
      let rest = paths.filter { !templates.contains($0) }
      self = try await ManifestCheck(with: templates, among: files, reading: reading, read: read)
      guard !rest.isEmpty else { return }
      addNew(
        of: try await ManifestCheck(files: files, reading: reading, paths: rest, earlier: earlier, read: read))
      return
    }
    let named = paths
    let paths = named.map(\.inner)
    // Defaults stand in folders around a pool, so all of the configured folder is read, or all there is.
    let isOutside = paths.contains { path in
      !reading.folder.isEmpty && path != reading.folder && !path.hasPrefix(reading.folder + "/")
    }
    if isOutside { reading.folder = "" }
    var set = try await reading.load(files: files.filter { Self.counts($0.path, for: paths) }, read: read)
    if let earlier {
      set = try await earlier.check(
        set, folder: reading.folder, counts: { Self.counts($0, for: paths) }, current: files, read: read)
    }
    self.init(
      pools: set.pools, faults: ErrorText.faults(of: set.diagnostics), warnings: ErrorText.faults(of: set.warnings),
      manifests: set.files)
    if !paths.isEmpty { self = limited(to: paths) }
    for path in named { lookForNothing(at: path, files: files) }
  }

  /// True for what is asked about, for what stands in a folder around it, where defaults may be, and for every file that
  /// is no manifest: somebody else's manifests elsewhere in the repository are not this user's.
  private static func counts(_ file: String, for paths: [String]) -> Bool {
    guard !paths.isEmpty, isManifestName(file) else { return true }
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    return paths.contains { path in
      path.isEmpty || file == path || file.hasPrefix(path + "/") || folder.isEmpty || path.hasPrefix(folder + "/")
    }
  }

  /// Checks files as they lie on the disk; without any path, all that is in `directory`. A path's root is the repository
  /// around it, else the folder that it is in or is.
  ///
  /// - Parameter earlier: what stood in the repository at a root before.
  static func ofFiles(
    _ paths: [String], reading: ManifestReading, directory: String,
    earlier: (_ root: String) async -> EarlierManifests? = { _ in nil }
  ) async throws -> ManifestCheck {
    var roots: [String: [NamedPath]] = [:]
    for path in paths.isEmpty ? ["."] : paths {
      let place = try WorkingFiles.place(path, from: directory)
      let folder = place.isFolder ? place.absolute : FilePaths.folder(of: place.absolute)
      let root = repository(around: folder) ?? folder
      let inner = FilePaths.relative(place.absolute, to: root)
      roots[root, default: []].append(
        NamedPath(inner: inner == "." ? "" : inner, shown: path, isNamed: !paths.isEmpty))
    }
    var result = ManifestCheck()
    for (root, named) in roots.sorted(by: { $0.key < $1.key }) {
      let files = try WorkingFiles(root: root)
      let check = try await ManifestCheck(
        files: files.files, reading: reading, paths: named, earlier: await earlier(root)
      ) { file, limit in
        try WorkingFiles.contents(of: file, under: root, limit: limit)
      }
      result.add(check.shown(from: directory, root: root))
    }
    return result
  }

  /// The nearest folder from `folder` up that has a `.git`.
  static func repository(around folder: String) -> String? {
    var folder = folder
    while folder != "/" {
      if FileManager.default.fileExists(atPath: folder + "/.git") { return folder }
      folder = FilePaths.folder(of: folder)
    }
    return nil
  }
}
