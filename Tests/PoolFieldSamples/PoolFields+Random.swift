package import Pools
package import Templates

/// Pools by their own fields, as the manifests' checks would let them through.
package enum PoolFieldSample {
  package static let file = "manifests/vision.yaml"
  package static let manifest = SourceLocation(file: file, line: 1)
  package static let group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds-shared/providers"
  /// What no text but a secret's own place may hold: every sample's secrets are kept under names with this in them.
  package static let secretMark = "KEPT_ELSEWHERE"

  package struct Malformed: Error {
    let text: String
  }

  package static func id(_ tail: String) throws -> ResourceID {
    guard let id = ResourceID("\(group)/\(tail)") else { throw Malformed(text: tail) }
    return id
  }

  /// The smallest pool of a system.
  package static func plain(_ system: PoolFields.System = .ubuntu) throws -> PoolFields {
    guard let name = PoolName("vision"), let location = Location("westus2") else { throw Malformed(text: "vision") }
    let isUbuntu = system == .ubuntu
    let image: MachineFields.Image = .marketplace(
      publisher: "microsoft-dsvm", offer: isUbuntu ? "ubuntu-2204" : "dsvm-win-2022",
      sku: isUbuntu ? "2204-gen2" : "winserver-2022", version: "latest", plan: nil)
    var machine = MachineFields(size: "Standard_D4s_v5", image: image, namePrefix: "vision")
    machine.health = MachineFields.Health(channel: .tcp, port: isUbuntu ? 22 : 3389)
    let port = isUbuntu ? AccessFields.Port(name: "ssh", number: 22) : AccessFields.Port(name: "rdp", number: 3389)
    return PoolFields(
      name: name, location: location, system: system, machine: machine, count: .instances(2),
      admin: isUbuntu
        ? Administrator(username: "dsvmadmin", sshKeys: ["ssh-ed25519 AAAAadmin"])
        : Administrator(username: "dsvmadmin", password: .environment("ADMIN_\(secretMark)")),
      access: AccessFields(ports: [port], allowFrom: []),
      network: .own(addressSpace: "10.0.0.0/16", subnet: "10.0.0.0/20"), update: UpdateFields(policy: .rolling),
      manifest: manifest)
  }
}

extension PoolFields {
  /// A pool of any features together, the same for the same seed.
  package static func random(_ seed: UInt64) throws -> PoolFields {
    var chance = Chance(seed: seed)
    var fields = try PoolFieldSample.plain(chance.once(in: 3) ? .windows : .ubuntu)
    fields.orchestration = chance.once(in: 4) ? .flexible : .uniform
    fields.count = chance.once(in: 2) ? .instances(chance.next(5)) : .autoscale(chance.autoscale())
    try chance.fill(&fields.machine, of: fields.system)
    chance.people(&fields)
    chance.access(&fields.access, of: fields.system)
    if chance.once(in: 3) {
      fields.network = .existing(try PoolFieldSample.id("Microsoft.Network/virtualNetworks/hub/subnets/pools"))
    }
    fields.share = try chance.share(fields.system)
    fields.identity = try chance.identity()
    if fields.orchestration == .flexible {
      fields.identity.isSystemAssigned = false
      fields.identity.hasEntraLogin = false
      if fields.identity.userAssigned.isEmpty { fields.identity.keyVault = nil }
    }
    fields.update.policy = chance.one(of: UpdateFields.Policy.allCases)
    fields.update.maxUnavailable = chance.next(in: 5...100)
    if chance.once(in: 2) { fields.tags = ["costCentre": "4711", "[odd": "[not an expression]"] }
    fields.places = chance.places(of: fields)
    return fields
  }
}

extension Chance {
  fileprivate mutating func people(_ fields: inout PoolFields) {
    let isWindows = fields.system == .windows
    if isWindows || once(in: 2) {
      let vault = "\(PoolFieldSample.group)/Microsoft.KeyVault/vaults/team"
      fields.admin.password = one(of: [
        .environment("ADMIN_\(PoolFieldSample.secretMark)"), .file("/run/\(PoolFieldSample.secretMark)"),
        .keyVault(vault: vault, secret: PoolFieldSample.secretMark, version: nil),
      ])
      if once(in: 2) { fields.admin.sshKeys = [] }
    }
    fields.users = some(of: ["ana", "ben", "chloe"]).map { name in
      User(
        name: name, sshKeys: ["ssh-ed25519 AAAA\(name)", "ssh-rsa BBBB\(name)"],
        password: once(in: isWindows ? 2 : 3) ? .environment("\(name.uppercased())_\(PoolFieldSample.secretMark)") : nil
      )
    }
  }

  fileprivate mutating func access(_ access: inout AccessFields, of system: PoolFields.System) {
    var ports = [AccessFields.Port(name: "ssh", number: 22)]
    ports.append(
      system == .windows
        ? AccessFields.Port(name: "rdp", number: 3389) : AccessFields.Port(name: "jupyterhub", number: 8000))
    ports.append(AccessFields.Port(name: "dash'board", number: 8050))
    access.ports = some(of: ports).sorted { $0.number < $1.number }
    access.allowFrom = some(of: [
      "203.0.113.0/24", "198.51.100.7", "2001:db8::/32", "VirtualNetwork", "AzureCloud.westeurope", "Internet",
    ])
    access.isPublic = !once(in: 3)
    if access.isPublic, once(in: 2) { access.dnsLabel = "vision-pool" }
    access.idleTimeout = next(in: 4...30)
    access.hasAffinity = !once(in: 3)
  }

  fileprivate mutating func share(_ system: PoolFields.System) throws -> ShareFields? {
    let mount = system == .ubuntu ? "/datamnt/team" : "S:"
    let key = SecretReference.environment("FILES_\(PoolFieldSample.secretMark)")
    switch next(4) {
    case 0:
      let account = try PoolFieldSample.id("Microsoft.Storage/storageAccounts/teamfiles")
      return ShareFields(
        kind: .smb(account: "teamfiles", share: "team", key: key), mountPath: mount,
        accountID: once(in: 2) ? account : nil)
    case 1 where system == .ubuntu:
      return ShareFields(kind: .azureNFS(account: "teamfiles", share: "team"), mountPath: mount)
    case 2 where system == .ubuntu:
      return ShareFields(kind: .nfs(server: "10.1.0.4", export: "/pools"), mountPath: mount)
    default: return nil
    }
  }

  fileprivate mutating func identity() throws -> IdentityFields {
    var identity = IdentityFields()
    identity.hasEntraLogin = once(in: 3)
    identity.isSystemAssigned = identity.hasEntraLogin || once(in: 2)
    identity.userAssigned = try some(of: ["pools", "readers"]).map {
      try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/\($0)")
    }
    if once(in: 3) { identity.keyVault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team") }
    if once(in: 4) {
      identity.domain = IdentityFields.Domain(
        name: "corp.example.com", organizationalUnit: once(in: 2) ? "OU=Pools,DC=corp,DC=example,DC=com" : nil,
        username: one(of: ["joiner", "CORP\\joiner", "joiner@corp.example.com"]),
        password: .environment("DOMAIN_\(PoolFieldSample.secretMark)"))
      identity.domain?.groups = some(of: ["Data Scientists", "ds@corp.example.com"])
    }
    return identity
  }
}
