import Pools
import Templates

/// Reads a live pool back into the fields that Weir would have written it from: the inverse of `PoolFields.template()`.
///
/// It reads what is there and leaves open whether that was all: whoever asks holds the fields' own template against the
/// live state. Secrets are placeholders.
struct LiveFields {
  let pool: LivePool
  let name: PoolName

  var body: JSONValue { pool.scaleSet.body }
  var profile: JSONValue { body.at("properties.virtualMachineProfile") ?? .null }

  /// The one resource of a type in the pool.
  func only(_ type: String) throws(Inexpressible) -> ResourceDocument? {
    let found = pool.resources.filter { $0.type.folded == type.lowercased() }
    guard found.count < 2 else { throw Inexpressible("it has \(found.count) resources of the type \(type)") }
    return found.first
  }

  func fields() throws(Inexpressible) -> PoolFields {
    let system = try system()
    var fields = PoolFields(
      name: name, location: pool.location, system: system, machine: try machine(system), count: try count(),
      admin: try administrator(system), access: try access(), network: try network(), update: try update(),
      manifest: SourceLocation(file: "\(name).yaml", line: 1))
    guard let orchestration = PoolFields.Orchestration(azure: body.text("properties.orchestrationMode") ?? "Uniform")
    else { throw Inexpressible("its orchestration mode is unknown") }
    fields.orchestration = orchestration
    fields.identity = try identity(system)
    for (name, value) in body.at("tags")?.object ?? [:] {
      guard ![OwnershipTag.pool, OwnershipTag.managedBy].contains(name.lowercased()) else { continue }
      fields.tags[name] = value.string
    }
    return fields
  }

  private func system() throws(Inexpressible) -> PoolFields.System {
    if profile.at("osProfile.windowsConfiguration") != nil { return .windows }
    if profile.at("osProfile.linuxConfiguration") != nil { return .ubuntu }
    // Azure answers an empty configuration of machines that have nothing special in it.
    switch profile.text("storageProfile.osDisk.osType")?.lowercased() {
    case "windows": return .windows
    case "linux": return .ubuntu
    default: throw Inexpressible("its machines' system cannot be told")
    }
  }

  private func administrator(_ system: PoolFields.System) throws(Inexpressible) -> Administrator {
    guard let username = profile.text("osProfile.adminUsername") else {
      throw Inexpressible("its machines have no administrator")
    }
    let linux = profile.at("osProfile.linuxConfiguration")
    let hasPassword = system == .windows || linux?.flag("disablePasswordAuthentication") != true
    return Administrator(
      username: username, sshKeys: linux?.list("ssh.publicKeys").compactMap { $0.text("keyData") } ?? [],
      password: hasPassword ? placeholder("admin password") : nil)
  }

  /// A secret's place, to be filled by a person: Azure never tells what is in it.
  func placeholder(_ what: String) -> SecretReference {
    let words = "\(name) \(what)".uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return .environment(String(words))
  }

  private func update() throws(Inexpressible) -> UpdateFields {
    guard let policy = UpdateFields.Policy(azure: body.text("properties.upgradePolicy.mode") ?? "Manual") else {
      throw Inexpressible("its upgrade policy is unknown")
    }
    var update = UpdateFields(policy: policy)
    if let share = body.number("properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyInstancePercent") {
      update.maxUnavailable = share
    }
    return update
  }

  private func identity(_ system: PoolFields.System) throws(Inexpressible) -> IdentityFields {
    var identity = IdentityFields()
    let kinds = body.text("identity.type")?.lowercased() ?? ""
    identity.isSystemAssigned = kinds.contains("systemassigned")
    identity.userAssigned = (body.at("identity.userAssignedIdentities")?.object ?? [:]).keys
      .compactMap { ResourceID($0) }.sorted()
    for element in extensions {
      switch element.text("properties.type")?.lowercased() {
      case "applicationhealthlinux"?, "applicationhealthwindows"?: continue
      case "aadsshloginforlinux"?, "aadloginforwindows"?: identity.hasEntraLogin = true
      case "jsonaddomainextension"?: identity.domain = try domain(element.at("properties.settings") ?? .null)
      // What no field says, the fields' own template does not have, and so it is found.
      default: continue
      }
    }
    identity.keyVault = keyVault()
    return identity
  }

  /// The vault whose secrets all identities of the machines may read; nil where there is none, or more than one.
  private func keyVault() -> ResourceID? {
    let given = body.at("identity.userAssignedIdentities")?.object ?? [:]
    let principals = ([body.text("identity.principalId")] + given.values.map { $0.text("principalId") })
      .compactMap { $0?.lowercased() }
    let readers = Dictionary(
      grouping: pool.rights.filter { right in
        right.role == MachineRole.vault.rawValue
          && right.id.extended?.type.description.lowercased() == "microsoft.keyvault/vaults"
      }, by: \.id.extended)
    let vaults = readers.filter { Set($0.value.compactMap(\.principal)).isSuperset(of: principals) }.keys.compactMap {
      $0
    }
    return vaults.count == 1 ? vaults[0] : nil
  }

  private func domain(_ settings: JSONValue) throws(Inexpressible) -> IdentityFields.Domain {
    guard let name = settings.text("Name"), let user = settings.text("User") else {
      throw Inexpressible("the domain that it joins cannot be told")
    }
    let prefix = "\(name)\\"
    return IdentityFields.Domain(
      name: name, organizationalUnit: settings.text("OUPath"),
      username: user.hasPrefix(prefix) ? String(user.dropFirst(prefix.count)) : user,
      password: placeholder("domain password"))
  }

  var extensions: [JSONValue] { profile.list("extensionProfile.extensions") }
}
