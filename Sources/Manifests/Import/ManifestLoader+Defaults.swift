package import Pools

extension ManifestLoader {
  /// The `spec` that the defaults of a folder and of those around it say together; null where they say nothing, or one of
  /// them is wrong.
  ///
  /// - Parameters:
  ///   - place: the folder, which may be one that is not there yet.
  ///   - files, folder, read: as for `load`.
  package func defaults(
    of place: String, files: [SourceFile], folder: String,
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> JSONValue {
    var pass = LoadPass(
      files: files, folder: RepositoryPath.normalized(folder: folder), defaults: defaults, limits: limits,
      earlier: ManifestCache(), today: nil, elsewhere: { _ in .notKept }, read: read)
    let manifests = try await pass.manifestFiles()
    let tree = pass.defaultsTree(of: try await pass.parse(manifests))
    for step in RepositoryPath.ancestors(of: RepositoryPath.normalized(folder: place)) {
      if let found = tree[step] { return found.isSound ? found.spec?.json ?? .null : .null }
    }
    return .null
  }
}
