/// What can be said about the bytes of a YAML text before and beside parsing them.
enum YAMLText {
  /// Nil where the bytes are UTF-8, the encoding of manifests; else the place of the first that is not.
  static func encodingFault(in bytes: [UInt8]) -> YAMLFault? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return YAMLFault(YAMLPlace(line: 1, column: 1), "the file is UTF-16; save it as UTF-8")
    }
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where String(validating: line, as: UTF8.self) == nil {
      let valid = String(decoding: line, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
      return YAMLFault(
        YAMLPlace(line: number + 1, column: valid.count + 1), "this is not UTF-8; save the file as UTF-8")
    }
    return nil
  }

  /// What `git merge` leaves where two branches have changed the same lines: nil where none of it is there. A line of YAML
  /// does not begin so; inside a block of text it would be indented.
  static func conflict(in bytes: [UInt8]) -> YAMLFault? {
    let (mark, end) = (Array("<<<<<<< ".utf8), Array(">>>>>>> ".utf8))
    var number = 0
    var begun: Int?
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      if begun == nil, line.starts(with: mark) { begun = number }
      guard let begun, line.starts(with: end) else { continue }
      return YAMLFault(
        YAMLPlace(line: begun, column: 1),
        "a conflict of git's begins here, down to line \(number), and both sides of it stand in the file; keep what should "
          + "hold, and take the lines with <<<<<<<, ======= and >>>>>>> out")
    }
    return nil
  }

  /// The place of a byte.
  static func place(of offset: Int, in text: UnsafeMutableBufferPointer<UInt8>) -> YAMLPlace {
    let before = text[..<min(max(offset, 0), text.count)]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return YAMLPlace(line: line, column: String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)
  }

  /// Says in Weir's words what the parser stumbled over.
  ///
  /// - Parameters:
  ///   - problem: libyaml's own words, which are constants of its sources.
  ///   - context: what it was reading then, likewise.
  ///   - start: where that began.
  static func fault(
    problem: String, context: String, at place: YAMLPlace, since start: YAMLPlace,
    in text: UnsafeMutableBufferPointer<UInt8>
  ) -> YAMLFault {
    for number in [place.line, place.line - 1] where number > 0 {
      if let tab = indentingTab(of: number, in: text) {
        return YAMLFault(
          YAMLPlace(line: number, column: tab), "a tab stands in the indentation; indent with blanks only")
      }
    }
    let found = messages.first { problem.contains($0.problem) && context.contains($0.context) }
    guard let found else { return YAMLFault(place, "this is no YAML: \(problem)") }
    return YAMLFault(found.atStart && start.line > 0 ? start : place, found.message)
  }

  /// The column of the first tab among the blanks that a line begins with.
  private static func indentingTab(of number: Int, in text: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    var line = 1
    var at = 0
    while line < number {
      guard let end = text[at...].firstIndex(of: 0x0A) else { return nil }
      at = end + 1
      line += 1
    }
    let start = at
    while at < text.count, text[at] == 0x20 { at += 1 }
    return at < text.count && text[at] == 0x09 ? at - start + 1 : nil
  }

  private struct Message {
    var problem: String
    var context = ""
    var atStart = false
    var message: String
  }

  private static let messages = [
    Message(
      problem: "mapping values are not allowed",
      message: "a colon stands where no key can be; indent the line as its neighbours, or quote the text before it"),
    Message(
      problem: "did not find expected key",
      message: "this line is indented unlike its neighbours; begin every key of a map in the same column"),
    Message(
      problem: "did not find expected '-'",
      message: "this line is indented unlike its neighbours; begin each item of a list with \"- \" in the same column"),
    Message(
      problem: "block sequence entries are not allowed",
      message: "a list cannot begin on the line of its key; put each \"- \" on a line of its own"),
    Message(
      problem: "could not find expected ':'", atStart: true,
      message: "a key without a colon; write \"key: value\""),
    Message(
      problem: "did not find expected ',' or ']'", atStart: true,
      message: "a list that begins here with \"[\" is not closed; write \"]\" at its end and commas between"),
    Message(
      problem: "did not find expected ',' or '}'", atStart: true,
      message: "a map that begins here with \"{\" is not closed; write \"}\" at its end and commas between"),
    Message(
      problem: "found unexpected end of stream", context: "quoted", atStart: true,
      message: "a quote that begins here is not closed; write the same quote at its end"),
    Message(
      problem: "found unexpected document indicator", context: "quoted", atStart: true,
      message: "a quote that begins here is not closed; write the same quote at its end"),
    Message(
      problem: "found unknown escape character",
      message: "this is no escape of YAML; double the backslash, or use '…'"),
    Message(
      problem: "hexdecimal", message: "this is no escape of YAML; double the backslash, or use '…'"),
    Message(
      problem: "invalid Unicode character", message: "this is no escape of YAML; double the backslash, or use '…'"),
    Message(problem: "found character that cannot start any token", message: "no value begins so; put it into quotes"),
    Message(
      problem: "Maximum nesting level", message: "maps and lists stand in each other too deep; take levels out"),
    Message(problem: "found undefined tag handle", message: "this tag is not declared; take it out"),
    Message(
      problem: "did not find expected <document start>",
      message: "something stands behind the end of the document; begin another document with a line of \"---\""),
    Message(
      problem: "did not find expected node content", message: "a value is missing here; write one, or drop the comma"),
    Message(
      problem: "did not find expected alphabetic", message: "\"*\" and \"&\" mean something in YAML; use quotes"),
    Message(
      problem: "incompatible YAML document", message: "this version of YAML is not known; write %YAML 1.2, or nothing"),
  ]
}
