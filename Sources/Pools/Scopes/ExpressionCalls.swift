/// The calls in an expression by which Azure reads a resource: `reference(…)` and `list…(…)`.
///
/// It walks the text once, by bytes: an expression may hold the whole program of a machine.
struct ExpressionCalls {
  struct Call: Hashable {
    /// As the expression spells it.
    var function: String
    /// The first argument; nil where it is not a text that stands there.
    var target: String?
  }

  private(set) var calls: [Call] = []

  private let bytes: [UInt8]
  private var at = 0
  private static let quote = UInt8(ascii: "'")

  /// - Parameter expression: in the form that an evaluation leaves it in, its brackets included.
  init(in expression: String) {
    bytes = Array(expression.utf8)
    while at < bytes.count {
      if bytes[at] == Self.quote {
        // A doubled quote inside is the end of one text and the begin of another: that skips the same bytes.
        at += 1
        while at < bytes.count, bytes[at] != Self.quote { at += 1 }
        at += 1
      } else if Self.isNameByte(bytes[at]) {
        name()
      } else {
        at += 1
      }
    }
  }

  /// Reads a name, and remembers the call where it is one that reads a resource.
  private mutating func name() {
    let start = at
    while at < bytes.count, Self.isNameByte(bytes[at]) { at += 1 }
    // The member of a value may have any name.
    if start > 0, bytes[start - 1] == UInt8(ascii: ".") { return }
    let name = String(decoding: bytes[start..<at], as: UTF8.self)
    skipWhitespace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "("), Self.reads(name) else { return }
    at += 1
    skipWhitespace()
    // What is inside the call is walked as well.
    let inside = at
    var target: String?
    if at < bytes.count, bytes[at] == Self.quote {
      target = quoted()
      skipWhitespace()
      if at >= bytes.count || ![UInt8(ascii: ","), UInt8(ascii: ")")].contains(bytes[at]) { target = nil }
    }
    at = inside
    calls.append(Call(function: name, target: target))
  }

  private static func reads(_ name: String) -> Bool {
    let lowercase = name.lowercased()
    return lowercase == "reference" || lowercase.hasPrefix("list")
  }

  private mutating func skipWhitespace() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  /// Reads a text in single quotes, in which two stand for one; the position is at the first of them.
  private mutating func quoted() -> String {
    at += 1
    var text: [UInt8] = []
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] != Self.quote { at += 1 }
      text += bytes[start..<at]
      at += 1
      guard at < bytes.count, bytes[at] == Self.quote else { break }
      text.append(Self.quote)
      at += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}
