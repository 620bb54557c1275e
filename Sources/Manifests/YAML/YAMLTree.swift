package import Pools

/// The nodes of a YAML text in one flat list, each before what stands in it: compact, so that ten thousand manifests
/// stay in memory, and built without recursion, so that no input can exhaust the stack.
package final class YAMLTree: Sendable {
  enum Kind: UInt8 {
    case scalar
    case sequence
    /// Its children are keys and values by turns; a key is always a scalar.
    case mapping
  }

  /// How a scalar gets its type: from how it reads, or from its quotes or tag.
  enum Style: UInt8 {
    case plain
    case text
    case null
    case bool
    case integer
    case float
  }

  struct Entry {
    var kind: Kind
    var style = Style.plain
    var line: UInt32
    var column: UInt32
    /// Where a scalar's text begins in `text`, and how many bytes it has.
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// The index behind the last node that stands in this one.
    var end: UInt32 = 0
  }

  let entries: [Entry]
  let text: [UInt8]

  init(entries: [Entry], text: [UInt8]) {
    // Copies of the right size: what grew by appending is up to twice as large.
    self.entries = entries.withUnsafeBufferPointer { Array($0) }
    self.text = text.withUnsafeBufferPointer { Array($0) }
  }
}

/// A node of a `YAMLTree`.
package struct YAMLNode: Sendable {
  let tree: YAMLTree
  let index: Int

  private var entry: YAMLTree.Entry { tree.entries[index] }

  package var place: YAMLPlace { YAMLPlace(line: Int(entry.line), column: Int(entry.column)) }
  package var isScalar: Bool { entry.kind == .scalar }
  package var isSequence: Bool { entry.kind == .sequence }
  package var isMapping: Bool { entry.kind == .mapping }

  /// A scalar's text as it is written, quotes and escapes resolved; empty for maps and lists.
  package var text: String {
    String(decoding: tree.text[Int(entry.start)..<Int(entry.start + entry.count)], as: UTF8.self)
  }

  /// A scalar's value by the rules of YAML 1.2's core schema; nil for maps and lists, for a text that its own tag
  /// forbids, and for infinities, which JSON cannot say.
  package var value: JSONValue? { isScalar ? YAMLScalar.value(of: text, style: entry.style) : nil }

  /// True for a plain scalar that says nothing: `~`, `null` or no text at all.
  package var isNull: Bool { value == .null }

  /// A list's elements; none for other nodes.
  package var elements: [YAMLNode] { isSequence ? children : [] }

  /// A map's members in the order of the text; none for other nodes.
  package var members: [YAMLMember] {
    guard isMapping else { return [] }
    let children = children
    return stride(from: 0, to: children.count - 1, by: 2).map { at in
      YAMLMember(key: children[at].text, keyPlace: children[at].place, value: children[at + 1])
    }
  }

  /// The value of a map's first member of that name.
  package subscript(_ key: String) -> YAMLNode? { members.first { $0.key == key }?.value }

  private var children: [YAMLNode] {
    var found: [YAMLNode] = []
    var at = index + 1
    while at < Int(entry.end) {
      found.append(YAMLNode(tree: tree, index: at))
      at = Int(tree.entries[at].end)
    }
    return found
  }
}

/// A key of a YAML map and what it stands for.
package struct YAMLMember: Sendable {
  package var key: String
  package var keyPlace: YAMLPlace
  package var value: YAMLNode
}
