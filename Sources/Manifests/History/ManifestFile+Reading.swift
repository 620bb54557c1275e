import Pools

extension ManifestFile {
  /// What files held of Weir's, read without evaluating any pool; files that hold nothing are left out.
  ///
  /// - Parameters:
  ///   - files: the files to read; those that cannot be manifests by their names are passed over.
  ///   - read: as `ManifestLoader.load` is handed it.
  package static func contents(
    of files: [SourceFile], read: (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> [String: ManifestFile] {
    let limits = ManifestLimits()
    var contents: [String: ManifestFile] = [:]
    for file in files where file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml") {
      let bytes: [UInt8]
      do { bytes = try await read(file, limits.manifest) } catch is FileTooLarge { continue }
      let documents = ParsedManifest(bytes, limits: limits.yaml).documents
      guard !documents.isEmpty else { continue }
      contents[file.path] = ManifestFile(blob: file.blob, documents: documents)
    }
    return contents
  }

  init(blob: BlobID, documents: [ManifestDocument]) {
    self.init(
      blob: blob, pools: Array(Set(documents.flatMap(\.names))),
      holdsDefaults: documents.contains(where: \.holdsDefaults))
  }
}
