import Foundation

/// The folders beside the tests' sources.
enum Fixtures {
  /// Twenty manifests, each with one fault of another sort.
  static let broken = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/broken", directoryHint: .isDirectory)
}

extension Repository {
  /// Takes in a folder of files.
  init(folder: URL) throws {
    self.init()
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: path)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      contents[path] = Array(try Data(contentsOf: file))
    }
  }
}
