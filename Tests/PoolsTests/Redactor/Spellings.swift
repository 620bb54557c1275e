import Foundation
import Testing

/// A way in which somebody's text may show a value.
struct SpellingRow: Sendable, CustomTestStringConvertible {
  var name: String
  var testDescription: String { name }
  var write: @Sendable (String) -> String

  static let all: [SpellingRow] = [
    .init(name: "as it is") { $0 },
    .init(name: "on one line, a blank for each") { String($0.map { $0.isWhitespace ? " " : $0 }) },
    .init(name: "on one line, a blank for many") { words($0).joined(separator: " ") },
    .init(name: "without whitespace") { words($0).joined() },
    .init(name: "wrapped", write: wrapped),
    .init(name: "in JSON") { json($0) },
    .init(name: "in JSON with slashes escaped") { json($0).replacing("/", with: "\\/") },
    .init(name: "in JSON in JSON") { json(json($0)) },
    .init(name: "in JSON in JSON in JSON") { json(json(json($0))) },
    .init(name: "in ASCII, lowercase") { ascii($0, uppercase: false) },
    .init(name: "in ASCII, uppercase") { ascii($0, uppercase: true) },
    .init(name: "as Python writes it") { json($0).replacing("\\\"", with: "\"").replacing("'", with: "\\'") },
    .init(name: "with marks for control characters") {
      String($0.unicodeScalars.map { $0.value < 0x20 ? "\u{FFFD}" : Character($0) })
    },
    .init(name: "in base64") { Data($0.utf8).base64EncodedString() },
    .init(name: "in base64 without padding") { Data($0.utf8).base64EncodedString().replacing("=", with: "") },
    .init(name: "in base64 for URLs") {
      Data($0.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    },
    .init(name: "in base64 behind one byte") { Data("x\($0)yz".utf8).base64EncodedString() },
    .init(name: "in base64 behind two bytes") { Data("xy\($0)".utf8).base64EncodedString() },
    .init(name: "in base64 on lines of 20") { wrapped(Data("user:\($0)".utf8).base64EncodedString(), at: 20) },
    .init(name: "in base64 in JSON") { json(Data($0.utf8).base64EncodedString()).replacing("/", with: "\\/") },
    .init(name: "percent-encoded") { percent($0, uppercase: true) },
    .init(name: "percent-encoded, lowercase") { percent($0, uppercase: false) },
    .init(name: "as a form's field") { percent($0, uppercase: true).replacing("%20", with: "+") },
    .init(name: "percent-encoded twice") { percent(percent($0, uppercase: true), uppercase: true) },
    .init(name: "in HTML", write: html),
    .init(name: "in HTML by numbers") { $0.unicodeScalars.map { "&#\($0.value);" }.joined() },
    .init(name: "in HTML by hexadecimal numbers") {
      $0.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined()
    },
    .init(name: "in HTML in JSON") { json(html($0)) },
    .init(name: "in hexadecimal") { hexadecimal($0).joined() },
    .init(name: "in hexadecimal with colons") { hexadecimal($0).joined(separator: ":").uppercased() },
    .init(name: "as Python writes bytes") { hexadecimal($0).map { "\\x" + $0 }.joined() },
  ]

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Breaks a text of some length; a short one is not wrapped by anybody.
  private static func wrapped(_ text: String) -> String { text.count < 20 ? text : wrapped(text, at: 17) }

  private static func wrapped(_ text: String, at width: Int) -> String {
    var result = ""
    for (position, character) in text.enumerated() {
      if position > 0, position.isMultiple(of: width) { result += "\n  " }
      result.append(character)
    }
    return result
  }

  private static func json(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      default: String(scalar)
      }
    }.joined()
  }

  private static func ascii(_ text: String, uppercase: Bool) -> String {
    json(text).utf16.map { unit in
      guard unit >= 0x7F || unit < 0x20 || [0x26, 0x3C, 0x3E].contains(unit) else {
        return String(Character(Unicode.Scalar(UInt8(unit))))
      }
      let digits = String(unit, radix: 16, uppercase: uppercase)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }

  private static func percent(_ text: String, uppercase: Bool) -> String {
    text.utf8.map { byte in
      let scalar = Character(Unicode.Scalar(byte))
      if scalar.isASCII, scalar.isLetter || scalar.isNumber || "-._~".contains(scalar) { return String(scalar) }
      let digits = String(byte, radix: 16, uppercase: uppercase)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  private static func html(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  private static func hexadecimal(_ text: String) -> [String] {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
  }
}
