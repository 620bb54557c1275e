import Foundation
import Manifests
import Pools
import Reconciliation

/// Where an imported manifest is to stand, and the defaults that hold there.
struct ImportPlace: Sendable {
  /// Absolute: the repository around it, or the folder itself.
  let root: String
  /// From the root.
  let folder: String
  private let reading: ManifestReading
  /// What defaults may stand in: the YAML files of the folders around.
  private let files: [SourceFile]

  /// The place of a manifest in `directory`; without one, the folder here where it holds manifests, and else that of the
  /// settings in the repository here. Nil where there is neither.
  init?(_ directory: String?, settings: Settings, here: String) throws {
    let wanted = directory.map { FilePaths.absolute($0, from: here) }
    let repository = ManifestCheck.repository(around: wanted ?? here)
    guard let root = repository ?? wanted else { return nil }
    var reading = ManifestReading(settings: settings)
    // Where its secrets are kept its author still has to say.
    reading.defaults.secrets = nil
    let place = wanted ?? here
    let inner = FilePaths.relative(place, to: root)
    var folder = inner == "." ? "" : inner
    let isInside = reading.folder.isEmpty || folder == reading.folder || folder.hasPrefix(reading.folder + "/")
    if wanted == nil, !isInside {
      folder = reading.folder
    } else if !isInside {
      reading.folder = ""
    }
    (self.root, self.folder, self.reading) = (root, folder, reading)
    guard FileManager.default.fileExists(atPath: root) else { return nil }
    files = try WorkingFiles(root: root).files.filter { [folder] file in
      let around = file.path.lastIndex(of: "/").map { String(file.path[..<$0]) } ?? ""
      return around.isEmpty || folder == around || folder.hasPrefix(around + "/")
    }
  }

  /// The `spec` of the defaults that hold there; null without any.
  func defaults() async throws -> JSONValue {
    try await ManifestLoader(defaults: reading.defaults).defaults(
      of: folder, files: files, folder: reading.folder, read: read)
  }

  /// Plans the manifest as it would be read there, its defaults filled in.
  ///
  /// What would be wrong with it there is a refusal.
  func proof(of result: PoolImport, named name: PoolName, managedBy: String) async throws -> ImportProof {
    let prefix = folder.isEmpty ? "" : folder + "/"
    var written = ["\(prefix)\(name).yaml": Array(result.manifest.utf8)]
    if let template = result.template { written[prefix + template.file] = Array(template.text.utf8) }
    let others = files.filter { written[$0.path] == nil }
    let all = (others + written.keys.map { SourceFile(path: $0, blob: BlobID($0)) }).sorted { $0.path < $1.path }
    let set = try await reading.load(files: all) { [written] file, limit in
      if let bytes = written[file.path] { return bytes }
      return try await read(file, limit)
    }
    var proof = result.proof
    let faults = set.diagnostics.filter { $0.pool == name || written[$0.location.file] != nil }
    if let pool = set.pools.first(where: { $0.name == name && written[$0.manifest.file] != nil }) {
      let live = result.pool.resources + result.pool.rights
      proof = ImportProof(of: try pool.desired(), against: live, managedBy: managedBy)
    }
    proof.refusals += faults.map {
      Refusal(message: "with the defaults of its folder, \($0.message)", location: $0.location)
    }
    return proof
  }

  @Sendable private func read(_ file: SourceFile, _ limit: Int) async throws -> [UInt8] {
    try WorkingFiles.contents(of: file, under: root, limit: limit)
  }
}
