import Pools

/// What `az` wrote to standard error when it failed, taken apart.
struct Complaint: Hashable, Sendable {
  /// The errors of ARM in it, outermost first; empty where `az` itself had something to say.
  var faults: [ARMFault] = []
  /// The words of the HTTP status, `Too Many Requests`; nil where `az` does not tell.
  var status: String?
  /// True where the answer was ARM's own form of an error, `{"error": {…}}`: a proxy's page or a gateway's JSON is not.
  var isEnveloped = false
  /// The line that says most.
  var line: String

  /// Reads all the forms in which `az` 2.45 to 2.91 tells errors.
  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let errors = lines.filter { $0.hasPrefix("ERROR: ") }.map { String($0.dropFirst(7)) }
    // ERROR: The command failed with an unexpected error. Here is the traceback:
    // ERROR: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
    let told = errors.first { !$0.hasPrefix("The command failed with an unexpected error.") }
    line = told ?? lines.last { !$0.hasPrefix("WARNING: ") } ?? ""

    guard let start = text.firstRange(of: "ERROR: ") else { return }
    let message = text[start.upperBound...]
    if readRestAnswer(message) { return }
    faults = Self.objects(in: message)
    if faults.isEmpty { faults = Self.labelled(in: lines) }
    if faults.isEmpty { faults = Self.dashed(in: message) }
    if faults.isEmpty, let words = Self.statusOfTraceback(lines) {
      status = words
      line = words
    }
  }

  /// `az rest`: the status' words, and the answer's body in brackets.
  ///
  ///     ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": "…"}})
  ///     ERROR: Service Unavailable
  private mutating func readRestAnswer(_ message: Substring) -> Bool {
    let words = message.prefix { $0.isLetter || $0 == " " || $0 == "-" }
    let rest = message[words.endIndex...]
    guard HTTPStatus(words: String(words)) != nil, rest.isEmpty || rest.first == "(" || rest.first?.isNewline == true
    else { return false }
    status = words.trimmed
    line = status ?? ""
    guard rest.first == "(", let end = rest.lastIndex(of: ")") else { return true }
    let body = rest[rest.index(after: rest.startIndex)..<end]
    if let value = try? JSONReader.read(body.utf8), let fault = ARMFault(value) {
      faults = [fault]
      isEnveloped = value.member("error")?.object != nil
    } else {
      line += ": " + body.prefix(200)
    }
    return true
  }

  /// `az deployment`, refused by ARM's validation: an object each for the error and for each of its causes.
  ///
  ///     ERROR: {"code": "InvalidTemplateDeployment", "message": "…"}
  ///
  ///     Inner Errors:
  ///     {"code": "QuotaExceeded", "message": "…"}
  private static func objects(in message: Substring) -> [ARMFault] {
    message.split(separator: "Inner Errors:").compactMap { part in
      let text = part.trimmed
      guard text.first == "{", let end = text.lastIndex(of: "}"), let value = try? JSONReader.read(text[...end].utf8)
      else { return nil }
      return ARMFault(value)
    }
  }

  /// The SDK's own form, alone or (2.91, where the deployment's `PUT` is refused) inside a traceback.
  ///
  ///     ERROR: (RequestDisallowedByPolicy) Resource g was disallowed by policy.
  ///     Code: RequestDisallowedByPolicy
  ///     Message: Resource g was disallowed by policy.
  ///     Exception Details:  (Inner) inner message
  ///         Code: Inner
  ///         Message: inner message
  private static func labelled(in lines: [String]) -> [ARMFault] {
    var faults: [ARMFault] = []
    for line in lines {
      let line = line.trimmed
      if line.hasPrefix("Code: ") {
        faults.append(ARMFault(code: String(line.dropFirst(6)), message: ""))
      } else if line.hasPrefix("Message: "), let last = faults.indices.last, faults[last].message.isEmpty {
        faults[last].message = String(line.dropFirst(9))
      }
    }
    return faults.map { fault in
      guard fault.message.hasPrefix("{"), let value = try? JSONReader.read(fault.message),
        let inner = ARMFault(value)
      else { return fault }
      return ARMFault(code: fault.code, message: "", details: [inner])
    }
  }

  /// `az deployment`, where ARM's validation answers 200 with an error in it.
  ///
  ///     ERROR: InvalidTemplateDeployment - The template deployment …
  ///     RequestDisallowedByPolicy - Resource pip was disallowed by policy.
  private static func dashed(in message: Substring) -> [ARMFault] {
    var faults: [ARMFault] = []
    for line in message.split(whereSeparator: \.isNewline) {
      guard let dash = line.firstRange(of: " - "), line[..<dash.lowerBound].allSatisfy({ $0.isLetter || $0.isNumber })
      else { break }
      faults.append(ARMFault(code: String(line[..<dash.lowerBound]), message: String(line[dash.upperBound...])))
    }
    return faults
  }

  ///     azure.core.exceptions.HttpResponseError: Operation returned an invalid status 'Service Unavailable'
  private static func statusOfTraceback(_ lines: [String]) -> String? {
    let mark = "Operation returned an invalid status '"
    for line in lines {
      guard let start = line.firstRange(of: mark)?.upperBound else { continue }
      return String(line[start...].prefix { $0 != "'" })
    }
    return nil
  }
}

extension Substring {
  /// Without blanks at both ends.
  var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension String {
  var trimmed: String { self[...].trimmed }
}
