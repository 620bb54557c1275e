package import Pools

/// A template that a manifest names by its address: what is asked of whoever can fetch it.
package struct TemplateQuery: Hashable, Sendable {
  /// `https://…`, without a user or a fragment.
  package let address: String
  /// The hash that the template must have; nil where the manifest says none, and then only the hash is of use.
  package let hash: TemplateHash?
  /// Bytes; a template with more is none.
  package let limit: Int

  package init(address: String, hash: TemplateHash?, limit: Int) {
    self.address = address
    self.hash = hash
    self.limit = limit
  }

  /// The address as messages show it: what stands behind a `?` may be a signature, and so a secret.
  package var shown: String { Self.shown(address) }

  package static func shown(_ address: String) -> String {
    address.firstIndex(of: "?").map { "\(address[..<$0])?…" } ?? address
  }
}

/// A SHA-256, as 64 hexadecimal digits in small letters.
package struct TemplateHash: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// Nil where the text is none; capitals are taken.
  package init?(_ text: String) {
    guard text.utf8.count == 64, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    description = text.lowercased()
  }

  /// The hash whose 32 bytes are handed in.
  package init(digest: some Sequence<UInt8>) {
    description = digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }
}

/// What came of asking for a template that is elsewhere.
package enum TemplateAnswer: Sendable {
  /// The template; it has the hash that was asked for.
  case content([UInt8])
  /// What stands at the address now has this hash, and not the one that was asked for.
  case differs(TemplateHash)
  /// The server sends on to another one, and what that has is not what was asked for; what it has is not told.
  case differsElsewhere
  /// The settings do not list the server, as `HOST` or `HOST:PORT`, and nothing is asked of it.
  case notAllowed(host: String)
  /// It could not be had now: why, and what a person can do, in words that end a line.
  case unreachable(String)
  /// No copy is kept here, and nothing may be fetched.
  case notKept
}

/// A pool whose template is elsewhere and cannot be had now. Nothing is known of what the pool should be, so nothing may
/// be done to it: it is no fault of the manifest's, and no other pool waits for it.
package struct UnknownTemplate: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place of the address in the manifest.
  package var location: SourceLocation
  package var reason: String

  package init(location: SourceLocation, reason: String) {
    self.location = location
    self.reason = reason
  }

  package var description: String { Quoted.line("\(location): \(reason)") }
}
