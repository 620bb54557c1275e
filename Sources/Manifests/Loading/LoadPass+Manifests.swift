import Pools

/// A manifest file and what is in it.
struct LoadedManifest: Sendable {
  var file: SourceFile
  var content: ParsedManifest
}

extension LoadPass {
  /// The YAML files under the folder that no `.weirignore` leaves out.
  mutating func manifestFiles() async throws -> [SourceFile] {
    var rules = IgnoreRules()
    let inside = files.filter { RepositoryPath.isInside($0.path, folder: folder) }
    for file in inside where file.path == IgnoreRules.fileName || file.path.hasSuffix("/\(IgnoreRules.fileName)") {
      switch try await Self.contents(of: file, limit: limits.ignoreFile, read: read) {
      case .success(let bytes): rules.add(bytes, folder: RepositoryPath.folder(of: file.path))
      case .failure(let unread):
        diagnostics.append(Diagnostic(location: SourceLocation(file: file.path, line: 1), message: unread.reason))
      }
    }
    return inside.filter { file in
      (file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml")) && !rules.ignores(file: file.path)
    }
  }

  /// Parses the files that no earlier load has parsed, and says what is wrong with each by itself.
  mutating func parse(_ manifests: [SourceFile]) async throws -> [LoadedManifest] {
    var unknown: [SourceFile] = []
    var asked: Set<BlobID> = []
    for file in manifests where cache.manifests.use(file.blob) == nil && asked.insert(file.blob).inserted {
      unknown.append(file)
    }
    let (limits, read) = (limits, read)
    let parsed = try await unknown.mapConcurrently(width: limits.concurrency) { file in
      switch try await Self.contents(of: file, limit: limits.manifest, read: read) {
      case .success(let bytes): ParsedManifest(bytes, limits: limits.yaml)
      case .failure(let unread):
        ParsedManifest(fault: YAMLFault(YAMLPlace(line: 1, column: 1), unread.reason))
      }
    }
    for (file, content) in zip(unknown, parsed) { cache.manifests.keep(content, for: file.blob) }
    return manifests.compactMap { file in
      guard let content = cache.manifests.use(file.blob) else { return nil }
      report(content, in: file.path)
      return LoadedManifest(file: file, content: content)
    }
  }

  private mutating func report(_ content: ParsedManifest, in path: String) {
    if let fault = content.fault { diagnostics.append(Diagnostic(fault, file: path)) }
    warnings += content.nearMisses.map { Diagnostic($0, file: path) }
    for document in content.documents {
      diagnostics += document.faults.map { Diagnostic($0, file: path, pool: document.name) }
      // A pool's own are told with the rest of what there is to say of it.
      guard document.kind != .pool else { continue }
      var silences = Silences(document.root["spec"]?["silence"].map { PlacedValue($0, file: path) })
      warnings += silences.filter(document.diagnostics(in: path))
    }
  }
}
