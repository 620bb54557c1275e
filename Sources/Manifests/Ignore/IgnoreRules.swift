/// The `.weirignore` files of a folder and of those below it, and what they leave out.
///
/// As with gitignore(5): the nearer file speaks last, in a file the last line that matches decides, and what stands in
/// an ignored folder cannot be taken in again.
package struct IgnoreRules: Sendable {
  package static let fileName = ".weirignore"

  /// By folder, from the repository's root, without a slash at the end; the root is the empty text.
  private var patterns: [String: [IgnorePattern]] = [:]

  package init() {}

  /// Takes in a `.weirignore`; bytes that are not UTF-8 are repaired, since a name in them matches nothing.
  package mutating func add(_ content: [UInt8], folder: String) {
    let text = String(decoding: content, as: UTF8.self)
    let found = text.split(whereSeparator: \.isNewline).compactMap { IgnorePattern(line: $0) }
    if !found.isEmpty { patterns[folder] = found }
  }

  /// True where the file, or a folder that it is in, is left out.
  package func ignores(file path: String) -> Bool {
    if patterns.isEmpty { return false }
    let names = path.split(separator: "/")[...]
    return names.indices.contains { last in
      decision(on: names[...last], isFolder: last < names.endIndex - 1)
    }
  }

  /// What the nearest file that speaks of the path itself says, whatever becomes of the folders around it.
  private func decision(on names: ArraySlice<Substring>, isFolder: Bool) -> Bool {
    for depth in (0..<names.count).reversed() {
      let folder = names[names.startIndex..<names.startIndex + depth].joined(separator: "/")
      guard let patterns = patterns[folder] else { continue }
      let below = names.dropFirst(depth)
      if let last = patterns.last(where: { $0.matches(below, isFolder: isFolder) }) { return !last.isNegated }
    }
    return false
  }
}
