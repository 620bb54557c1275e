import Pools

/// Base 64, data URIs, URIs and their escapes.
enum EncodingFunctions {
  static func base64(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .string(Base64.encode(Array(try arguments.string(0).utf8)))
  }

  static func base64ToString(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .string(try decoded(try arguments.string(0), arguments))
  }

  static func base64ToJSON(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try decoded(try arguments.string(0), arguments)
    return try ObjectFunctions.json(Arguments(function: arguments.function, values: [.string(text)]))
  }

  static func dataURI(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .string("data:text/plain;charset=utf8;base64," + Base64.encode(Array(try arguments.string(0).utf8)))
  }

  static func dataURIToString(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try arguments.string(0)
    guard text.lowercased().hasPrefix("data:"), let comma = text.firstIndex(of: ",") else {
      throw arguments.fault("the string is no data URI")
    }
    let content = String(text[text.index(after: comma)...])
    guard text[..<comma].lowercased().hasSuffix(";base64") else { return .string(unescaped(content)) }
    return .string(try decoded(content, arguments))
  }

  private static func decoded(_ text: String, _ arguments: Arguments) throws(EvaluationFault) -> String {
    guard let bytes = Base64.decode(text) else { throw arguments.fault("the string is no base 64") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everything but letters, digits and `-._~` becomes `%XX`.
  static func uriComponent(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    var text = ""
    for byte in try arguments.string(0).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return .string(text)
  }

  static func uriComponentToString(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .string(unescaped(try arguments.string(0)))
  }

  private static func unescaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
      {
        result.append(byte)
        at += 3
      } else {
        result.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A relative address against a base, as RFC 3986 resolves it: what stands behind the base's last slash is replaced.
  static func uri(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let (base, relative) = (try arguments.string(0), try arguments.string(1))
    guard let scheme = base.firstBytes(of: "://") else {
      throw arguments.fault("the base should be an absolute address, https://…")
    }
    if relative.firstBytes(of: "://") != nil { return .string(relative) }
    let root = base[scheme.upperBound...].firstIndex(of: "/") ?? base.endIndex
    let origin = String(base[..<root])
    if relative.hasPrefix("//") { return .string("\(base[..<scheme.lowerBound]):\(relative)") }
    let tail = relative.firstIndex { "?#".contains($0) } ?? relative.endIndex
    let path = String(relative[..<tail])
    if path.hasPrefix("/") { return .string("\(origin)\(normalized(path))\(relative[tail...])") }
    let basePath = String(base[root...].prefix { !"?#".contains($0) })
    if path.isEmpty { return .string("\(origin)\(basePath.isEmpty ? "/" : basePath)\(relative[tail...])") }
    let folder = basePath.lastIndex(of: "/").map { String(basePath[...$0]) } ?? "/"
    return .string("\(origin)\(normalized(folder + path))\(relative[tail...])")
  }

  /// Takes `.` and `..` out of a path.
  private static func normalized(_ path: String) -> String {
    var segments: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (position, part) in parts.enumerated() {
      let isLast = position == parts.count - 1
      switch part {
      case ".": if isLast { segments.append("") }
      case "..":
        if !segments.isEmpty { segments.removeLast() }
        if isLast { segments.append("") }
      default: segments.append(part)
      }
    }
    return "/" + segments.joined(separator: "/")
  }
}
