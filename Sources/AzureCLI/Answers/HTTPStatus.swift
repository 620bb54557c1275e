/// What an HTTP status means here, known by its words, since `az` prints no number.
enum HTTPStatus: Hashable, Sendable {
  case unauthorized
  case forbidden
  case notFound
  case conflict
  case throttled
  case badRequest
  case serverError

  /// The reason phrases of RFC 9110 and RFC 6585, in any capitals; nil for words that are none.
  init?(words: String) {
    switch words.trimmed.lowercased() {
    case "unauthorized": self = .unauthorized
    case "forbidden": self = .forbidden
    case "not found", "gone": self = .notFound
    case "conflict", "precondition failed", "precondition required", "locked": self = .conflict
    case "too many requests": self = .throttled
    case "bad request", "method not allowed", "unprocessable entity", "unprocessable content", "not acceptable",
      "unsupported media type", "payload too large", "content too large", "request entity too large":
      self = .badRequest
    case "internal server error", "bad gateway", "service unavailable", "gateway timeout", "gateway time-out",
      "request timeout", "not implemented", "server error":
      self = .serverError
    default: return nil
    }
  }
}
