import Pools

/// The files of a revision by their paths.
struct FileIndex: Sendable {
  private let blobs: [String: BlobID]

  init(_ files: [SourceFile]) {
    blobs = Dictionary(files.map { ($0.path, $0.blob) }, uniquingKeysWith: { first, _ in first })
  }

  func blob(of path: String) -> BlobID? { blobs[path] }

  /// The file that is probably meant by a path that leads nowhere: of the same name in another folder, or of a similar
  /// name in the same one; the first by path of several.
  func nearest(to path: String) -> String? {
    let name = Self.name(of: path)
    let folder = RepositoryPath.folder(of: path)
    var same: String?
    var neighbours: [String] = []
    for candidate in blobs.keys {
      if Self.name(of: candidate) == name {
        same = min(same ?? candidate, candidate)
      } else if RepositoryPath.folder(of: candidate) == folder, candidate.hasSuffix(".json") {
        neighbours.append(candidate)
      }
    }
    if let same { return same }
    let names = neighbours.map(Self.name).sorted()
    return NearestName.of(name, in: names.prefix(1000)).map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
  }

  private static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
