package import Pools

extension Fault {
  /// Reads a fault as the admin endpoint takes it; throws a line that says what is wrong.
  ///
  /// `{"action": "status", "status": 503, "code": "…", "message": "…", "retryAfter": 2}`, `{"action": "delay",
  /// "milliseconds": 500}`, `{"action": "drop"|"silence", "done": true}`, `{"action": "garbage", "text": "…",
  /// "status": 404}`, `{"action": "omit", "text": "…"}`, `{"action": "failOperation", "code": "…", "message": "…"}`; each with `method`, `path` and `times`.
  package init(_ json: JSONValue) throws(ARMError) {
    let done = json.member("done")?.bool ?? false
    let code = json.member("code")?.string
    let message = json.member("message")?.string ?? "a fault on demand"
    let action: Action
    switch json.member("action")?.string {
    case "status":
      let status = Int(json.member("status")?.integer ?? 503)
      guard (400...599).contains(status) else { throw .invalidContent("status should be from 400 to 599") }
      action = .status(
        status, code: code ?? (status == 429 ? "TooManyRequests" : "ServiceUnavailable"), message: message,
        retryAfter: json.member("retryAfter")?.integer.map(Int.init))
    case "delay": action = .delay(.milliseconds(json.member("milliseconds")?.integer ?? 1000))
    case "drop": action = .drop(done: done)
    case "silence": action = .silence(done: done)
    case "garbage":
      let status = Int(json.member("status")?.integer ?? 200)
      guard (200...599).contains(status) else { throw .invalidContent("status should be from 200 to 599") }
      let text = json.member("text")?.string ?? "<html>Our services aren't available right now"
      action = .garbage(text, status: status)
    case "omit":
      guard let text = json.member("text")?.string, !text.isEmpty else {
        throw .invalidContent("text should be a part of the ids that are left out")
      }
      action = .omit(text)
    case "failOperation": action = .failOperation(code: code ?? "InternalExecutionError", message: message)
    default:
      throw .invalidContent("action should be status, delay, drop, silence, garbage, omit or failOperation")
    }
    self.init(
      action, match: Match(method: json.member("method")?.string, path: json.member("path")?.string),
      times: Int(json.member("times")?.integer ?? 1))
  }
}
