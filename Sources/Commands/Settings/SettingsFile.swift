import Foundation

/// Finds and reads `weir.yaml`: `--config`, `$WEIR_CONFIG`, `./weir.yaml`, `/etc/weir/weir.yaml`, in that order.
enum SettingsFile {
  /// More than any settings take, and little enough to read without a second thought.
  static let limit = 1 << 20

  /// Why no settings could be read, besides what is wrong in them.
  enum Failure: Error, Hashable, Sendable {
    /// None is there; where was looked.
    case notFound([String])
    case unreadable(file: String, reason: String)
  }

  /// Reads the settings that hold for a command.
  ///
  /// Without any file the environment alone will do, as long as it names the source. Throws `Failure` or
  /// `SettingsFaults`.
  static func settings(
    named option: String?, environment: [String: String], directory: String
  ) throws -> Settings {
    guard let file = try find(named: option, environment: environment, directory: directory) else {
      guard environment["WEIR_SOURCE_URL"] != nil else {
        throw Failure.notFound(standard(directory))
      }
      return try Settings(reading: nil, file: "", directory: directory, environment: environment)
    }
    let path = FilePaths.absolute(file, from: directory)
    return try Settings(
      reading: try contents(of: path, shownAs: file), file: file, directory: FilePaths.folder(of: path),
      environment: environment)
  }

  /// The file to read as it was named, or nil where none is named and none is in the standard places.
  static func find(
    named option: String?, environment: [String: String], directory: String
  ) throws -> String? {
    let variable = environment["WEIR_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    if let named = option ?? variable { return named }
    for path in standard(directory) where FileManager.default.fileExists(atPath: path) {
      return path == "\(directory)/weir.yaml" ? "weir.yaml" : path
    }
    return nil
  }

  private static func standard(_ directory: String) -> [String] { ["\(directory)/weir.yaml", "/etc/weir/weir.yaml"] }

  private static func contents(of path: String, shownAs name: String) throws -> String {
    let bytes: [UInt8]
    do {
      bytes = try BoundedFile.read(path, limit: limit)
    } catch {
      throw Failure.unreadable(file: name, reason: error.reason)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure.unreadable(file: name, reason: "it is not UTF-8 text")
    }
    return text
  }
}
