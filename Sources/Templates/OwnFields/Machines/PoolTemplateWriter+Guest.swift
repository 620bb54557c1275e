import Pools

extension PoolTemplateWriter {
  /// The set-up on the machine: accounts, share, vault, and Ubuntu's domain.
  ///
  /// It is always there, were it for nobody: it also locks out who is no longer in the manifest. What it holds of the
  /// manifest are parameters too, so that a change of it has a line there.
  mutating func guestExtension() -> (name: String, properties: [String: JSONValue])? {
    let setup = guestSetup()
    let made = fields.system == .ubuntu ? setup.linuxExtension() : setup.windowsExtension()
    guard let name = made.body["name"]?.string, var properties = made.body["properties"]?.object else { return nil }
    let place = fields.users.isEmpty ? "spec.admin" : "spec.users"
    for (name, value) in made.variables.sorted(by: { $0.key < $1.key }) {
      variables[name] = parameters.value(name, value, at: place)
    }
    if let digest = properties["forceUpdateTag"] {
      properties["forceUpdateTag"] = parameters.value("setupDigest", digest, at: place)
    }
    if var settings = properties["protectedSettings"]?.object {
      for (key, value) in settings.sorted(by: { $0.key < $1.key }) where value.string?.hasPrefix("[") == false {
        settings[key] = parameters.value("setup-\(key)", value, at: place)
      }
      properties["protectedSettings"] = .object(settings)
    }
    return (name, properties)
  }

  /// The keys of everybody on Windows, for the user data of the machines; nil elsewhere and where nobody has any.
  mutating func userData() -> JSONValue? {
    guard fields.system == .windows, let keys = guestSetup().windowsKeys else { return nil }
    return parameters.value("userData", .string(keys), at: fields.users.isEmpty ? "spec.admin.sshKeys" : "spec.users")
  }

  mutating func guestSetup() -> GuestSetup {
    let admin = fields.admin
    var users = [
      GuestUser(
        name: admin.username, sshKeys: admin.sshKeys, isAdministrator: true,
        passwordExpression: secret("adminPassword", admin.password, at: "spec.admin.password"))
    ]
    for (index, user) in fields.users.enumerated() {
      users.append(
        GuestUser(
          name: user.name, sshKeys: user.sshKeys,
          passwordExpression: secret("userPassword\(index)", user.password, at: "spec.users[\(index)].password")))
    }
    var setup = GuestSetup(users: users, share: fields.share.map { guestShare($0) })
    let identity = fields.identity
    setup.keyVault = identity.keyVault.map { "https://\($0.name).vault.azure.net" }
    // The machine's own identity goes before the others where it has one, and one alone needs no choice.
    if !hasSystemIdentity, identity.userAssigned.count > 1 { setup.vaultIdentity = identity.userAssigned.first }
    if fields.system == .ubuntu, let domain = identity.domain {
      let password = secret("domainPassword", domain.password, at: "spec.identity.domain.password") ?? ""
      setup.domain = GuestDomain(
        name: domain.name, organizationalUnit: domain.organizationalUnit, username: domain.username,
        passwordExpression: password)
      setup.domain?.groups = domain.groups
    } else if let domain = identity.domain {
      setup.remoteGroups = domain.groups.map { $0.contains("@") ? $0 : domain.name + #"\"# + $0 }
    }
    setup.disks = fields.machine.dataDisks.enumerated().map { index, disk in
      GuestDisk(unit: disk.unit ?? index, size: disk.size ?? 0)
    }
    return setup
  }

  private mutating func guestShare(_ share: ShareFields) -> GuestShare {
    let kind: GuestShare.Kind
    switch share.kind {
    case .smb(let account, let name, let key):
      let expression = secret("shareKey", key, at: "spec.storage.azureFiles.key") ?? ""
      kind = .smb(host: Self.host(of: account), share: name, account: account, keyExpression: expression)
    case .azureNFS(let account, let name):
      kind = .nfs(server: Self.host(of: account), export: "/\(account)/\(name)", version: "4.1")
    // The newest that both sides know.
    case .nfs(let server, let export): kind = .nfs(server: server, export: export, version: "4")
    }
    return GuestShare(kind: kind, mountPath: share.mountPath)
  }

  private static func host(of account: String) -> String { "\(account).file.core.windows.net" }

  /// A secure parameter, as an expression without brackets.
  private mutating func secret(_ name: String, _ reference: SecretReference?, at field: String) -> String? {
    reference.map { String(parameters.secret(name, $0, at: field).inner) }
  }
}

extension PoolFields {
  /// How many characters too long the command is that sets up a Windows machine, where every password is as long as Azure
  /// takes one; 0 where all of it has room.
  package var setupOverflow: Int {
    guard system == .windows else { return 0 }
    var writer = PoolTemplateWriter(self)
    return max(0, writer.guestSetup().windowsCommandLength() - GuestSetup.windowsCommandLimit)
  }

  /// How many characters too long the user data is that a Windows machine has the keys from; 0 where all have room.
  package var keysOverflow: Int {
    guard system == .windows else { return 0 }
    var writer = PoolTemplateWriter(self)
    return max(0, (writer.guestSetup().windowsKeys?.utf8.count ?? 0) - GuestSetup.userDataLimit)
  }

  /// Whether an SSH server listens on the machines: Ubuntu's always, Windows' where somebody has a key for it.
  package var hasSSHServer: Bool {
    system == .ubuntu || !admin.sshKeys.isEmpty || users.contains { !$0.sshKeys.isEmpty }
  }
}
