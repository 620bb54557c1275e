import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("where a pool's own fields lead in its resources")
struct PoolPlaceTests {
  /// A field, and a change of it alone.
  struct Row: Sendable, CustomTestStringConvertible {
    var field: String
    var change: @Sendable (inout PoolFields) -> Void
    var testDescription: String { field }

    init(_ field: String, _ change: @escaping @Sendable (inout PoolFields) -> Void) {
      self.field = field
      self.change = change
    }
  }

  static let machine = [
    Row("spec.size") { $0.machine.size = "Standard_D8s_v5" }, Row("spec.instances") { $0.count = .instances(7) },
    Row("spec.namePrefix") { $0.machine.namePrefix = "other" }, Row("spec.zones") { $0.machine.zones = ["1", "2"] },
    Row("spec.osDisk.sizeGB") { $0.machine.systemDisk.size = 512 },
    Row("spec.osDisk.type") { $0.machine.systemDisk.type = "StandardSSD_LRS" },
    Row("spec.dataDisks[1]") { $0.machine.dataDisks[1].size = 99 },
    Row("spec.eviction") { $0.machine.spot = .init(eviction: .delete) },
    Row("spec.bootDiagnostics") { $0.machine.hasBootDiagnostics = false },
    Row("spec.health.port") { $0.machine.health?.port = 2222 },
    Row("spec.repairs.after") { $0.machine.repairsAfter = 45 }, Row("spec.scaleIn") { $0.machine.scaleIn = .oldest },
    Row("spec.image.version") {
      $0.machine.image = .marketplace(
        publisher: "microsoft-dsvm", offer: "ubuntu-2204", sku: "2204-gen2", version: "24.9.11", plan: nil)
    },
    Row("spec.update.maxUnavailable") { $0.update.maxUnavailable = 50 },
    Row("spec.admin.sshKeys") { $0.admin.sshKeys = ["ssh-ed25519 AAAAother"] },
    Row("spec.tags") { $0.tags["costCentre"] = "4712" },
  ]

  static let network = [
    Row("spec.access.idleTimeout") { $0.access.idleTimeout = 5 },
    Row("spec.access.affinity") { $0.access.hasAffinity = false },
    Row("spec.access.allowFrom") { $0.access.allowFrom = ["198.51.100.0/24"] },
    Row("spec.access.dnsLabel") { $0.access.dnsLabel = "other" },
    Row("spec.access.ports") { $0.access.ports[0].number = 2222 },
    Row("spec.network.addressSpace") { $0.network = .own(addressSpace: "10.0.0.0/8", subnet: "10.0.0.0/20") },
    Row("spec.network.subnetPrefix") { $0.network = .own(addressSpace: "10.0.0.0/16", subnet: "10.0.0.0/24") },
  ]

  private static func full() throws -> PoolFields {
    var fields = try PoolFieldSample.plain()
    fields.machine.zones = ["1"]
    fields.machine.systemDisk.size = 128
    fields.machine.dataDisks = [.init(size: 32, type: "Premium_LRS"), .init(size: 64, type: "Premium_LRS")]
    fields.machine.spot = .init(eviction: .deallocate)
    fields.machine.repairsAfter = 30
    fields.access.allowFrom = ["203.0.113.0/24"]
    fields.access.dnsLabel = "vision-pool"
    fields.tags = ["costCentre": "4711"]
    for (line, row) in (machine + network).enumerated() {
      fields.places[row.field] = SourceLocation(file: PoolFieldSample.file, line: line + 2)
    }
    return fields
  }

  @Test("what changes with a field leads to that field, and something does", arguments: machine + network)
  func leads(_ row: Row) throws {
    var fields = try Self.full()
    let before = try RenderedPool(fields).evaluated.resources
    row.change(&fields)
    let after = try RenderedPool(fields).evaluated.resources
    #expect(before.map(\.id) == after.map(\.id))
    var places: Set<Pools.SourceLocation> = []
    for (old, new) in zip(before, after) {
      for path in Self.differences(old.body, new.body, at: .root) where !Self.isSetup(path, in: new.body) {
        let place = new.provenance.location(of: path) ?? old.provenance.location(of: path)
        #expect(place == fields.places[row.field], "\(new.id.short) \(path)")
        if let place { places.insert(place) }
      }
    }
    #expect(!places.isEmpty)
  }

  private static func differences(_ old: JSONValue, _ new: JSONValue, at path: JSONPath) -> [JSONPath] {
    if old == new { return [] }
    switch (old, new) {
    case (.object(let before), .object(let after)):
      return Set(before.keys).union(after.keys).sorted().flatMap { name in
        guard let one = before[name], let other = after[name] else { return [path.member(name)] }
        return differences(one, other, at: path.member(name))
      }
    case (.array(let before), .array(let after)) where before.count == after.count:
      return before.indices.flatMap { differences(before[$0], after[$0], at: path.appending(.index($0))) }
    default: return [path]
    }
  }

  /// The machine's set-up has all users in one: it leads to them together.
  private static func isSetup(_ path: JSONPath, in body: JSONValue) -> Bool {
    let steps = path.steps.prefix { if case .index = $0 { false } else { true } }
    let element = JSONPath(Array(path.steps.prefix(steps.count + 1)))
    return body.value(at: element)?["name"] == "weir-setup"
  }
}
