import Foundation

/// The folders beside the tests' sources.
enum Fixtures {
  static let root = tests.appending(path: "Fixtures", directoryHint: .isDirectory)
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  /// The repository's own examples, `manifests/` beside `Tests/`.
  static let examples = tests.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "manifests", directoryHint: .isDirectory)

  /// Twenty manifests, each with one fault of another sort.
  static let broken = root.appending(path: "broken", directoryHint: .isDirectory)
  /// Pools by their own fields, every field in one of them.
  static let good = root.appending(path: "good", directoryHint: .isDirectory)
  /// Pools by their own fields, each with a fault; comments at the end say the lines that it gets.
  static let ownFields = root.appending(path: "own-fields", directoryHint: .isDirectory)
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
