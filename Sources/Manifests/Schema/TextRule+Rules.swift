import Pools

extension TextRule {
  static let any = TextRule(what: "text", right: "write text", pattern: nil) { _ in true }

  static let nonEmpty = TextRule(what: "a text", right: "write some text", pattern: ".") { !$0.isEmpty }

  static let reason = TextRule(
    what: "a reason", right: "write why the warning does not count here", pattern: #"\S"#
  ) { $0.contains { !$0.isWhitespace } }

  static let poolName = TextRule(
    what: "a pool name", right: #"write 2 to 40 small letters, digits and "-", a letter first and no "-" last"#,
    pattern: "^[a-z][a-z0-9-]{0,38}[a-z0-9]$"
  ) { PoolName($0) != nil }

  static let defaultsName = TextRule(
    what: "a name", right: #"write 2 to 40 small letters, digits and "-", a letter first and no "-" last"#,
    pattern: "^[a-z][a-z0-9-]{0,38}[a-z0-9]$"
  ) { PoolName($0) != nil }

  static let subscription = TextRule(
    what: "a subscription id", right: "write a GUID like 11111111-2222-3333-4444-555555555555",
    pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
  ) { SubscriptionID($0) != nil }

  static let resourceGroup = TextRule(
    what: "a resource group name",
    right: #"write 1 to 90 letters, digits, "-", "_", ".", "(" and ")", and no "." last"#,
    // All letters are good, and `\p{L}` is not known to every reader of JSON Schema: so what is not good is ruled out.
    pattern: #"^[^\x00-'*-,/:-@\[-\^`{-\x7F]{0,89}[^\x00-'*-,./:-@\[-\^`{-\x7F]$"#
  ) { ResourceGroupName($0) != nil }

  static let location = TextRule(
    what: "an Azure region", right: "write one like westus2", pattern: "^[A-Za-z][A-Za-z0-9 ]*$"
  ) { Location($0) != nil }

  static let path = TextRule(
    what: "a path", right: #"write one from this file's folder, or from the repository's root with "/" first"#,
    pattern: #"^[^\\]+$"#
  ) { !$0.isEmpty && !$0.contains("\\") && !$0.contains("\0") }

  static let absolutePath = TextRule(
    what: "an absolute path", right: "write one like /run/secrets/key", pattern: "^/."
  ) { $0.hasPrefix("/") && $0.count > 1 && !$0.contains("\0") }

  static let environmentVariable = TextRule(
    what: "the name of an environment variable", right: #"write letters, digits and "_", no digit first"#,
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$"
  ) { text in
    text.first?.isNumber == false && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  static let vault = TextRule(
    what: "a key vault's resource id",
    right: "write /subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…",
    pattern: "^/subscriptions/[^/]+/[rR]esource[gG]roups/[^/]+/providers/[mM]icrosoft\\.[kK]ey[vV]ault/vaults/[^/]+$"
  ) { ResourceID($0)?.type == ResourceType("Microsoft.KeyVault/vaults") }

  /// Key Vault's rule for the names of secrets.
  static let vaultSecret = TextRule(
    what: "the name of a key vault's secret", right: #"write 1 to 127 letters, digits and "-""#,
    pattern: "^[0-9A-Za-z-]{1,127}$"
  ) { text in
    (1...127).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  static let vaultSecretVersion = TextRule(
    what: "the version of a key vault's secret", right: "write its 32 hexadecimal digits, or nothing for the newest",
    pattern: "^[0-9a-fA-F]{32}$"
  ) { text in text.count == 32 && text.allSatisfy { $0.isASCII && $0.isHexDigit } }

  static let resource = TextRule(
    what: "a resource id",
    right: "write /subscriptions/…/resourceGroups/…/providers/…", pattern: "^/subscriptions/"
  ) { ResourceID($0) != nil }

  /// A resource as reports name it, or by its id.
  static let poolResource = TextRule(
    what: "a resource", right: "write its id, or its type and name like Microsoft.Storage/storageAccounts/teamfiles",
    pattern: "^(/subscriptions/.+|[A-Za-z0-9.]+\\.[A-Za-z0-9.]+(/[^/]+/[^/]+)+)$"
  ) { text in
    if text.hasPrefix("/") { return ResourceID(text) != nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count >= 3 && !parts.count.isMultiple(of: 2) && parts.allSatisfy { !$0.isEmpty }
      && (parts.first?.contains(".") ?? false)
  }

  static let duration = TextRule(
    what: "a duration", right: "write a whole number and s, m, h or d, like 10m", pattern: "^[0-9]+[smhd]$"
  ) { Duration(weirText: $0) != nil }

  static let time = TextRule(
    what: "a time of day", right: #"write one like "20:00""#, pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"
  ) { text in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [2, 2], let hour = Int(parts[0]), let minute = Int(parts[1]) else { return false }
    return (0..<24).contains(hour) && (0..<60).contains(minute)
  }

  static let share = TextRule(
    what: "a share", right: "write a percentage like 20%", pattern: "^([1-9][0-9]?|100)%$"
  ) { $0.hasSuffix("%") && Int($0.dropLast()).map { (1...100).contains($0) } == true }

  static let sha256 = TextRule(
    what: "a SHA-256", right: "write its 64 hexadecimal digits", pattern: "^[0-9a-fA-F]{64}$"
  ) { text in text.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit } }

  /// 2,048 characters are what proxies and servers take at least; a user or a fragment has no business in it.
  static let https = TextRule(
    what: "an https address", right: addressRight, pattern: "^https://[^/?#@\\s]+[^#\\s]*$",
    remark: { isAddress($0) ? nil : "\(Quoted.address($0)) is not an https address; \(addressRight)" },
    accepts: isAddress)

  private static let addressRight = "write one like https://host/path, without a user or a fragment"

  private static func isAddress(_ text: String) -> Bool {
    let host = text.dropFirst("https://".count).prefix { !"/?".contains($0) }
    return text.hasPrefix("https://") && !host.isEmpty && !host.contains("@") && text.utf8.count <= 2048
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
  }

  /// Azure's limits for tags: 512 characters a name, and none of `<>%&\?/`.
  static let tagName = TextRule(
    what: "a tag's name", right: #"write 1 to 512 characters without < > % & \ ? /"#, pattern: #"^[^<>%&\\?/]{1,512}$"#
  ) { text in (1...512).contains(text.utf16.count) && !text.contains { "<>%&\\?/".contains($0) } }

  /// Azure's limit for tags.
  static let tagValue = TextRule(
    what: "a tag's value", right: "write at most 256 characters", pattern: "^.{0,256}$"
  ) { $0.utf16.count <= 256 }

  /// Labels become tags, and those that Weir knows its own by are not free.
  static let labelName = TextRule(
    what: "a label's name",
    right: #"write 1 to 512 characters without < > % & \ ? /, and not weir-pool or weir-managed-by"#,
    pattern: #"^[^<>%&\\?/]{1,512}$"#
  ) { text in
    tagName.accepts(text) && ![OwnershipTag.pool, OwnershipTag.managedBy].contains(text.lowercased())
  }
}
