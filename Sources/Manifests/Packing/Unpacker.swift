import Pools

/// Bytes that no `Packer` has written.
package struct PackedFault: Error, Hashable, CustomStringConvertible {
  package var offset: Int
  package var description: String { "the packed pool is damaged at byte \(offset); load the manifests anew" }
}

/// Reads what a `Packer` wrote.
struct Unpacker {
  private let bytes: [UInt8]
  private var at = 0
  private var known: [String] = []
  private let shared: [String]

  /// - Parameter shared: what the packer was handed.
  init(_ bytes: [UInt8], _ shared: SharedTexts) {
    self.bytes = bytes
    self.shared = shared.current.list
  }

  mutating func resources() throws(PackedFault) -> [ResourceDocument] {
    var resources: [ResourceDocument] = []
    for _ in 0..<(try count()) {
      let id = try self.id()
      let apiVersion = try self.text()
      let body = try self.value()
      var dependsOn: [ResourceID] = []
      for _ in 0..<(try count()) { dependsOn.append(try self.id()) }
      var expressions: [JSONPath: Set<String>] = [:]
      for _ in 0..<(try count()) {
        let path = try self.path()
        var names: Set<String> = []
        for _ in 0..<(try count()) { names.insert(try text()) }
        expressions[path] = names
      }
      var locations: [JSONPath: SourceLocation] = [:]
      for _ in 0..<(try count()) {
        let path = try self.path()
        locations[path] = try location()
      }
      resources.append(
        ResourceDocument(
          id: id, apiVersion: apiVersion, body: body, dependsOn: dependsOn, expressions: expressions,
          provenance: Provenance(locations)))
    }
    return resources
  }

  mutating func fields() throws(PackedFault) -> [String: SourceLocation] {
    var fields: [String: SourceLocation] = [:]
    for _ in 0..<(try count()) {
      let name = try self.text()
      fields[name] = try location()
    }
    return fields
  }

  private mutating func id() throws(PackedFault) -> ResourceID {
    guard let id = ResourceID(try text()) else { throw fault }
    return id
  }

  private mutating func location() throws(PackedFault) -> SourceLocation {
    let file = try self.text()
    let line = try self.count()
    return SourceLocation(file: file, line: line, column: try count())
  }

  private mutating func path() throws(PackedFault) -> JSONPath {
    var steps: [JSONPath.Step] = []
    for _ in 0..<(try count()) {
      switch try byte() {
      case PackedTag.member: steps.append(.member(try name()))
      case PackedTag.index: steps.append(.index(try count()))
      case PackedTag.element:
        let key = try self.text()
        steps.append(.element(key: key, value: try text()))
      default: throw fault
      }
    }
    return JSONPath(steps)
  }

  private mutating func value() throws(PackedFault) -> JSONValue {
    switch try byte() {
    case PackedTag.null: return .null
    case PackedTag.no: return .bool(false)
    case PackedTag.yes: return .bool(true)
    case PackedTag.integer:
      let bits = try self.bits()
      return .integer(Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1))
    case PackedTag.number: return .number(Double(bitPattern: try bits()))
    case PackedTag.string: return .string(try text())
    case PackedTag.array:
      var elements: [JSONValue] = []
      for _ in 0..<(try count()) { elements.append(try value()) }
      return .array(elements)
    case PackedTag.object:
      var members: [String: JSONValue] = [:]
      for _ in 0..<(try count()) {
        let name = try self.name()
        members[name] = try self.value()
      }
      return .object(members)
    default: throw fault
    }
  }

  private mutating func name() throws(PackedFault) -> String {
    let number = try self.count()
    return number == 0 ? try text() : try shared(number - 1)
  }

  private mutating func text() throws(PackedFault) -> String {
    guard at < bytes.count else { throw fault }
    switch Int(bytes[at]) {
    case PackedText.path:
      at += 1
      return try path(of: try count())
    case PackedText.around:
      at += 1
      let program = try shared(try count())
      let before = try part()
      return before + program + (try part())
    default: return try part()
    }
  }

  private mutating func path(of count: Int) throws(PackedFault) -> String {
    let place = known.count
    known.append("")
    var path = ""
    for number in 0..<count {
      if number > 0 { path += "/" }
      path += try part()
    }
    known[place] = path
    return path
  }

  /// A text that is no path and holds no program.
  private mutating func part() throws(PackedFault) -> String {
    let number = try self.count()
    guard number == PackedText.new else {
      guard number >= PackedText.known, number - PackedText.known < known.count else { throw fault }
      return known[number - PackedText.known]
    }
    let length = try self.count()
    guard length <= bytes.count - at else { throw fault }
    let text = String(decoding: bytes[at..<at + length], as: UTF8.self)
    at += length
    known.append(text)
    return text
  }

  private func shared(_ number: Int) throws(PackedFault) -> String {
    guard shared.indices.contains(number) else { throw fault }
    return shared[number]
  }

  /// A count of things to come, or a position; a wrong one ends where the bytes end.
  private mutating func count() throws(PackedFault) -> Int {
    guard let count = Int(exactly: try bits()) else { throw fault }
    return count
  }

  private mutating func bits() throws(PackedFault) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let byte = try self.byte()
      result |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return result }
      shift += 7
    }
    throw fault
  }

  private mutating func byte() throws(PackedFault) -> UInt8 {
    guard at < bytes.count else { throw fault }
    defer { at += 1 }
    return bytes[at]
  }

  private var fault: PackedFault { PackedFault(offset: at) }
}
