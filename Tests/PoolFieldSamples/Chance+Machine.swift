import Pools
import Templates

extension Chance {
  mutating func fill(_ machine: inout MachineFields, of system: PoolFields.System) throws {
    machine.size = one(of: ["Standard_D4s_v5", "Standard_NC4as_T4_v3", "Standard_B2ms"])
    switch next(4) {
    case 0:
      machine.image = .resource(
        try PoolFieldSample.id("Microsoft.Compute/galleries/images/images/dsvm/versions/1.2.3"))
    case 1:
      machine.image = .marketplace(
        publisher: "vendor", offer: "science", sku: "gen2", version: "1.0.0",
        plan: MachineFields.Plan(name: "gen2", publisher: "vendor", product: "science"))
    default: break
    }
    machine.zones = some(of: ["1", "2", "3"])
    if once(in: 3) { machine.spot = MachineFields.Spot(eviction: one(of: MachineFields.Spot.Eviction.allCases)) }
    machine.systemDisk = MachineFields.Disk(
      size: once(in: 2) ? next(in: 128...1024) : nil, type: one(of: ["Premium_LRS", "StandardSSD_LRS"]))
    machine.dataDisks = (0..<next(3)).map { unit in
      MachineFields.Disk(
        size: next(in: 4...4096), type: one(of: ["Premium_LRS", "UltraSSD_LRS", "PremiumV2_LRS"]), unit: unit)
    }
    machine.hasTrustedLaunch = !once(in: 3)
    machine.hasSecureBoot = !machine.hasTrustedLaunch || MachineFields.secureBoot(onSize: machine.size, of: system)
    if machine.hasTrustedLaunch, once(in: 3) { machine.hasSecureBoot.toggle() }
    machine.hasEncryptionAtHost = once(in: 3)
    machine.hasBootDiagnostics = !once(in: 4)
    health(&machine)
    machine.scaleIn = one(of: MachineFields.ScaleIn.allCases)
  }

  private mutating func health(_ machine: inout MachineFields) {
    switch next(4) {
    case 0: machine.health = nil
    case 1: machine.health = MachineFields.Health(channel: .https, port: 8000, path: "/hub/health")
    case 2: machine.health = MachineFields.Health(channel: .http, port: 8050, path: "/alive")
    default: break
    }
    if machine.health != nil, once(in: 2) { machine.repairsAfter = next(in: 10...90) }
  }

  mutating func autoscale() -> Autoscale {
    let minimum = next(3)
    var autoscale = Autoscale(minimum: minimum, maximum: minimum + 1 + next(8), initial: minimum + next(2))
    if once(in: 2) {
      autoscale.scaleOut = Autoscale.Rule(
        metric: "Percentage CPU", threshold: next(in: 50...90), window: next(in: 5...60), by: next(in: 1...3),
        cooldown: next(in: 1...90))
      autoscale.scaleIn = Autoscale.Rule(
        metric: "Percentage CPU", threshold: next(in: 5...30), window: 30, by: 1, cooldown: 30)
    }
    let week = Autoscale.Day.allCases
    let zone = "W. Europe Standard Time"
    let schedules = [
      Autoscale.Schedule(
        name: "nights", days: Array(week.prefix(5)), from: 20 * 60, to: 7 * 60, timeZone: zone, minimum: 0, maximum: 0),
      Autoscale.Schedule(
        name: "mornings", days: Array(week.prefix(5)), from: 8 * 60 + 30, to: 12 * 60, timeZone: zone, minimum: 2,
        maximum: 6),
      Autoscale.Schedule(
        name: "weekend", days: Array(week.suffix(1)), from: 0, to: 0, timeZone: zone, minimum: 0, maximum: 1),
    ]
    autoscale.schedules = some(of: schedules)
    return autoscale
  }

  /// A place for some of the fields, each on a line of its own.
  mutating func places(of fields: PoolFields) -> [String: SourceLocation] {
    var names = [
      "metadata.name", "spec.location", "spec.size", "spec.instances", "spec.autoscale.minimum",
      "spec.autoscale.maximum", "spec.autoscale.default", "spec.zones", "spec.priority", "spec.osDisk.type",
      "spec.access.allowFrom", "spec.access.idleTimeout", "spec.access.affinity", "spec.update.policy",
      "spec.admin.username", "spec.admin.password", "spec.tags", "spec.identity.keyVault", "spec.network.subnet",
      "spec.access.ports",
    ]
    names += fields.users.indices.map { "spec.users[\($0)].password" }
    var places: [String: SourceLocation] = [:]
    for (line, name) in some(of: names).enumerated() {
      places[name] = SourceLocation(file: PoolFieldSample.file, line: line + 2, column: 5)
    }
    return places
  }
}
