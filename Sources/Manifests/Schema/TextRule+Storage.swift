import Pools

extension TextRule {
  /// Azure's rule for the names of storage accounts.
  static let storageAccount = TextRule(
    what: "a storage account's name", right: "write 3 to 24 small letters and digits", pattern: "^[a-z0-9]{3,24}$"
  ) { $0.isMade(of: Letters.isSmallAlphanumeric, count: 3...24) }

  /// Azure's rule for the names of file shares.
  static let shareName = TextRule(
    what: "a share's name", right: #"write 3 to 63 small letters, digits and single "-", no "-" first or last"#,
    pattern: "^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
  ) { text in
    !text.contains("--")
      && text.isMade(
        of: Letters.isSmallAlphanumeric, or: "-", first: Letters.isSmallAlphanumeric, last: Letters.isSmallAlphanumeric,
        count: 3...63)
  }

  static let storageAccountID = resource(
    "a storage account's resource id", "Microsoft.Storage/storageAccounts",
    pattern: #"[mM]icrosoft\.[sS]torage/storageAccounts/[^/]+"#)

  /// Where a share is mounted, on either system.
  static let mountPath = TextRule(
    what: "a place to mount at", right: "write a path like /datamnt/share, or a drive letter like S: on Windows",
    pattern: #"^(/[A-Za-z0-9][A-Za-z0-9._-]*)+$|^[A-Za-z]:$"#
  ) { isDrive($0) || isPlainPath($0) }

  static let exportPath = TextRule(
    what: "an export's path", right: "write one like /pools", pattern: #"^/$|^(/[A-Za-z0-9][A-Za-z0-9._-]*)+$"#
  ) { $0 == "/" || isPlainPath($0) }

  static func isDrive(_ text: String) -> Bool {
    text.utf8.count == 2 && text.hasSuffix(":") && text.utf8.first.map(Letters.isLetter) == true
  }

  /// An absolute path of plain names, none of which begins with a period.
  private static func isPlainPath(_ text: String) -> Bool {
    guard text.hasPrefix("/"), (2...200).contains(text.utf8.count) else { return false }
    return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { name in
      String(name).isMade(of: Letters.isAlphanumeric, or: "._-", first: Letters.isAlphanumeric, count: 1...100)
    }
  }

  /// A tag's name that a manifest may choose.
  static let ownTagName = TextRule(
    what: "a tag's name",
    right: #"write 1 to 512 characters without < > % & \ ? /, not weir-pool or weir-managed-by, and not microsoft, "#
      + "azure or windows first",
    pattern:
      #"^(?!([mM][iI][cC][rR][oO][sS][oO][fF][tT]|[aA][zZ][uU][rR][eE]|[wW][iI][nN][dD][oO][wW][sS]))[^<>%&\\?/]{1,512}$"#
  ) { text in
    labelName.accepts(text) && !["microsoft", "azure", "windows"].contains { text.lowercased().hasPrefix($0) }
  }
}
