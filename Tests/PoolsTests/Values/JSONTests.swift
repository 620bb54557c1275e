import Testing

@testable import Pools

@Suite("JSON text")
struct JSONTests {
  static let values: [(String, JSONValue)] = [
    ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("12", 12), ("-7", -7),
    ("9223372036854775807", .integer(.max)), ("1.5", 1.5), ("-2.5e3", -2500.0), ("1E+2", 100.0),
    ("99999999999999999999", .number(1e20)), (#""a\n\t\"\\\/é""#, "a\n\t\"\\/é"), (#""\ud83d\ude00""#, "😀"),
    (#""\ud83d""#, "\u{FFFD}"), ("[]", .array([])), ("[1, [2], {}]", .array([1, .array([2]), [:]])),
    (#"{"a": {"b": [null]}}"#, ["a": ["b": .array([.null])]]), ("\u{FEFF}1", 1),
    ("// one\n/* two */ [1, // three\n2,]", .array([1, 2])), ("{template: {$x_1: 1,},}", ["template": ["$x_1": 1]]),
    ("\"two\nlines\"", "two\nlines"),
  ]

  @Test("a value is read as what it says", arguments: values)
  func reads(text: String, value: JSONValue) throws { #expect(try JSONReader.read(text) == value) }

  static let faults: [(String, Int, Int)] = [
    ("", 1, 1), ("  ", 1, 3), ("{", 1, 1), ("[1", 1, 1), ("[1 2]", 1, 4), ("{\n  \"a\": 1\n  \"b\": 2}", 3, 3),
    ("{\"a\" 1}", 1, 6), ("{\"a\":1,\n\"a\":2}", 2, 1), ("\"abc", 1, 1), ("\"a\\x\"", 1, 3), ("\"\\u12g4\"", 1, 4),
    ("\"\\u+123\"", 1, 4), ("01", 1, 1), ("1.", 1, 1), (".5", 1, 1), ("-", 1, 1), ("1e", 1, 1), ("1e400", 1, 1),
    ("+1", 1, 1), ("0x10", 1, 2), ("nul", 1, 1), ("NaN", 1, 1), ("1 2", 1, 3), ("/* x", 1, 1), ("{1:}", 1, 4),
    ("[,]", 1, 2), ("\u{FEFF}x", 1, 1), ("\"\\ud83d\\u0041\"", 1, 4),
  ]

  @Test("a fault names its line and column", arguments: faults)
  func faultPlaces(text: String, line: Int, column: Int) {
    #expect {
      try JSONReader.read(text)
    } throws: { error in
      let fault = error as? JSONSyntaxError
      return fault?.line == line && fault?.column == column && fault?.message.isEmpty == false
    }
  }

  static let longNumbers = [
    String(repeating: "9", count: 20_000), "-0." + String(repeating: "1", count: 20_000),
    "1e" + String(repeating: "1", count: 20_000), "1" + String(repeating: "0", count: 400),
    String(repeating: "0", count: 20_000), "1" + String(repeating: ".", count: 20_000),
  ]

  @Test("a number that is too long or too large is a fault that quotes its beginning", arguments: longNumbers)
  func longNumber(text: String) {
    #expect {
      try JSONReader.read("{\"a\": \(text)}")
    } throws: { error in
      let fault = error as? JSONSyntaxError
      return fault?.column == 7 && (fault?.message.utf8.count ?? .max) < 200
    }
  }

  @Test("the longest number that a float can be is read")
  func longestNumber() throws {
    let digits = "0." + String(repeating: "0", count: 323) + String(repeating: "4", count: 749)
    #expect(try JSONReader.read(digits) == .number(Double(digits) ?? 0))
  }

  @Test("a message quotes the beginning of a long name")
  func longName() throws {
    let name = String(repeating: "n", count: 5_000)
    for text in ["{\"\(name)\" 1}", "{\"\(name)\": 1, \"\(name)\": 2}"] {
      #expect { try JSONReader.read(text) } throws: { error in
        ((error as? JSONSyntaxError)?.message.utf8.count ?? .max) < 200
      }
    }
  }

  @Test("places are those of the values, however often they are asked for", arguments: 0..<100)
  func places(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let value = JSONValue.generated(depth: 4, using: &random)
    let bytes = value.utf8Text(indentation: 2)
    let places = JSONPlaces(bytes)
    var lines = [0]
    for (position, byte) in bytes.enumerated() where byte == 0x0A { lines.append(position + 1) }
    func check(_ part: JSONValue, at path: JSONPath) throws {
      for _ in 0..<2 {
        let place = places.place(of: path)
        let start = lines[place.line - 1] + place.column - 1
        let text = part.utf8Text(indentation: 2)
        #expect(bytes[start] == text[0], "\(path)")
      }
      for (index, element) in (part.array ?? []).enumerated() { try check(element, at: path.appending(.index(index))) }
      for (name, member) in part.object ?? [:] { try check(member, at: path.member(name)) }
    }
    try check(value, at: .root)
  }

  @Test("depth has a bound")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try JSONReader.read(nested(128)) }
    #expect(throws: JSONSyntaxError.self) { try JSONReader.read(nested(129)) }
    #expect(throws: JSONSyntaxError.self) { try JSONReader.read(nested(1_000_000)) }
    #expect(throws: JSONSyntaxError.self) { try JSONReader.read(Array("[[1]]".utf8), maximumDepth: 1) }
  }

  @Test("what is written reads back, and is written the same again", arguments: 0..<300)
  func roundTrip(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let value = JSONValue.generated(depth: 4, using: &random)
    for indentation in [nil, 2] {
      let text = value.text(indentation: indentation)
      #expect(try JSONReader.read(text) == value)
      #expect(try JSONReader.read(text).text(indentation: indentation) == text)
    }
  }

  @Test("rubbish is refused or read, and never more than that", arguments: 0..<200)
  func rubbish(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let alphabet = Array("{}[]\",:\\/*u0123456789eE+-.truefalsn \n\t".utf8) + [0, 0x80, 0xC3, 0xED, 0xFF]
    for _ in 0..<100 {
      let count = Int.random(in: 0...40, using: &random)
      let bytes = (0..<count).map { _ in
        random.chance(0.9) ? random.pick(alphabet) : UInt8.random(in: 0...255, using: &random)
      }
      if let value = try? JSONReader.read(bytes) { #expect((try? JSONReader.read(value.utf8Text())) != nil) }
    }
  }

  @Test("a cut text is refused", arguments: 0..<50)
  func cut(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let bytes = JSONValue.object(["a": .generated(depth: 3, using: &random)]).utf8Text()
    for end in bytes.indices { #expect(throws: JSONSyntaxError.self) { try JSONReader.read(bytes[..<end]) } }
  }

  @Test("members are sorted and control characters escaped")
  func canonical() {
    let value: JSONValue = ["b": 1, "a": "\u{1}\u{1f}\r", "c": .number(.infinity), "d": 2.0]
    #expect(value.text() == #"{"a":"\u0001\u001f\r","b":1,"c":null,"d":2}"#)
    #expect(JSONValue.array([1, [:]]).text(indentation: 2) == "[\n  1,\n  {}\n]")
  }
}

extension JSONValue {
  /// Any value; numbers with a fraction have one, so that reading gives the same case back.
  static func generated(depth: Int, using random: inout SplitMix64) -> JSONValue {
    switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(random.chance(0.5))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
    case 3: return .number(Double(Int.random(in: -999...999, using: &random)) + 0.5)
    case 4, 5: return .string(text(using: &random))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in generated(depth: depth - 1, using: &random) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        members[text(using: &random)] = generated(depth: depth - 1, using: &random)
      }
      return .object(members)
    }
  }

  private static func text(using random: inout SplitMix64) -> String {
    let alphabet = Array("abcXYZ0 \"\\/\n\t\u{0}\u{7f}é€😀[]{}:,")
    return String((0..<Int.random(in: 0...8, using: &random)).map { _ in random.pick(alphabet) })
  }
}
