import Pools

/// The defaults of a folder with those of the folders around it filled in.
struct FolderDefaults: Sendable {
  /// Nil where there are none.
  var spec: PlacedValue?
  /// The documents that they are made of, the nearest first.
  var keys: [ManifestCache.DocumentKey] = []
  /// The first error of one of them; nil where all are right. With an error, what the pools below lack cannot be told.
  var reason: Diagnostic?
  var isSound: Bool { reason == nil }
}

extension LoadPass {
  /// The defaults of every folder that has manifests, by the folder's path.
  mutating func defaultsTree(of manifests: [LoadedManifest]) -> [String: FolderDefaults] {
    var documents: [String: [(key: ManifestCache.DocumentKey, document: ManifestDocument)]] = [:]
    var folders: Set<String> = []
    for manifest in manifests where !manifest.content.documents.isEmpty {
      let folder = RepositoryPath.folder(of: manifest.file.path)
      folders.insert(folder)
      for (number, document) in manifest.content.documents.enumerated() where document.kind == .defaults {
        documents[folder, default: []].append((.init(file: manifest.file, number: number), document))
      }
    }
    noteUnclearDefaults(of: manifests)
    var tree: [String: FolderDefaults] = [:]
    for folder in folders.sorted() {
      // From the outermost folder in, so that each finds what is around it already merged.
      for step in RepositoryPath.ancestors(of: folder).reversed() where tree[step] == nil {
        let around = step.isEmpty ? FolderDefaults() : tree[RepositoryPath.folder(of: step)] ?? FolderDefaults()
        tree[step] = folderDefaults(documents[step] ?? [], around: around, folder: step)
      }
    }
    return tree
  }

  /// Finds the folders whose defaults stand in files that cannot be read as what they are.
  private mutating func noteUnclearDefaults(of manifests: [LoadedManifest]) {
    for manifest in manifests {
      let (path, content) = (manifest.file.path, manifest.content)
      guard let reason = faultyFiles[path],
        content.mayHoldDefaults || content.documents.contains(where: \.holdsDefaults)
      else { continue }
      let folder = RepositoryPath.folder(of: path)
      unclearDefaults[folder] = min(unclearDefaults[folder] ?? reason, reason)
    }
  }

  private mutating func folderDefaults(
    _ documents: [(key: ManifestCache.DocumentKey, document: ManifestDocument)], around: FolderDefaults,
    folder: String
  ) -> FolderDefaults {
    var result = around
    if let reason = unclearDefaults[folder] { result.reason = result.reason ?? reason }
    guard let (key, document) = documents.first else { return result }
    result.keys.insert(key, at: 0)
    if documents.count > 1 {
      for (key, document) in documents {
        let others = documents.filter { $0.key != key }.map { location($0.document, $0.key).description }
        let diagnostic = Diagnostic(
          location: location(document, key),
          message: "a folder has one PoolDefaults at most, and another is at \(others.joined(separator: ", ")); "
            + "make them one")
        diagnostics.append(diagnostic)
        result.reason = result.reason ?? diagnostic
      }
    }
    guard document.faults.isEmpty, let spec = document.root["spec"] else {
      let first = document.faults.first.map { Diagnostic($0, file: key.file.path) }
      result.reason =
        result.reason ?? first ?? Diagnostic(location: location(document, key), message: "the defaults have no spec")
      return result
    }
    let own = PlacedValue(spec, file: key.file.path)
    result.spec = around.spec.map { own.filled(from: $0, shape: .object(PoolSchema.spec)) } ?? own
    return result
  }

  private func location(_ document: ManifestDocument, _ key: ManifestCache.DocumentKey) -> SourceLocation {
    SourceLocation(document.root.place, file: key.file.path)
  }
}
