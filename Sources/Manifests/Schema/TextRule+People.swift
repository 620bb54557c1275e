import Pools

extension TextRule {
  private static let nameRight = #"write 1 to 32 letters, digits, "-", "_" and ".", a letter or "_" first"#
  private static let namePattern = "^[A-Za-z_][A-Za-z0-9._-]{0,31}$"

  private static func isName(_ text: String) -> Bool {
    text.isMade(
      of: Letters.isAlphanumeric, or: "-_.", first: { Letters.isLetter($0) || $0 == UInt8(ascii: "_") }, count: 1...32)
  }

  /// A name that Azure takes for an administrator; what only one of the systems refuses is checked where it is known.
  static let adminName = TextRule(
    what: "a user name", right: nameRight, pattern: namePattern,
    remark: { text in
      ReservedNames.azure.contains(text.lowercased())
        ? "Azure forbids \(Quoted.text(text)) as an administrator's name; write another, for example dsvmadmin" : nil
    },
    accepts: isName)

  static let userName = TextRule(what: "a user name", right: nameRight, pattern: namePattern, accepts: isName)

  /// The types that Azure's own provisioning takes.
  static let adminKey = key(for: "an administrator", types: ["ssh-rsa", "ssh-ed25519"])
  static let userKey = key(for: "a user", types: SSHPublicKey.types)

  private static func key(for whom: String, types: [String]) -> TextRule {
    TextRule(
      what: "a public key", right: "write one line like ssh-ed25519 AAAA… name@host",
      pattern: "^(" + types.map { $0.replacing(".", with: "\\.") }.joined(separator: "|")
        + ") +[A-Za-z0-9+/]+={0,2}( .*)?\\n?$",
      isHidden: true,
      remark: { text in
        do throws(SSHPublicKey.Fault) {
          let key = try SSHPublicKey(text)
          return types.contains(key.type)
            ? nil
            : "Azure takes no key of the type \(key.type) for \(whom); write one of \(types.joined(separator: ", "))"
        } catch {
          return error.message
        }
      },
      accepts: { (try? SSHPublicKey($0)) != nil })
  }

  static let identity = resource(
    "a managed identity's resource id", "Microsoft.ManagedIdentity/userAssignedIdentities",
    pattern: #"[mM]icrosoft\.[mM]anaged[iI]dentity/userAssignedIdentities/[^/]+"#)

  static let domainName = TextRule(
    what: "a domain's name", right: "write one like corp.example.com",
    pattern: #"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"#
  ) { isHostName($0) && $0.contains(".") }

  static let domainUser = TextRule(
    what: "a user of a domain", right: "write one like joiner@corp.example.com", pattern: #"^[A-Za-z0-9._@\\-]{1,256}$"#
  ) { $0.isMade(of: Letters.isAlphanumeric, or: "-_.@\\", first: Letters.isAlphanumeric, count: 1...256) }

  /// What Windows refuses in the name of a group, and what divides groups in SSSD's lists; `@` is for their domain.
  static let domainGroup = TextRule(
    what: "a group of a domain",
    right: "write its name, like Data Scientists, or with its domain, like ds@corp.example",
    pattern: #"^[^-"\[\]:;|=+*?<>/\\,\x00-\x1F\x7F][^"\[\]:;|=+*?<>/\\,\x00-\x1F\x7F]{0,255}$"#
  ) { text in
    isLine(256)(text) && !text.hasPrefix("-") && !text.contains { "\"[]:;|=+*?<>/\\,".contains($0) }
      && text.first != " " && text.last != " "
  }

  static let organizationalUnit = TextRule(
    what: "an organizational unit", right: "write one like OU=Pools,DC=corp,DC=example,DC=com", pattern: "^(OU|CN)=.+$"
  ) { text in (text.hasPrefix("OU=") || text.hasPrefix("CN=")) && isLine(1024)(text) }

  /// The id of a resource of one type.
  static func resource(_ what: String, _ type: String, pattern: String) -> TextRule {
    TextRule(
      what: what, right: "write /subscriptions/…/resourceGroups/…/providers/\(type.resourcePath)",
      pattern: "^/[sS]ubscriptions/[^/]+/[rR]esource[gG]roups/[^/]+/providers/\(pattern)$"
    ) { ResourceID($0)?.type == ResourceType(type) }
  }
}

extension String {
  /// A type with places for the names: `P/a/b` becomes `P/a/…/b/…`.
  fileprivate var resourcePath: String {
    let parts = split(separator: "/")
    return parts.prefix(1).joined() + parts.dropFirst().map { "/\($0)/…" }.joined()
  }
}
