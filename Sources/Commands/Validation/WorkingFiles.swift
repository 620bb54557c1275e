import Foundation
import Glibc
import Manifests
import Pools
import Reconciliation

/// The plain files of a folder as git would see them committed: no links followed, `.git` and Weir's own state left out.
struct WorkingFiles: Sendable {
  /// Absolute.
  var root: String
  private(set) var files: [SourceFile] = []

  private let limit: Int

  /// Lists the files below `root`. Throws `CommandFailure` where it cannot be read or has too many.
  ///
  /// - Parameter limit: more files than any repository of manifests has; a home folder that was named by mistake has more.
  init(root: String, limit: Int = 200_000) throws {
    self.root = root
    self.limit = limit
    try list("")
    files.sort { $0.path < $1.path }
  }

  private mutating func list(_ folder: String) throws {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw CommandFailure("\(path) cannot be read: \(SystemError.text(of: error))")
    }
    for name in names where name != ".git" && name != ".weir" && name != ".build" {
      let inner = folder.isEmpty ? name : "\(folder)/\(name)"
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(inner)")
      switch attributes?[.type] as? FileAttributeType {
      case .typeDirectory?: try list(inner)
      case .typeRegular?:
        // Within one command a path is as good as the hash of what stands there.
        files.append(SourceFile(path: inner, blob: BlobID(inner)))
        guard files.count <= limit else {
          throw CommandFailure("\(root) has more than \(limit) files; name the folder of the manifests")
        }
      default: continue
      }
    }
  }

  /// Where a path that somebody has named leads to; a link to a folder is followed, as the shell does.
  ///
  /// Throws `CommandFailure` where nothing is there, or something that git does not keep as a file.
  static func place(_ path: String, from directory: String) throws -> (absolute: String, isFolder: Bool) {
    let absolute = FilePaths.absolute(path, from: directory)
    guard let status = FileStatus(absolute) else {
      let reason = errno == ENOENT ? "there is no such file or folder" : SystemError.text(errno)
      throw CommandFailure("\(path): \(reason)")
    }
    func failure(_ what: String) -> CommandFailure {
      CommandFailure("\(path): \(what), and no file; name a file or a folder")
    }
    switch status.kind {
    case .folder: return (absolute, true)
    case .file: return (absolute, false)
    case .link:
      guard FileStatus(absolute, followingLinks: true)?.kind == .folder, let real = realpath(absolute, nil) else {
        throw CommandFailure("\(path): a symbolic link, which git keeps as a link; name the file that it leads to")
      }
      defer { free(real) }
      return (String(cString: real), true)
    case .pipe: throw failure("a pipe")
    case .socket: throw failure("a socket")
    case .device: throw failure("a device")
    }
  }

  /// What stands at a path below a root, links not followed; nil where nothing does.
  static func entry(at path: String, under root: String) -> SourceEntry? {
    switch FileStatus("\(root)/\(path)")?.kind {
    case .file?: .file
    case .link?: .symbolicLink
    case .folder?: FileStatus("\(root)/\(path)/.git") == nil ? .folder : .submodule
    case .pipe?, .socket?, .device?, nil: nil
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
