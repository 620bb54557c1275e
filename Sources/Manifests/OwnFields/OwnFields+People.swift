import Pools
import Templates

extension OwnFields {
  mutating func administrator() -> Administrator? {
    let node = spec["admin"]
    guard node.isSaid else { return nil }
    let (username, password) = (node["username"], node["password"])
    checkName(username)
    let keys = keys(node["sshKeys"])
    if isSystemKnown, password.isUnsaid {
      if isWindows {
        missing(password, "Windows needs one: write {environment: …}, {file: …} or {keyVault: …}")
      } else if node["sshKeys"].isUnsaid || node["sshKeys"].elements?.isEmpty == true {
        fault(
          at: node["sshKeys"].place,
          "spec.admin.sshKeys is missing; write the administrator's public keys, or a password")
      }
    }
    guard let name = username.text else { return nil }
    return Administrator(username: name, sshKeys: keys, password: password.secret)
  }

  /// The users, sorted by name.
  mutating func users(besides administrator: String?) -> [User] {
    var users: [User] = []
    var places = administrator.map { [folded($0): spec["admin"]["username"]] } ?? [:]
    let elements = spec["users"].elements ?? []
    if elements.count > Self.mostUsers {
      fault(
        elements[Self.mostUsers],
        "these are \(elements.count) users and a pool has room for \(Self.mostUsers); "
          + "join a domain, or sign in with Entra ID")
    }
    for element in elements {
      let (name, password) = (element["name"], element["password"])
      checkName(name)
      checkReserved(name)
      let keys = keys(element["sshKeys"])
      if isSystemKnown { checkWayIn(of: element) }
      guard let text = name.text else { continue }
      if let other = places.updateValue(name, forKey: folded(text)) {
        let whose = other.path == "spec.admin.username" ? "the administrator's name" : "another user's name"
        fault(name, "\(Quoted.text(text)) is \(whose) too (\(other.place)); keep one of them")
        places[folded(text)] = other
        continue
      }
      users.append(User(name: text, sshKeys: keys, password: password.secret))
    }
    return users.sorted { $0.name < $1.name }
  }

  /// What a script that makes them all fits into the settings of an extension with.
  private static let mostUsers = 200

  /// Looks whether users, groups and disks fit into the one command that sets up a Windows machine, and their keys into
  /// its user data.
  mutating func checkSetup(of pool: PoolFields) {
    let node = spec["users"].isSaid ? spec["users"] : spec
    if pool.setupOverflow > 0 {
      fault(
        node,
        "the set-up of a Windows machine has no room for so many passwords, groups and data disks, by "
          + "\(pool.setupOverflow) characters of \(GuestSetup.windowsCommandLimit); "
          + "give people keys alone, or put them into a group of a domain")
    }
    if pool.keysOverflow > 0 {
      fault(
        node,
        "the keys are \(pool.keysOverflow) characters too long for the user data of a Windows machine, which takes "
          + "\(GuestSetup.userDataLimit); write Ed25519 keys, which are short, or take some out")
    }
  }

  /// Windows does not tell capitals from small letters.
  private func folded(_ name: String) -> String { isWindows ? name.lowercased() : name }

  private mutating func checkWayIn(of user: FieldNode) {
    guard !Self.hasKeys(user), user["password"].isUnsaid else { return }
    fault(
      at: user.place,
      "\(user.path).sshKeys is missing; write the user's public keys, or a password, which "
        + "\(isWindows ? "the desktop" : "JupyterHub") asks for")
  }

  private static func hasKeys(_ user: FieldNode) -> Bool {
    !user["sshKeys"].isUnsaid && user["sshKeys"].elements?.isEmpty != true
  }

  /// Looks for users whom nothing but SSH lets in, and for SSH where nobody has a key.
  mutating func checkKeys(of admin: Administrator?, _ users: [User], for access: AccessFields) {
    guard isSystemKnown, !spec["access"]["ports"].isWrong else { return }
    let isOpen = access.ports.contains { $0.number == Self.sshPort }
    if !isOpen {
      for user in spec["users"].elements ?? [] where Self.hasKeys(user) && user["password"].isUnsaid {
        warn(
          user["sshKeys"], .keysWithoutPort,
          "these open SSH and nothing else, and port 22 is not among access.ports; write ssh there, or a password")
      }
    }
    adviseOnPasswords(admin, users)
    let hasKeys = admin?.sshKeys.isEmpty == false || users.contains { !$0.sshKeys.isEmpty }
    guard isWindows, !hasKeys, spec["image"].isUnsaid else { return }
    for port in spec["access"]["ports"].elements ?? [] where port.text == "ssh" {
      warn(
        port, .portWithoutService,
        "an SSH server listens on Windows machines where somebody has keys, and here nobody has; write sshKeys, or take it out"
      )
    }
  }

  private static let sshPort = 22

  /// JupyterHub on the Data Science image asks for the account's password, and takes nothing else.
  private mutating func adviseOnPasswords(_ admin: Administrator?, _ users: [User]) {
    let hasPasswords = admin?.password != nil || users.contains { $0.password != nil }
    guard !isWindows, !hasPasswords, spec["image"].isUnsaid, spec["identity"]["domain"].isUnsaid else { return }
    for port in spec["access"]["ports"].elements ?? [] where port.text == "jupyterhub" {
      warn(
        port, .jupyterhubWithoutPassword,
        "JupyterHub asks for a password, and nobody of the pool has one; give users a password, or take it out")
    }
  }

  /// What only one of the systems refuses in any account's name.
  private mutating func checkName(_ node: FieldNode) {
    guard let name = node.text, isSystemKnown else { return }
    let shown = Quoted.text(name)
    if isWindows {
      if name.utf8.count > 20 {
        fault(node, "\(shown) has \(name.utf8.count) characters and Windows takes 20; write a shorter one")
      } else if name.hasSuffix(".") {
        fault(node, "\(shown) ends in a period, which Windows refuses; take it out")
      } else if ReservedNames.windowsDevices.contains(name.lowercased()) {
        fault(node, "\(shown) is the name of a device of Windows; write another")
      }
    } else if !name.isMade(of: Letters.isSmallAlphanumeric, or: "_-", count: 1...32) {
      fault(
        node,
        #"\#(shown) is not a user name of Ubuntu; write small letters, digits, "-" and "_", a letter or "_" first"#)
    }
  }

  /// What the system has of its own already.
  private mutating func checkReserved(_ node: FieldNode) {
    guard let name = node.text, isSystemKnown else { return }
    let taken = isWindows ? ReservedNames.windows.contains(name.lowercased()) : ReservedNames.ubuntu.contains(name)
    if taken {
      fault(
        node,
        "\(Quoted.text(name)) is an account or a group of \(isWindows ? "Windows" : "Ubuntu")'s own; write another name"
      )
    }
  }

  // MARK: Identity

  mutating func identity() -> IdentityFields {
    let node = spec["identity"]
    var identity = IdentityFields()
    guard node.isSaid else { return identity }
    let (system, entra, vault) = (node["systemAssigned"], node["entraLogin"], node["keyVault"])
    identity.hasEntraLogin = entra.bool ?? false
    let users = distinct(node["userAssigned"].elements ?? [], folded: true)
    identity.userAssigned = users.compactMap { ResourceID($0) }.sorted()
    identity.keyVault = vault.id
    let hasUsers = !users.isEmpty || node["userAssigned"].isWrong
    identity.isSystemAssigned = system.bool ?? (identity.hasEntraLogin || vault.isSaid && !hasUsers)
    if system.bool == false, identity.hasEntraLogin {
      let (culprit, other) = culprit(system, entra)
      fault(
        culprit,
        "signing in with Entra ID needs the machines' own identity, and \(other.path) says otherwise (\(other.place)); take one of them out"
      )
    }
    if vault.isSaid, system.bool == false, !hasUsers {
      fault(
        vault,
        "the machines have no identity to read the vault by (systemAssigned is false, \(system.place)); give them one")
    }
    if spec["orchestration"].text == "flexible", identity.isSystemAssigned {
      fault(
        at: node.keyPlace,
        "spec.identity: Flexible scale sets take no identity of their own, only userAssigned ones; "
          + "write those, or orchestration: uniform (\(spec["orchestration"].place))")
    }
    identity.domain = domain(node["domain"], entra: entra)
    return identity
  }

  /// Whoever is on a machine may read what it may: the vault of the machines is no place for the pool's own secrets.
  mutating func checkVault(_ identity: IdentityFields, admin: Administrator?, users: [User], share: ShareFields?) {
    guard let vault = identity.keyVault else { return }
    var secrets = [admin?.password, identity.domain?.password] + users.map(\.password)
    if case .smb(_, _, let key)? = share?.kind { secrets.append(key) }
    let isShared = secrets.contains { secret in
      guard case .keyVault(let id, _, _)? = secret else { return false }
      return ResourceID(id) == vault
    }
    if isShared {
      fault(
        spec["identity"]["keyVault"],
        "everybody on the machines may read this vault, and a password or a key of the pool itself is kept in it; "
          + "name another vault")
    }
  }

  private mutating func domain(_ node: FieldNode, entra: FieldNode) -> IdentityFields.Domain? {
    guard node.isSaid else { return nil }
    if isWindows, entra.bool == true {
      fault(
        at: node.keyPlace,
        "spec.identity.domain: a Windows machine is in a domain or in Entra ID, and entraLogin says Entra ID (\(entra.place)); "
          + "take one of them out")
    }
    guard let name = node["name"].text, let user = node["username"].text, let password = node["password"].secret
    else { return nil }
    let groups = distinct(node["groups"].elements ?? [], folded: true)
    if groups.isEmpty, !node["groups"].isWrong {
      warn(
        node["groups"], .domainWithoutGroups,
        "nobody of the domain may sign in where no group is named; write the groups that may, or groups: [] and a silence"
      )
    }
    var domain = IdentityFields.Domain(
      name: name, organizationalUnit: node["organizationalUnit"].text, username: user, password: password)
    domain.groups = groups
    return domain
  }
}
