import Pools
import Templates

/// Writes resource documents as few bytes: numbers in groups of seven bits, and each text once, later by its number.
struct Packer {
  private(set) var bytes: [UInt8] = []
  private var known: [String: Int] = [:]
  private let shared: SharedTexts
  private var table: SharedTexts.Table

  /// - Parameter shared: what the unpacker is to be handed too.
  init(_ shared: SharedTexts) {
    self.shared = shared
    table = shared.current
  }

  mutating func add(_ resources: [ResourceDocument]) {
    add(resources.count)
    for resource in resources {
      add(resource.id.description)
      add(resource.apiVersion)
      add(resource.body)
      add(resource.dependsOn.count)
      for id in resource.dependsOn { add(id.description) }
      add(resource.expressions.count)
      for (path, names) in resource.expressions.sorted(by: { $0.key < $1.key }) {
        add(path)
        add(names.count)
        for name in names.sorted() { add(name) }
      }
      add(resource.provenance.locations.count)
      for (path, location) in resource.provenance.locations {
        add(path)
        add(location)
      }
    }
  }

  mutating func add(_ fields: [String: SourceLocation]) {
    add(fields.count)
    for (name, location) in fields.sorted(by: { $0.key < $1.key }) {
      add(name)
      add(location)
    }
  }

  private mutating func add(_ location: SourceLocation) {
    add(location.file)
    add(location.line)
    add(location.column)
  }

  private mutating func add(_ path: JSONPath) {
    add(path.steps.count)
    for step in path.steps {
      switch step {
      case .member(let name):
        bytes.append(PackedTag.member)
        add(name: name)
      case .index(let position):
        bytes.append(PackedTag.index)
        add(position)
      case .element(let key, let value):
        bytes.append(PackedTag.element)
        add(key)
        add(value)
      }
    }
  }

  private mutating func add(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(PackedTag.null)
    case .bool(let flag): bytes.append(flag ? PackedTag.yes : PackedTag.no)
    case .integer(let number):
      bytes.append(PackedTag.integer)
      add(bits: UInt64(bitPattern: number << 1 ^ number >> 63))
    case .number(let number):
      bytes.append(PackedTag.number)
      add(bits: number.bitPattern)
    case .string(let text):
      bytes.append(PackedTag.string)
      add(text)
    case .array(let elements):
      bytes.append(PackedTag.array)
      add(elements.count)
      for element in elements { add(element) }
    case .object(let members):
      bytes.append(PackedTag.object)
      add(members.count)
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        add(name: name)
        add(member)
      }
    }
  }

  /// A member's name: its number among the shared texts from 1, or 0 and the text.
  private mutating func add(name: String) {
    if table.number(of: name) == nil { table = shared.adding(name) }
    let number = table.number(of: name)
    add(number.map { $0 + 1 } ?? 0)
    if number == nil { add(name) }
  }

  private mutating func add(_ text: String) {
    let isPath = text.utf8.first == UInt8(ascii: "/")
    guard isPath || text.utf8.count > PackedText.short else { return add(part: text) }
    if let number = known[text] { return add(number + PackedText.known) }
    if isPath {
      // Resource ids: what they are made of stands in other ids too.
      known[text] = known.count
      let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      add(PackedText.path)
      add(parts.count)
      for part in parts { add(part: String(Substring(part))) }
    } else if let (before, program, after) = program(in: text) {
      add(PackedText.around)
      add(program)
      add(part: before)
      add(part: after)
    } else {
      add(part: text)
    }
  }

  /// A text that is no path and holds no program.
  private mutating func add(part text: String) {
    if let number = known[text] { return add(number + PackedText.known) }
    known[text] = known.count
    add(PackedText.new)
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// The number of the program that stands in a text, and what stands around it.
  private func program(in text: String) -> (before: String, program: Int, after: String)? {
    for (number, program) in GuestSetup.programs.enumerated() {
      guard let range = text.firstBytes(of: program) else { continue }
      return (String(text[..<range.lowerBound]), number, String(text[range.upperBound...]))
    }
    return nil
  }

  private mutating func add(_ count: Int) { add(bits: UInt64(count)) }

  private mutating func add(bits: UInt64) {
    var rest = bits
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// What stands before a text: one of these, or the number of an earlier text counted from `known`.
enum PackedText {
  static let new = 0
  /// Texts with a slash between each two.
  static let path = 1
  /// A program's number, and the texts before and behind it.
  static let around = 2
  static let known = 3

  /// Bytes of a text in which no program is looked for: each has far more.
  static let short = 512
}

/// What stands before a value or a step of a path.
enum PackedTag {
  static let null: UInt8 = 0
  static let no: UInt8 = 1
  static let yes: UInt8 = 2
  static let integer: UInt8 = 3
  static let number: UInt8 = 4
  static let string: UInt8 = 5
  static let array: UInt8 = 6
  static let object: UInt8 = 7
  static let member: UInt8 = 8
  static let index: UInt8 = 9
  static let element: UInt8 = 10
}
