/// Paths as text, without a look at the file system.
enum FilePaths {
  /// `path` from `directory`, with `.`, `..` and doubled slashes taken out.
  static func absolute(_ path: String, from directory: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    var parts: [Substring] = []
    for part in whole.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if !parts.isEmpty { parts.removeLast() }
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The folder that `path` is in; `/` for what is at the top.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A folder's path in a repository: no slash at either end, no `.`; nil where it leads out of it.
  static func insideRepository(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        guard !parts.isEmpty else { return nil }
        parts.removeLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}

extension FilePaths {
  /// The absolute `path` as it reads from `directory`: `b/c`, `../b`, `.` for the folder itself.
  static func relative(_ path: String, to directory: String) -> String {
    let target = path.split(separator: "/")
    let base = directory.split(separator: "/")
    let common = zip(target, base).prefix { $0 == $1 }.count
    let parts = base[common...].map { _ in Substring("..") } + target[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
