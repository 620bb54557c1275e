import PoolFieldSamples
import Pools
import Templates
import Testing

/// One field of a pool that is changed, and all that its plan then says.
///
/// A line is a resource's name, a path within it, and the kind of the change, with `(secret)` where the value after it
/// is hidden. In paths, `machine` is `properties.virtualMachineProfile`, `card` its network card, `extension[…]` an
/// extension of the machines, `after …` the autoscale profile that ends a schedule, and a role assignment, whose name is
/// a GUID, is a `right`.
struct PoolChange: Sendable, CustomTestStringConvertible {
  /// What the field is changed in.
  enum Sample: Sendable {
    /// The smallest Ubuntu pool, with two zones, a disk's size and a network to come in from.
    case plain
    /// An Ubuntu pool with every feature.
    case rich
    case windows
    /// The rich and the Windows pool, with a group of the domain that may sign in.
    case grouped, groupedWindows

    var isWindows: Bool { self == .windows || self == .groupedWindows }
  }

  var testDescription: String
  var sample: Sample
  var lines: [String]
  var change: @Sendable (inout PoolFields) throws -> Void

  init(
    _ name: String, in sample: Sample = .plain, _ lines: [String],
    _ change: @escaping @Sendable (inout PoolFields) throws -> Void
  ) {
    testDescription = name
    self.sample = sample
    self.lines = lines
    self.change = change
  }

  static let all = machine + disks + policies + people + shares + identities + domains + network + counts + schedules
}

extension PoolChange.Sample {
  func fields() throws -> PoolFields {
    var fields = try PoolFieldSample.plain(isWindows ? .windows : .ubuntu)
    fields.machine.zones = ["1", "2"]
    fields.machine.systemDisk.size = 128
    fields.access.allowFrom = ["203.0.113.0/24"]
    if isWindows {
      fields.users = [User(name: "ana", sshKeys: [], password: .environment("ANA"))]
      fields.identity.domain = Self.domain
    }
    if self == .rich || self == .grouped { try Self.enrich(&fields) }
    if self == .grouped || self == .groupedWindows { fields.identity.domain?.groups = ["Analysts"] }
    return fields
  }

  private static let domain = IdentityFields.Domain(
    name: "corp.example.com", organizationalUnit: "OU=Pools,DC=corp,DC=example,DC=com", username: "joiner",
    password: .environment("DOMAIN"))

  private static func enrich(_ fields: inout PoolFields) throws {
    fields.machine.spot = .init(eviction: .deallocate)
    fields.machine.dataDisks = [.init(size: 256, type: "Premium_LRS", unit: 0)]
    fields.machine.health = .init(channel: .http, port: 8000, path: "/hub/health")
    fields.machine.repairsAfter = 30
    fields.admin.password = .environment("ADMIN")
    fields.users = [User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"], password: .environment("ANA"))]
    fields.access.ports.append(.init(name: "jupyterhub", number: 8000))
    fields.access.dnsLabel = "vision-pool"
    fields.share = ShareFields(
      kind: .smb(account: "teamfiles", share: "team", key: .environment("FILES")), mountPath: "/datamnt/team",
      accountID: try PoolFieldSample.id("Microsoft.Storage/storageAccounts/teamfiles"))
    fields.identity.isSystemAssigned = true
    fields.identity.userAssigned = [
      try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")
    ]
    fields.identity.keyVault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team")
    fields.identity.domain = domain
    fields.tags = ["costCentre": "4711"]
    fields.count = .autoscale(autoscale)
  }

  static let nights = Autoscale.Schedule(
    name: "nights", days: [.monday, .tuesday], from: 20 * 60, to: 7 * 60, timeZone: "W. Europe Standard Time",
    minimum: 0, maximum: 1)

  private static let autoscale = Autoscale(
    minimum: 1, maximum: 6, initial: 2,
    scaleOut: Autoscale.Rule(metric: "Percentage CPU", threshold: 70, window: 10, by: 1, cooldown: 5),
    scaleIn: Autoscale.Rule(metric: "Percentage CPU", threshold: 20, window: 30, by: 1, cooldown: 30),
    schedules: [nights])
}

extension PoolFields {
  /// Changes the autoscaler of a pool that has one.
  mutating func autoscale(_ change: (inout Autoscale) -> Void) {
    guard case .autoscale(var autoscale) = count else { return }
    change(&autoscale)
    count = .autoscale(autoscale)
  }

  /// Changes the first schedule of a pool that has one.
  mutating func schedule(_ change: (inout Autoscale.Schedule) -> Void) { autoscale { change(&$0.schedules[0]) } }
}

extension MachineFields.Image {
  /// The data science image of the samples, one word of it changed.
  static func ubuntu(
    publisher: String = "microsoft-dsvm", offer: String = "ubuntu-2204", sku: String = "2204-gen2",
    version: String = "latest", plan: MachineFields.Plan? = nil
  ) -> Self { .marketplace(publisher: publisher, offer: offer, sku: sku, version: version, plan: plan) }
}

extension PoolChange {
  /// A change as a line of `lines`.
  static func line(_ change: Change) -> String {
    let isRight = change.resource.type.folded == "microsoft.authorization/roleassignments"
    var path = change.path == .root ? "" : " \(change.path)"
    path.replace("properties.virtualMachineProfile", with: "machine")
    path.replace("machine.networkProfile.networkInterfaceConfigurations[name=card].properties", with: "card")
    path.replace("machine.extensionProfile.extensions[name=", with: "extension[")
    path.replace(#"{"name":"Auto created default scale condition","for":""#, with: "after ")
    path.replace(#""}]"#, with: "]")
    let secret: JSONValue = "(secret)"
    let mark = [change.before, change.after].contains(secret) ? " (secret)" : ""
    return "\(isRight ? "right" : change.resource.name)\(path) \(change.kind.rawValue)\(mark)"
  }
}
