import PoolFieldSamples
import Pools
import Templates
import Testing

@testable import Manifests

@Suite("An imported manifest, read again")
struct ManifestTextTests {
  private static let key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example"

  /// The fields without what no manifest lets through.
  private static func written(_ fields: PoolFields) -> PoolFields {
    var fields = ImportSample.readable(fields)
    fields.tags["[odd"] = nil
    fields.admin.sshKeys = fields.system == .windows ? [] : [key]
    fields.access.ports = fields.access.ports.map { port in
      port.number == 8050 ? AccessFields.Port(name: "dashboard", number: 8050) : port
    }
    fields.access.allowFrom = fields.access.allowFrom.compactMap { source in
      source.contains(":") ? nil : source == "198.51.100.7" ? "198.51.100.7/32" : source
    }
    if fields.access.allowFrom.contains("Internet") { fields.access.allowFrom = ["Internet"] }
    fields.machine.dataDisks = fields.machine.dataDisks.map { disk in
      MachineFields.Disk(size: disk.size, type: "StandardSSD_LRS", unit: disk.unit)
    }
    if fields.machine.health == nil {
      fields.update = UpdateFields(policy: .manual)
      fields.machine.repairsAfter = nil
    }
    if fields.identity.hasEntraLogin { fields.identity.domain = nil }
    return fields
  }

  @Test("is the pool that it was imported from", arguments: 0..<120 as Range<UInt64>)
  func reading(seed: UInt64) async throws {
    let fields = Self.written(try .random(seed))
    let imported = try PoolImport(try ImportSample.live(fields), named: fields.name, managedBy: "weir")
    #expect(imported.way == .fields)
    let set = try await Repository(["vision.yaml": imported.manifest]).load()
    #expect(set.diagnostics.map(\.description) == [], "\(imported.manifest)")
    let desired = try #require(try set.pools.first?.desired())
    #expect(ImportProof(of: desired, against: imported.pool.resources, managedBy: "weir").isProved)
    #expect(ImportProof.unsaid(by: desired, of: imported.pool.resources).isEmpty)
    // What Azure does not tell is asked for at the same places.
    #expect(desired.secrets.values.sorted { "\($0)" < "\($1)" } == Self.secrets(of: fields))
  }

  private static func secrets(of fields: PoolFields) -> [SecretReference] {
    let admin = fields.admin.password.map { _ in SecretReference.environment("VISION_ADMIN_PASSWORD") }
    let domain = fields.identity.domain.map { _ in SecretReference.environment("VISION_DOMAIN_PASSWORD") }
    return [admin, domain].compactMap { $0 }
  }

  @Test("by a template is the pool that it was imported from too", arguments: 0..<20 as Range<UInt64>)
  func template(seed: UInt64) async throws {
    let fields = Self.written(try .random(seed))
    let name = try #require(PoolName("other"))
    let imported = try PoolImport(try ImportSample.live(fields), named: name, managedBy: "weir")
    let template = try #require(imported.template)
    let set = try await Repository(["pools/other.yaml": imported.manifest, "pools/\(template.file)": template.text])
      .load()
    #expect(set.diagnostics.map(\.description) == [], "\(imported.manifest)")
    let desired = try #require(try set.pools.first?.desired())
    #expect(ImportProof(of: desired, against: imported.pool.resources, managedBy: "weir").isProved)
  }

  /// Defaults that hardly any pool has as they are, each of which a pool can say otherwise.
  private static let around = """
    apiVersion: weir.dev/v1
    kind: PoolDefaults
    metadata: {name: all}
    spec:
      location: westus2
      orchestration: flexible
      zones: ["1"]
      encryptionAtHost: true
      bootDiagnostics: false
      trustedLaunch: false
      scaleIn: oldest
      access: {public: false, idleTimeout: 10m, affinity: false}
      identity: {systemAssigned: true, entraLogin: true}
      update: {policy: automatic}
    """

  @Test("beneath defaults is still the pool, and says nothing that they say", arguments: 0..<120 as Range<UInt64>)
  func defaults(seed: UInt64) async throws {
    var fields = Self.written(try .random(seed))
    // A domain and Entra exclude each other, and no list of zones is an empty one.
    fields.identity.domain = nil
    if fields.machine.zones.isEmpty { fields.machine.zones = ["1", "2"] }
    var files = ["pools/defaults.yaml": Self.around]
    let before = Repository(files)
    let around = try await ManifestLoader.testing.defaults(
      of: "pools/not/there/yet", files: before.files, folder: ""
    ) { file, _ in before.contents[file.path] ?? [] }
    #expect(around["location"] == "westus2")
    let imported = try PoolImport(
      try ImportSample.live(fields), named: fields.name, managedBy: "weir", around: around)
    #expect(imported.way == .fields)
    #expect(!imported.manifest.contains("\n  location:"))
    files["pools/not/there/yet/vision.yaml"] = imported.manifest
    let set = try await Repository(files).load()
    #expect(set.diagnostics.map(\.description) == [], "\(imported.manifest)")
    let desired = try #require(try set.pools.first?.desired())
    let proof = ImportProof(of: desired, against: imported.pool.resources, managedBy: "weir")
    #expect(proof.isProved, "\(proof.changes.map(\.text)) \(imported.manifest)")
    #expect(ImportProof.unsaid(by: desired, of: imported.pool.resources).isEmpty, "\(imported.manifest)")
  }

  @Test("leaves out of maps what defaults give, member by member, and replaces lists and references whole")
  func beyond() throws {
    let members: [ManifestNode.Member] = [
      .init("size", .text("Standard_D4s_v5")),
      .init(
        "tags", .map([.init("team", .text("vision")), .init("cost", .text("4711"))])),
      .init("zones", .words(["1", "2"])),
      .init(
        "admin",
        .map([.init("username", .text("ana")), .init("password", .map([.init("environment", .text("A"))]))])),
    ]
    let around: JSONValue = [
      "size": "Standard_D4s_v5", "tags": ["team": "vision"], "zones": ["1"],
      "admin": ["username": "ana", "password": ["environment": "B"]],
    ]
    let left = ManifestNode.map(members.beyond(around, .object(PoolSchema.spec))).json
    #expect(
      left == ["tags": ["cost": "4711"], "zones": ["1", "2"], "admin": ["password": ["environment": "A"]]])
    #expect(members.beyond(ManifestNode.map(members).json, .object(PoolSchema.spec)).isEmpty)
  }

  @Test("says no more than what differs from the defaults")
  func plain() throws {
    var fields = try PoolFieldSample.plain()
    fields.access.ports.append(AccessFields.Port(name: "jupyterhub", number: 8000))
    let imported = try PoolImport(try ImportSample.live(fields), named: fields.name, managedBy: "weir")
    #expect(
      imported.manifest == """
        # Imported from \(imported.pool.scaleSet.id).
        apiVersion: weir.dev/v1
        kind: Pool
        metadata:
          name: vision
        spec:
          subscription: "11111111-2222-3333-4444-555555555555"
          resourceGroup: ds-vision
          location: westus2
          size: Standard_D4s_v5
          instances: 2
          admin:
            username: dsvmadmin
            sshKeys:
              - ssh-ed25519 AAAAadmin

        """)
  }
}
