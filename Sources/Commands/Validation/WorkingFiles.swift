import Foundation
import Manifests
import Pools
import Reconciliation

/// The plain files of a folder as git would see them committed: no links followed, `.git` and Weir's own state left out.
struct WorkingFiles: Sendable {
  /// Absolute.
  var root: String
  private(set) var files: [SourceFile] = []

  /// More files than any repository of manifests has; a home folder that was named by mistake has more.
  static let limit = 200_000

  /// Lists the files below `root`. Throws `CommandFailure` where it cannot be read or has too many.
  init(root: String) throws {
    self.root = root
    try list("")
    files.sort { $0.path < $1.path }
  }

  private mutating func list(_ folder: String) throws {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw CommandFailure("\(path) cannot be read: \(LineText.single(error.localizedDescription))")
    }
    for name in names where name != ".git" && name != ".weir" && name != ".build" {
      let inner = folder.isEmpty ? name : "\(folder)/\(name)"
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(inner)")
      switch attributes?[.type] as? FileAttributeType {
      case .typeDirectory?: try list(inner)
      case .typeRegular?:
        // Within one command a path is as good as the hash of what stands there.
        files.append(SourceFile(path: inner, blob: BlobID(inner)))
        guard files.count <= Self.limit else {
          throw CommandFailure("\(root) has more than \(Self.limit) files; name the folder of the manifests")
        }
      default: continue
      }
    }
  }

  /// The content of one of the files. Throws `SourceError`.
  static func contents(of file: SourceFile, under root: String, limit: Int) throws -> [UInt8] {
    let path = "\(root)/\(file.path)"
    do {
      return try BoundedFile.read(path, limit: limit)
    } catch  where error.reason.hasPrefix("it has more than") {
      throw SourceError.tooLarge(what: file.path, limit: limit)
    } catch {
      throw SourceError.storage(path: path, reason: error.reason)
    }
  }
}
