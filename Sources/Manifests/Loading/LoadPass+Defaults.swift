import Pools

/// The defaults of a folder with those of the folders around it filled in.
struct FolderDefaults: Sendable {
  /// Nil where there are none.
  var spec: PlacedValue?
  /// The documents that they are made of, the nearest first.
  var keys: [ManifestCache.DocumentKey] = []
  /// False where one of them is wrong: then what the pools below lack cannot be told.
  var isSound = true
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
    var tree: [String: FolderDefaults] = [:]
    for folder in folders.sorted() {
      // From the outermost folder in, so that each finds what is around it already merged.
      for step in RepositoryPath.ancestors(of: folder).reversed() where tree[step] == nil {
        let around = step.isEmpty ? FolderDefaults() : tree[RepositoryPath.folder(of: step)] ?? FolderDefaults()
        tree[step] = folderDefaults(documents[step] ?? [], around: around)
      }
    }
    return tree
  }

  private mutating func folderDefaults(
    _ documents: [(key: ManifestCache.DocumentKey, document: ManifestDocument)], around: FolderDefaults
  ) -> FolderDefaults {
    guard let (key, document) = documents.first else { return around }
    var result = around
    result.keys.insert(key, at: 0)
    if documents.count > 1 {
      result.isSound = false
      for (key, document) in documents {
        let others = documents.filter { $0.key != key }.map { location($0.document, $0.key).description }
        diagnostics.append(
          Diagnostic(
            location: location(document, key),
            message: "a folder has one PoolDefaults at most, and another is at \(others.joined(separator: ", ")); "
              + "make them one"))
      }
    }
    guard document.faults.isEmpty, let spec = document.root["spec"] else {
      result.isSound = false
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
