extension GuestSetup {
  /// The programs in each form that they have in what a template comes to: long texts that pools have in common, each in
  /// the middle of a longer one.
  package static let programs: [String] = {
    let linux = Array(GuestScripts.linuxStart.utf8)
    return [
      // Within an expression, where a secret follows.
      String(Expression.string(GuestScripts.linuxStart).text.dropFirst().dropLast()),
      // In base 64 with the values; three bytes are four characters, and what is left over stands with the values.
      Base64.encode(Array(linux.prefix(linux.count / 3 * 3))),
      GuestScripts.windowsPacked,
    ]
  }()
}
