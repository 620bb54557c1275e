extension Quoted {
  /// An address in quotes without what may be secret in it: a password of its user, and what stands behind a `?`, which may
  /// be a signature.
  package static func address(_ text: some StringProtocol) -> String {
    let text = String(text)
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    // A password may hold any sign where somebody has not escaped it, so the last one ends it.
    if let end = text[start...].lastIndex(of: "@"), let colon = text[start..<end].firstIndex(of: ":") {
      return self.text("\(text[..<colon]):…\(cut(text[end...]))")
    }
    return self.text(cut(text[...]))
  }

  private static func cut(_ text: Substring) -> String {
    text.firstIndex(of: "?").map { "\(text[..<$0])?…" } ?? "\(text)"
  }
}
