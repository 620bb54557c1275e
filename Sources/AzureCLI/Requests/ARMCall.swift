import Pools

/// One call to ARM, sent by one `az rest`.
struct ARMCall: Sendable {
  enum Method: String, Sendable {
    case get, put, patch, delete
  }

  var method: Method
  /// The path and the query.
  var path: String
  /// Whose token it is sent with.
  var subscription: SubscriptionID
  var body: JSONValue?
  /// What the body holds, to be redacted in what is said about it.
  var secrets: [String] = []
  /// Has `az` tell the status and the headers of the answer too, which it does with the bodies: so not for reads whose
  /// answers are large.
  var isTraced: Bool

  static func get(_ path: String, in subscription: SubscriptionID, isTraced: Bool = false) -> ARMCall {
    ARMCall(method: .get, path: path, subscription: subscription, isTraced: isTraced)
  }

  /// A write is traced: when to come back after a 429 stands in a header only.
  static func write(
    _ method: Method, _ path: String, in subscription: SubscriptionID, body: JSONValue? = nil, secrets: [String] = []
  ) -> ARMCall {
    ARMCall(
      method: method, path: path, subscription: subscription, body: body, secrets: secrets, isTraced: true)
  }

  /// The arguments for `az`.
  ///
  /// Written to `/dev/stdout` answers come as ARM sent them; printed by `az` they would be parsed and laid out by Python,
  /// which takes six times as long (3.5 MB: 1.8 s against 0.3 s, measured with 2.91).
  ///
  /// - Parameters:
  ///   - headers: a file with the headers; nil lets `az` find a token.
  ///   - body: a file with the body.
  func arguments(headers: String?, body: String?) -> [String] {
    var arguments = ["rest", "--method", method.rawValue, isTraced ? "--verbose" : "--only-show-errors"]
    arguments += ["--output-file", "/dev/stdout"]
    if let headers { arguments += ["--headers", "@\(headers)"] }
    if let body { arguments += ["--body", "@\(body)"] }
    return arguments + ["--url", path]
  }
}
