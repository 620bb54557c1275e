import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Why an address could not be fetched, and what a person can do: words that end a line, without the address.
struct FetchFault: Error, Hashable {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

extension FetchFault {
  /// What the HTTP client, TLS or the network say.
  init(_ error: any Error, timeout: String) {
    if let fault = error as? FetchFault {
      self = fault
    } else if let client = error as? HTTPClientError, let said = Self.sayings[client.shortDescription] {
      self.init(said)
    } else if let client = error as? HTTPClientError, Self.timeouts.contains(client) {
      self.init("the server did not answer within \(timeout), which is source.timeout")
    } else if let answer = error as? HTTPParserError {
      self.init(
        answer == .invalidEOFState
          ? "the server ended the connection in the middle" : "what the server answers is no HTTP")
    } else if Self.isWithoutConnection(error) {
      self.init("no connection; check the address, the network and HTTPS_PROXY")
    } else if "\(error)".contains("failedToValidateHostname") {
      self.init("the server's certificate is for another name; check the address")
    } else if Self.isTrust("\(error)") {
      self.init(
        "the server's certificate is not trusted; name its authority's file as source.auth.caFile or SSL_CERT_FILE")
    } else if error is NIOSSLError || error is BoringSSLError {
      self.init("no secure connection: \(Self.line("\(error)"))")
    } else {
      self.init(Self.line("\(error)"))
    }
  }

  /// True where no connection came to be, and another address of the server may take one.
  static func isWithoutConnection(_ error: any Error) -> Bool {
    if error is NIOConnectionError || (error as? HTTPClientError) == .connectTimeout { return true }
    // To a numerical address, the system's own error comes alone.
    let codes = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT, ETIMEDOUT, EACCES, EPERM]
    return (error as? IOError).map { codes.contains($0.errnoCode) } ?? false
  }

  private static let timeouts: [HTTPClientError] = [
    .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
    .getConnectionFromPoolTimeout,
  ]

  /// What is said of the client's other errors, by its own names for them.
  private static let sayings: [String: String] = {
    let closed = "the server ended the connection in the middle"
    let refused = "the proxy refused the way; mend HTTPS_PROXY or NO_PROXY"
    let rows: [(HTTPClientError, String)] = [
      (.remoteConnectionClosed, closed), (.uncleanShutdown, closed), (.bodyLengthMismatch, closed),
      (.proxyAuthenticationRequired, "the proxy wants a login; mend HTTPS_PROXY"), (.invalidProxyResponse, refused),
      (.httpProxyHandshakeTimeout, refused),
    ]
    return Dictionary(rows.map { ($0.0.shortDescription, $0.1) }, uniquingKeysWith: { first, _ in first })
  }()

  /// NIOSSL says by text alone which step of a handshake failed.
  private static func isTrust(_ text: String) -> Bool {
    text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate")
  }

  private static func line(_ text: String) -> String {
    String(text.prefix(300).map { $0.isNewline ? " " : $0 })
  }
}
