import Pools

/// One error of ARM: its code, its message, and the errors inside it that caused it.
struct ARMFault: Hashable, Sendable {
  var code: String
  var message: String
  var details: [ARMFault] = []

  /// ARM nests errors three or four deep; deeper is somebody's mistake.
  static let maximumDepth = 8
  /// More causes than a line can tell.
  static let maximumDetails = 50

  init(code: String, message: String, details: [ARMFault] = []) {
    self.code = code
    self.message = message
    self.details = details
  }

  /// Reads `{"error": {"code", "message", "details": […]}}`, or the inner object alone; nil where it is neither.
  ///
  /// A message that is such an object once more, as JSON text, is a cause too: resource providers answer so.
  init?(_ value: JSONValue, depth: Int = 0) {
    guard depth < Self.maximumDepth, value.object != nil else { return nil }
    if let inner = value.member("error"), let fault = ARMFault(inner, depth: depth + 1) {
      self = fault
      return
    }
    let code = value.member("code")?.string
    var message = value.member("message")?.string
    guard code != nil || message != nil else { return nil }
    var details: [ARMFault] = []
    for detail in value.member("details")?.array?.prefix(Self.maximumDetails) ?? [] {
      if let fault = ARMFault(detail, depth: depth + 1) { details.append(fault) }
    }
    if let text = message, text.drop(while: \.isWhitespace).first == "{", let nested = try? JSONReader.read(text),
      let fault = ARMFault(nested, depth: depth + 1)
    {
      details.append(fault)
      message = ""
    }
    self.init(code: code ?? "", message: message ?? "", details: details)
  }

  /// The errors with no cause inside them: what a person has to mend.
  var leaves: [ARMFault] { details.isEmpty ? [self] : details.flatMap(\.leaves) }

  /// The codes from the innermost out.
  var codes: [String] { details.flatMap(\.codes) + (code.isEmpty ? [] : [code]) }

  /// The innermost messages, at most three.
  var text: String {
    var seen: Set<String> = []
    var shown: [String] = []
    for leaf in leaves {
      let text =
        leaf.message.isEmpty ? leaf.code : leaf.code.isEmpty ? leaf.message : "\(leaf.code): \(leaf.message)"
      if !text.isEmpty, seen.insert(text).inserted, shown.count < 3 { shown.append(text) }
    }
    let rest = seen.count - shown.count
    return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }
}
