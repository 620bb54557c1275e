/// Writes and reads bodies in the form that a live state keeps them in.
///
/// Member names are numbers of a table that all bodies share, and text that begins with the resource's own id or with its
/// resource group's path, as most ids in a body do, is kept without it: about a third of the JSON text, and read three
/// times as fast. The form lives in memory only and is no file format.
struct PackedBody {
  private enum Tag {
    static let null: UInt8 = 0
    static let no: UInt8 = 1
    static let yes: UInt8 = 2
    static let integer: UInt8 = 3
    static let number: UInt8 = 4
    static let text: UInt8 = 5
    static let local: UInt8 = 6
    static let list: UInt8 = 7
    static let object: UInt8 = 8
    static let own: UInt8 = 9
  }

  /// The member names of all bodies, each once. Names of free-form objects are the users' own, so it has a bound.
  struct Names: Sendable {
    /// Azure's own names are a few hundred; the rest leaves room for tags.
    static let limit = 16_384
    fileprivate var list: [String] = []
    private var numbers: [String: Int] = [:]

    init() {}

    /// The number of a name from 1; 0 where the table is full and the name has to be written out.
    fileprivate mutating func number(of name: String) -> Int {
      if let known = numbers[name] { return known + 1 }
      guard list.count < Self.limit else { return 0 }
      numbers[name] = list.count
      list.append(name)
      return list.count
    }
  }

  /// The packed form of a body, without what its type's rules call noise.
  static func pack(_ body: JSONValue, of id: ResourceID, at site: FieldSite, names: inout Names) -> [UInt8] {
    var writer = Writer(own: id.description, prefix: groupPath(of: id.description))
    writer.write(body, at: site, names: &names)
    // A copy of the right size: what grew by appending is up to twice as large.
    return writer.bytes.withUnsafeBufferPointer { Array($0) }
  }

  /// The body again; nil for bytes that `pack` did not write with these names.
  static func unpack(_ bytes: [UInt8], of id: ResourceID, names: Names) -> JSONValue? {
    bytes.withUnsafeBufferPointer { buffer in
      var reader = Reader(
        bytes: buffer, own: id.description, prefix: String(groupPath(of: id.description)), names: names.list)
      return reader.value()
    }
  }

  /// `/subscriptions/…/resourceGroups/…/`, as the id spells it.
  private static func groupPath(of id: String) -> Substring {
    var slashes = 0
    let end = id.utf8.firstIndex { byte in
      if byte == UInt8(ascii: "/") { slashes += 1 }
      return slashes == 5
    }
    return end.map { id[...$0] } ?? ""
  }

  private struct Writer {
    let own: String
    let prefix: Substring
    var bytes: [UInt8] = []

    init(own: String, prefix: Substring) {
      self.own = own
      self.prefix = prefix
    }

    mutating func write(_ value: JSONValue, at site: FieldSite, names: inout Names) {
      switch value {
      case .null: bytes.append(Tag.null)
      case .bool(let flag): bytes.append(flag ? Tag.yes : Tag.no)
      case .integer(let number):
        bytes.append(Tag.integer)
        write(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
      case .number(let number):
        bytes.append(Tag.number)
        for shift in stride(from: 0, to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
        }
      case .string(let text):
        if text.utf8.starts(with: own.utf8) {
          bytes.append(Tag.own)
          write(text.utf8.dropFirst(own.utf8.count))
        } else if !prefix.isEmpty && text.utf8.starts(with: prefix.utf8) {
          bytes.append(Tag.local)
          write(text.utf8.dropFirst(prefix.utf8.count))
        } else {
          bytes.append(Tag.text)
          write(text.utf8[...])
        }
      case .array(let elements):
        bytes.append(Tag.list)
        write(UInt64(elements.count))
        let place = site.element
        for element in elements { write(element, at: place, names: &names) }
      case .object(let members):
        let kept = members.map { ($0.key, $0.value, site.member($0.key)) }.filter { !$0.2.isNoise }
        bytes.append(Tag.object)
        write(UInt64(kept.count))
        for (name, member, place) in kept {
          let number = names.number(of: name)
          write(UInt64(number))
          if number == 0 { write(name.utf8[...]) }
          write(member, at: place, names: &names)
        }
      }
    }

    private mutating func write(_ text: Substring.UTF8View) {
      write(UInt64(text.count))
      bytes.append(contentsOf: text)
    }

    /// Seven bits a byte, the low ones first.
    private mutating func write(_ number: UInt64) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }

  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    let own: String
    let prefix: String
    let names: [String]
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>, own: String, prefix: String, names: [String]) {
      self.bytes = bytes
      self.own = own
      self.prefix = prefix
      self.names = names
    }

    mutating func value() -> JSONValue? {
      guard at < bytes.count else { return Optional.none }
      at += 1
      switch bytes[at - 1] {
      case Tag.null: return .null
      case Tag.no: return .bool(false)
      case Tag.yes: return .bool(true)
      case Tag.integer:
        return number().map { .integer(Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1)) }
      case Tag.number:
        guard at + 8 <= bytes.count else { return Optional.none }
        defer { at += 8 }
        return .number(Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << (8 * $1) }))
      case Tag.text: return text().map { .string($0) }
      case Tag.own: return text().map { .string(own + $0) }
      case Tag.local: return text().map { .string(prefix + $0) }
      case Tag.list: return list()
      case Tag.object: return object()
      default: return Optional.none
      }
    }

    private mutating func list() -> JSONValue? {
      guard let count = count() else { return Optional.none }
      var elements: [JSONValue] = []
      elements.reserveCapacity(count)
      for _ in 0..<count {
        guard let element = value() else { return Optional.none }
        elements.append(element)
      }
      return .array(elements)
    }

    private mutating func object() -> JSONValue? {
      guard let count = count() else { return Optional.none }
      var members = [String: JSONValue](minimumCapacity: count)
      for _ in 0..<count {
        guard let number = number(), number <= UInt64(names.count),
          let name = number == 0 ? text() : names[Int(number) - 1], let member = value()
        else { return Optional.none }
        members[name] = member
      }
      return .object(members)
    }

    private mutating func text() -> String? {
      guard let count = count() else { return nil }
      defer { at += count }
      return String(decoding: bytes[at..<at + count], as: UTF8.self)
    }

    /// A number of things that each take a byte or more, so never more than there are bytes.
    private mutating func count() -> Int? {
      guard let number = number(), number <= UInt64(bytes.count - at) else { return nil }
      return Int(number)
    }

    private mutating func number() -> UInt64? {
      var result: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard at < bytes.count else { return nil }
        let byte = bytes[at]
        at += 1
        result |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return result }
      }
      return nil
    }
  }
}
