import Pools

/// A piece of a manifest to be written, in the order in which it is to be read.
indirect enum ManifestNode {
  case scalar(JSONValue)
  case map([Member])
  case list([ManifestNode])
  /// On one line, for short lists of plain values.
  case row([JSONValue])

  struct Member {
    var name: String
    var value: ManifestNode
    /// What stands in a line above it.
    var comment: String?

    init(_ name: String, _ value: ManifestNode, comment: String? = nil) {
      self.name = name
      self.value = value
      self.comment = comment
    }
  }

  static func text(_ text: String) -> ManifestNode { .scalar(.string(text)) }
  static func number(_ number: Int) -> ManifestNode { .scalar(.integer(Int64(number))) }
  static func flag(_ flag: Bool) -> ManifestNode { .scalar(.bool(flag)) }
  static func words(_ words: [String]) -> ManifestNode { .row(words.map { .string($0) }) }

  /// The node as the value that it is read back as.
  var json: JSONValue {
    switch self {
    case .scalar(let value): value
    case .row(let values): .array(values)
    case .list(let elements): .array(elements.map(\.json))
    case .map(let members):
      .object(Dictionary(members.map { ($0.name, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// The node as a document's lines.
  var lines: [String] { lines(at: 0) }

  private func lines(at level: Int) -> [String] {
    let indent = String(repeating: "  ", count: level)
    switch self {
    case .scalar, .row: return [indent + inline]
    case .map(let members):
      return members.flatMap { member -> [String] in
        var lines = member.comment.map { ["\(indent)# \($0)"] } ?? []
        let key = indent + Self.plain(member.name) + ":"
        if member.value.isInline {
          lines.append("\(key) \(member.value.inline)")
        } else {
          lines.append(key)
          lines += member.value.lines(at: level + 1)
        }
        return lines
      }
    case .list(let elements):
      return elements.flatMap { element -> [String] in
        var lines = element.lines(at: level + 1)
        // The dash takes the place of the first line's last two blanks.
        if let first = lines.first { lines[0] = "\(indent)- \(first.dropFirst(indent.count + 2))" }
        return lines
      }
    }
  }

  private var isInline: Bool {
    switch self {
    case .scalar, .row: true
    case .map(let members): members.isEmpty
    case .list(let elements): elements.isEmpty
    }
  }

  private var inline: String {
    switch self {
    case .scalar(.string(let text)): Self.plain(text)
    case .scalar(let value): value.text()
    case .row(let values): "[" + values.map { ManifestNode.scalar($0).inline }.joined(separator: ", ") + "]"
    case .map: "{}"
    case .list: "[]"
    }
  }

  /// Words that YAML of one version or another takes for something else than text.
  private static let special: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

  /// The text without quotes where no reader could take it for anything else, and in double quotes otherwise.
  private static func plain(_ text: String) -> String {
    let isWord =
      text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."): true
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: " "): true
        default: false
        }
      } && text.utf8.first.map { $0 != UInt8(ascii: " ") } ?? false && text.utf8.last != UInt8(ascii: " ")
    let begins = text.utf8.first.map { Character(Unicode.Scalar($0)) }.map { $0.isLetter || $0 == "/" } ?? false
    guard isWord, begins, !special.contains(text.lowercased()) else { return JSONValue.string(text).text() }
    return text
  }
}
