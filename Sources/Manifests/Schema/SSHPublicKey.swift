/// A public key as OpenSSH writes it: a type, the key in Base64, and a comment.
struct SSHPublicKey: Hashable, Sendable {
  /// Why a text is no public key. It never quotes the text, which may be a private key.
  struct Fault: Error {
    var message: String
  }

  static let types = [
    "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
  ]

  let type: String
  /// The key itself, by which two are the same whatever their comments are.
  let blob: [UInt8]

  /// Reads one line; a line break at its end does not count.
  init(_ text: String) throws(Fault) {
    if Self.isPrivate(text) {
      throw Fault(
        message: "this is a private key, which belongs into no repository: make a new pair, take this one as lost, and "
          + "write the public key, one line like ssh-ed25519 AAAA… name@host")
    }
    let line = text.hasSuffix("\r\n") ? text.dropLast() : text.hasSuffix("\n") ? text.dropLast() : text[...]
    if line.contains(where: \.isNewline) {
      throw Fault(message: "a public key is one line, and this is several; write each key as an element of the list")
    }
    guard line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }), line.utf8.count <= 16_384 else {
      throw Fault(message: "this is not a public key; write one line like ssh-ed25519 AAAA… name@host")
    }
    let words = line.split(separator: " ", maxSplits: 2)
    guard let first = words.first.map(String.init), Self.types.contains(first) else {
      throw Fault(message: Self.wrongType(words.first.map(String.init) ?? ""))
    }
    guard words.count > 1, let blob = Self.decoded(words[1]) else {
      throw Fault(message: "what follows \(first) is not Base64; copy the whole line of the .pub file")
    }
    guard let (name, rest) = Self.field(of: blob[...]), name.elementsEqual(first.utf8) else {
      throw Fault(message: "the key says \(first) and is not of that type; copy the whole line of the .pub file")
    }
    type = first
    self.blob = blob
    try Self.check(rest, type: first)
  }

  /// Looks at the numbers of the key: what Azure refuses, and what was cut off while it was copied.
  private static func check(_ rest: ArraySlice<UInt8>, type: String) throws(Fault) {
    let cut = Fault(message: "the key is not whole; copy the whole line of the .pub file")
    guard let (first, behind) = field(of: rest) else { throw cut }
    switch type {
    case "ssh-ed25519":
      guard first.count == 32, behind.isEmpty else { throw cut }
    case "ssh-rsa":
      guard let (modulus, end) = field(of: behind), end.isEmpty else { throw cut }
      let digits = modulus.drop { $0 == 0 }
      let bits = digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
      guard bits >= 2048 else {
        throw Fault(
          message: "the RSA key has \(bits) bits and Azure takes 2048 at least; make one of 4096, or of Ed25519")
      }
    default:
      guard field(of: behind) != nil else { throw cut }
    }
  }

  private static func wrongType(_ word: String) -> String {
    if word == "ssh-dss" { return "keys of the type ssh-dss are too weak for Azure; make one of Ed25519" }
    // Only what looks like a type is shown: anything else may be a part of a private key.
    let isType = word.count <= 40 && (word.hasPrefix("ssh-") || word.hasPrefix("ecdsa-"))
    let shown = isType ? "the key's type is not known" : "this is not a public key"
    return "\(shown); write one line like ssh-ed25519 AAAA… name@host"
  }

  private static func isPrivate(_ text: String) -> Bool {
    // The Base64 of `openssh-key-v1`, with which the body of OpenSSH's private keys begins.
    text.contains("PRIVATE KEY") || text.hasPrefix("PuTTY-User-Key-File") || text.contains("b3BlbnNzaC1rZXktdjE")
  }

  /// A field of SSH's wire format, four bytes of length and the content, and what is behind it.
  private static func field(of bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    guard bytes.count >= 4 else { return nil }
    let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let rest = bytes.dropFirst(4)
    return length <= rest.count ? (rest.prefix(length), rest.dropFirst(length)) : nil
  }

  private static func decoded(_ text: Substring) -> [UInt8]? {
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
    guard text.utf8.count.isMultiple(of: 4), text.utf8.count - digits.count <= 2, !digits.isEmpty,
      text.utf8.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") })
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var (bits, count) = (UInt32(0), 0)
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
