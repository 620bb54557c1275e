import Crypto
import Pools

extension GuestSetup {
  /// The extension that sets up an Ubuntu machine: one shell program with the pool's values behind it.
  ///
  /// Values are base 64 there, so none can be anything but a value; secrets stay expressions, and are last. All others
  /// are in variables, so that the template is the same for all pools that are made alike.
  package func linuxExtension() -> GuestExtension {
    let start = GuestScripts.linuxStart + linuxValues
    let end = "VALUES\n"
    let secrets = linuxSecrets
    var variables: [String: JSONValue] = [:]
    let script: JSONValue
    if secrets.isEmpty {
      script = .string(Base64.encode(Array((start + end).utf8)))
    } else {
      variables["guestSetup"] = .string(start)
      variables["guestWords"] = .array(secrets.map { .string($0.word + " ") })
      let lines = secrets.enumerated().map { index, secret in
        "variables('guestWords')[\(index)], base64(\(secret.expression)), " + Self.newline
      }
      script = .string(
        "[base64(concat(variables('guestSetup'), \(lines.joined(separator: ", ")), \(Expression.string(end).text)))]")
    }
    return GuestExtension(
      body: self.extension(
        publisher: "Microsoft.Azure.Extensions", type: "CustomScript", version: "2.1",
        digestOf: start + secrets.map { "\($0.word) \($0.expression)\n" }.joined(),
        protected: ["script": script]),
      variables: variables)
  }

  /// A line's end as an expression.
  private static var newline: String { Expression.string("\n").text }

  /// The words that `read_values` of the program knows, secrets aside.
  private var linuxValues: String {
    var lines: [String] = []
    func add(_ word: String, _ value: String) { lines.append("\(word) \(Base64.encode(Array(value.utf8)))") }
    for user in users {
      add(user.isAdministrator ? "admin" : "user", user.name)
      lines += user.sshKeys.compactMap(Self.keyLine).map { "key \($0)" }
    }
    if let share {
      switch share.kind {
      case .smb(let host, let name, let account, _):
        add("smb", host)
        add("name", name)
        add("account", account)
      case .nfs(let server, let export, let version):
        add("nfs", server)
        add("name", export)
        add("version", version)
      }
      add("path", share.mountPath)
      add("wait", String(shareWait))
    }
    if let keyVault {
      add("vault", keyVault)
      if let vaultIdentity { add("identity", vaultIdentity.description) }
      add("program", GuestScripts.vault)
    }
    if let domain {
      add("domain", domain.name)
      if let unit = domain.organizationalUnit { add("unit", unit) }
      domain.groups.forEach { add("group", $0) }
      add("joiner", domain.username)
    }
    disks.forEach { add("disk", String($0.unit)) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The words in front of a secret, and the expression that gives it.
  private var linuxSecrets: [(word: String, expression: String)] {
    var secrets: [(word: String, expression: String)] = []
    if case .smb(_, _, _, let key)? = share?.kind { secrets.append(("sharekey", key)) }
    for user in users {
      guard let password = user.passwordExpression else { continue }
      secrets.append(("password \(Base64.encode(Array(user.name.utf8)))", password))
    }
    if let domain { secrets.append(("domainpassword", domain.passwordExpression)) }
    return secrets
  }

  /// A public key as a line of printable ASCII: without its comment where that is none, and nil where the key itself is
  /// none, which could say something else to the program, and opens nothing.
  static func keyLine(_ key: String) -> String? {
    func isLine(_ text: some StringProtocol) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { 0x20 <= $0 && $0 < 0x7F }
    }
    if isLine(key) { return key }
    let words = key.split(separator: " ", maxSplits: 2)
    return words.count == 3 && isLine(words[0]) && isLine(words[1]) ? "\(words[0]) \(words[1])" : nil
  }

  /// Its tag is a digest of all that changes what it does but the secrets' values, and in words whom and what it is for: in
  /// a plan that is all that people can read of it.
  func `extension`(
    publisher: String, type: String, version: String, digestOf text: String, protected: JSONValue
  ) -> JSONValue {
    let digest = SHA256.hash(data: Array(text.utf8)).prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return [
      "name": "weir-setup",
      "properties": [
        "publisher": .string(publisher), "type": .string(type), "typeHandlerVersion": .string(version),
        "autoUpgradeMinorVersion": true, "forceUpdateTag": .string("\(digest.joined()) \(summary)"), "settings": [:],
        "protectedSettings": protected,
      ],
    ]
  }
}
