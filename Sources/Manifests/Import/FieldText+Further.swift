import Pools
import Templates

extension FieldText {
  mutating func people() {
    let admin = fields.admin
    say(
      "admin",
      [
        .init("username", .text(admin.username)),
        admin.sshKeys.isEmpty && !isSaidAround("admin.sshKeys")
          ? nil : .init("sshKeys", .list(admin.sshKeys.map(ManifestNode.text))),
        Self.secret("password", admin.password),
      ])
    guard !fields.users.isEmpty || isSaidAround("users") else { return }
    say(
      "users",
      .list(
        fields.users.map { user in
          .map(
            [
              .init("name", .text(user.name)),
              user.sshKeys.isEmpty ? nil : .init("sshKeys", .list(user.sshKeys.map(ManifestNode.text))),
              Self.secret("password", user.password),
            ].compactMap { $0 })
        }))
  }

  /// The ports that have names of their own.
  private static let named = ["ssh": 22, "jupyterhub": 8000, "rdp": 3389]

  mutating func access() {
    let access = fields.access
    let usual = isWindows ? ["rdp"] : ["ssh", "jupyterhub"]
    let isUsual = access.ports == usual.map { AccessFields.Port(name: $0, number: Self.named[$0] ?? 0) }
    say(
      "access",
      [
        Self.member("dnsLabel", access.dnsLabel, ManifestNode.text),
        isUsual && !isSaidAround("access.ports") ? nil : .init("ports", .list(access.ports.map(port))),
        access.allowFrom.isEmpty && !isSaidAround("access.allowFrom")
          ? nil : .init("allowFrom", .words(access.allowFrom)),
        access.isPublic && !isSaidAround("access.public") ? nil : .init("public", .flag(access.isPublic)),
        access.idleTimeout == 30 && !isSaidAround("access.idleTimeout")
          ? nil : .init("idleTimeout", Self.minutes(access.idleTimeout)),
        access.hasAffinity && !isSaidAround("access.affinity") ? nil : .init("affinity", .flag(access.hasAffinity)),
      ])
  }

  private func port(_ port: AccessFields.Port) -> ManifestNode {
    if Self.named[port.name] == port.number { return .text(port.name) }
    return .map([.init("name", .text(port.name)), .init("port", .number(port.number))])
  }

  mutating func network() {
    switch fields.network {
    case .existing(let subnet): say("network", .map([.init("subnet", .text(subnet.description))]))
    case .own("10.0.0.0/16", "10.0.0.0/20") where !isSaidAround("network"): break
    case .own(let space, let subnet):
      say("network", .map([.init("addressSpace", .text(space)), .init("subnetPrefix", .text(subnet))]))
    }
  }

  mutating func identity() {
    let identity = fields.identity
    say(
      "identity",
      [
        // Said too where another field implies it, since what implies it may go.
        identity.isSystemAssigned || isSaidAround("identity.systemAssigned")
          ? .init("systemAssigned", .flag(identity.isSystemAssigned)) : nil,
        identity.userAssigned.isEmpty && !isSaidAround("identity.userAssigned")
          ? nil : .init("userAssigned", .list(identity.userAssigned.map { .text($0.description) })),
        identity.hasEntraLogin || isSaidAround("identity.entraLogin")
          ? .init("entraLogin", .flag(identity.hasEntraLogin)) : nil,
        Self.member("keyVault", identity.keyVault) { .text($0.description) },
        Self.member("domain", identity.domain) { domain in
          .map(
            [
              .init("name", .text(domain.name)),
              Self.member("organizationalUnit", domain.organizationalUnit, ManifestNode.text),
              .init("username", .text(domain.username)), Self.secret("password", domain.password),
              domain.groups.isEmpty ? nil : .init("groups", .list(domain.groups.map(ManifestNode.text))),
            ].compactMap { $0 })
        },
      ])
  }

  mutating func further() {
    let update = fields.update
    say(
      "update",
      [
        update.policy == .rolling && !isSaidAround("update.policy")
          ? nil : .init("policy", .text("\(update.policy.rawValue.lowercased())")),
        update.policy != .rolling || (update.maxUnavailable == 20 && !isSaidAround("update.maxUnavailable"))
          ? nil : .init("maxUnavailable", .text("\(update.maxUnavailable)%")),
      ])
    if !fields.tags.isEmpty {
      say(
        "tags",
        .map(fields.tags.sorted { $0.key < $1.key }.map { .init($0.key, .scalar(.string($0.value))) }))
    }
  }
}
