import Pools

extension OwnFields {
  /// The texts of a list's elements; one that stands twice is a fault.
  mutating func distinct(_ elements: [FieldNode], folded: Bool = false) -> [String] {
    var first: [String: FieldNode] = [:]
    var texts: [String] = []
    for element in elements {
      guard let text = element.text else { continue }
      let key = folded ? text.lowercased() : text
      if let other = first[key] {
        fault(element, "\(Quoted.text(text)) stands twice, first at \(other.place); keep one of them")
      } else {
        first[key] = element
        texts.append(text)
      }
    }
    return texts
  }

  /// Public keys without the line breaks at their ends; the same key twice is a fault.
  mutating func keys(_ node: FieldNode) -> [String] {
    var first: [[UInt8]: FieldNode] = [:]
    var texts: [String] = []
    for element in node.elements ?? [] {
      guard let text = element.text, let key = try? SSHPublicKey(text) else { continue }
      if let other = first[key.blob] {
        fault(element, "the same key stands at \(other.place); keep one of them")
      } else {
        first[key.blob] = element
        texts.append(String(text.split(whereSeparator: \.isNewline).first ?? ""))
      }
    }
    return texts
  }
}
