import Pools

/// A manifest file and what is in it.
struct LoadedManifest: Sendable {
  var file: SourceFile
  var content: ParsedManifest
}

extension LoadPass {
  /// The YAML files under the folder that no `.weirignore` leaves out, those whose suffix is written in capitals too.
  mutating func manifestFiles() async throws -> [SourceFile] {
    var rules = IgnoreRules()
    let inside = files.filter { RepositoryPath.isInside($0.path, folder: folder) }
    for file in inside where file.path == IgnoreRules.fileName || file.path.hasSuffix("/\(IgnoreRules.fileName)") {
      switch try await Self.contents(of: file, limit: limits.ignoreFile, read: read) {
      case .success(let bytes): rules.add(bytes, folder: RepositoryPath.folder(of: file.path))
      case .failure(let unread):
        let diagnostic = Diagnostic(location: SourceLocation(file: file.path, line: 1), message: unread.reason)
        diagnostics.append(diagnostic)
        // What it leaves out cannot be told, and so neither which documents in its folder count.
        unclearDefaults[RepositoryPath.folder(of: file.path)] = diagnostic
      }
    }
    return inside.filter { Self.suffix(of: $0.path) != nil && !rules.ignores(file: $0.path) }
  }

  /// The suffix that a manifest may have, as it is written, trailing whitespace and all; nil for other files.
  private static func suffix(of path: String) -> Substring? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let suffix = path[dot...]
    let plain = suffix.lowercased().filter { !$0.isWhitespace }
    return plain == ".yaml" || plain == ".yml" ? suffix : nil
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
    if let fault = content.fault { note(Diagnostic(fault, file: path), hidingDocumentsOf: path) }
    if content.isManifest, let suffix = Self.suffix(of: path), suffix != ".yaml", suffix != ".yml" {
      let right = suffix.lowercased().filter { !$0.isWhitespace }
      note(
        Diagnostic(
          location: SourceLocation(file: path, line: 1),
          message:
            "the file holds a manifest, and its name ends in \(Quoted.text(String(suffix))); rename it to end in "
            + right),
        hidingDocumentsOf: path)
    }
    for document in content.documents where document.name == nil {
      guard let fault = document.faults.first else { continue }
      let reason = Diagnostic(fault, file: path)
      faultyFiles[path] = min(faultyFiles[path] ?? reason, reason)
      for name in document.names { affected.add(name, because: reason) }
    }
    warnings += content.nearMisses.map { Diagnostic($0, file: path) }
    for document in content.documents {
      diagnostics += document.faults.map { Diagnostic($0, file: path, pool: document.name) }
      // A pool's own are told with the rest of what there is to say of it.
      guard document.kind != .pool else { continue }
      var silences = Silences(document.root["spec"]?["silence"].map { PlacedValue($0, file: path) })
      warnings += silences.filter(document.diagnostics(in: path))
    }
  }

  private mutating func note(_ diagnostic: Diagnostic, hidingDocumentsOf path: String) {
    diagnostics.append(diagnostic)
    faultyFiles[path] = min(faultyFiles[path] ?? diagnostic, diagnostic)
  }
}
