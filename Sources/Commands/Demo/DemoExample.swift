import Foundation
import Manifests

/// The folder that the demo's repository is made from: its plain files, and nothing that would keep a reader waiting.
struct DemoExample: Sendable {
  /// Absolute.
  let path: String
  private let files: [SourceFile]

  /// A hundred times what the example has; more is another folder, named by mistake.
  private static let maximumFiles = 1_000
  /// Bytes of one file: what ARM takes of a template.
  private static let maximumBytes = 4 << 20
  /// What the demo speaks of.
  private static let needed = ["pools/vision/vision.yaml", "pools/language/nlp.yaml"]

  /// Looks the folder over. Throws `CommandFailure` where it is no example.
  init(_ path: String) throws {
    let place = try WorkingFiles.place(path, from: "/")
    guard place.isFolder else { throw CommandFailure("\(path): a file; --manifests names the folder of the example") }
    self.path = place.absolute
    files = try WorkingFiles(root: place.absolute, limit: Self.maximumFiles).files
    if let missing = Self.needed.first(where: { name in !files.contains { $0.path == name } }) {
      throw CommandFailure("\(path): no example of Weir's, since it has no \(missing); leave --manifests out")
    }
  }

  /// The environment variables that its manifests keep secrets in.
  func secretVariables() throws -> Set<String> {
    let reference = /environment: *([A-Za-z_][A-Za-z0-9_]*)/
    return try files.filter { $0.path.hasSuffix(".yaml") }.reduce(into: []) { names, file in
      let bytes = try WorkingFiles.contents(of: file, under: path, limit: Self.maximumBytes)
      names.formUnion(String(decoding: bytes, as: UTF8.self).matches(of: reference).map { String($0.1) })
    }
  }

  /// Copies the files. Throws `SourceError` and what Foundation throws.
  func copy(to folder: String) async throws {
    for file in files {
      try Task.checkCancellation()
      let bytes = try WorkingFiles.contents(of: file, under: path, limit: Self.maximumBytes)
      let target = "\(folder)/\(file.path)"
      try FileManager.default.createDirectory(atPath: FilePaths.folder(of: target), withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: target))
    }
  }
}
