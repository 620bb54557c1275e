/// Paths inside a repository: from its root, with `/`, without `.` and `..`.
enum RepositoryPath {
  /// The folder of a file; empty at the root.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// A folder as people write it (`./pools/`, `/pools`, `.`) in the repository's own way.
  static func normalized(folder: String) -> String {
    folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  static func isInside(_ path: String, folder: String) -> Bool {
    folder.isEmpty || path.hasPrefix(folder) && path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/")
  }

  /// The file that `text` names in a manifest of `folder`; with `/` first it counts from the root. Nil where it leads
  /// out of the repository.
  static func resolve(_ text: String, from folder: String) -> String? {
    var names = text.hasPrefix("/") ? [] : folder.split(separator: "/")
    for name in text.split(separator: "/") where name != "." {
      if name == ".." {
        if names.popLast() == nil { return nil }
      } else {
        names.append(name)
      }
    }
    return names.joined(separator: "/")
  }

  /// A folder and those around it, the nearest first; the last is the root, the empty text.
  static func ancestors(of folder: String) -> [String] {
    var all = [folder]
    var rest = folder
    while !rest.isEmpty {
      rest = Self.folder(of: rest)
      all.append(rest)
    }
    return all
  }
}
