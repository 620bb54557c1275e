import Pools
import Templates
import Testing

@testable import Manifests

@Suite("What pools by their own fields say")
struct OwnFieldTests {
  static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example"

  static func pool(_ spec: String) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      name: vision-pool
    spec:
    \(spec.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    """
  }

  static let small = """
    resourceGroup: ds-vision
    location: West US 2
    size: Standard_D4s_v5
    instances: 2
    admin: {username: dsvmadmin, sshKeys: [\(key)]}
    """
  static let smallWindows = """
    resourceGroup: ds-vision
    location: westus2
    os: windows
    size: Standard_D4_v5
    instances: 0
    admin: {username: DsvmAdmin, password: {environment: PASSWORD}}
    """

  /// The fields of a manifest, `defaults` those of the folder above.
  static func fields(_ text: String, defaults: String? = nil) throws -> (fields: PoolFields?, faults: [String]) {
    func document(_ text: String) throws -> ManifestDocument {
      try #require(ParsedManifest(Array(text.utf8), limits: YAMLLimits()).documents.first)
    }
    let further = try defaults.map { text in
      let spec = try #require(try document(text).root["spec"])
      return PlacedValue(spec, file: "defaults.yaml")
    }
    var builder = PoolRequestBuilder(
      files: FileIndex([]), defaults: ManifestDefaults(subscription: SubscriptionID(ManifestLoader.subscription)),
      limits: ManifestLimits())
    let document = try document(text)
    let request = builder.request(document, file: "pool.yaml", further: further)
    let faults = builder.diagnostics.map(\.description) + document.faults.map(\.message)
    guard case .fields(let fields)? = request?.description else { return (nil, faults) }
    return (fields, faults)
  }

  @Test("a few lines are a whole pool, with every default filled in")
  func small() throws {
    let pool = try #require(try Self.fields(Self.pool(Self.small)).fields)
    #expect(pool.system == .ubuntu && pool.orchestration == .uniform && pool.count == .instances(2))
    #expect(
      pool.machine.image
        == .marketplace(
          publisher: "microsoft-dsvm", offer: "ubuntu-2204", sku: "2204-gen2", version: "latest", plan: nil))
    #expect(
      pool.machine.namePrefix == "vision-pool" && pool.machine.hasTrustedLaunch && pool.machine.hasBootDiagnostics)
    #expect(pool.machine.systemDisk == .init(type: "Premium_LRS") && pool.machine.spot == nil)
    #expect(pool.machine.health == .init(channel: .tcp, port: 22) && pool.machine.repairsAfter == nil)
    #expect(pool.access.ports.map(\.number) == [22, 8000] && pool.access.allowFrom.isEmpty && pool.access.isPublic)
    #expect(pool.access.idleTimeout == 30 && pool.access.hasAffinity && pool.access.dnsLabel == nil)
    #expect(pool.network == .own(addressSpace: "10.0.0.0/16", subnet: "10.0.0.0/20"))
    #expect(pool.share == nil && pool.identity == IdentityFields() && pool.tags.isEmpty)
    #expect(pool.update.policy == .rolling && pool.update.maxUnavailable == 20)
    #expect(pool.location.description == "westus2" && pool.admin.sshKeys == [Self.key])
  }

  @Test("Windows has an image, a port and names of its own, and a size without premium disks gets others")
  func windows() throws {
    let pool = try #require(try Self.fields(Self.pool(Self.smallWindows)).fields)
    #expect(
      pool.machine.image
        == .marketplace(
          publisher: "microsoft-dsvm", offer: "dsvm-win-2022", sku: "winserver-2022", version: "latest", plan: nil))
    #expect(pool.machine.namePrefix == "vision-po" && pool.machine.systemDisk.type == "StandardSSD_LRS")
    #expect(pool.access.ports == [.init(name: "rdp", number: 3389)] && pool.machine.health?.port == 3389)
    #expect(pool.admin.password == .environment("PASSWORD") && pool.count == .instances(0))
  }

  @Test("every value knows the place that it was written at, of the pool or of the defaults")
  func places() throws {
    let defaults = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: team}
      spec:
        size: Standard_E4s_v5
        tags: {team: vision}
        access:
          allowFrom: [203.0.113.0/24]
          ports: [ssh]
      """
    let text = Self.pool(Self.small + "\naccess: {dnsLabel: vision}\ntags: {costCentre: '4711'}")
    let pool = try #require(try Self.fields(text, defaults: defaults).fields)
    #expect(pool.machine.size == "Standard_D4s_v5" && pool.tags == ["team": "vision", "costCentre": "4711"])
    #expect(pool.access.allowFrom == ["203.0.113.0/24"] && pool.access.dnsLabel == "vision")
    #expect(pool.places["spec.size"]?.description == "pool.yaml:8:9")
    #expect(pool.places["spec.access.dnsLabel"]?.description == "pool.yaml:11:22")
    #expect(pool.places["spec.access.ports[0]"]?.description == "defaults.yaml:9:13")
    #expect(pool.places["spec.tags.team"]?.description == "defaults.yaml:6:16")
    #expect(pool.places["spec.zones"] == nil)
  }

  @Test("users have their own places, in whatever order they are written")
  func userPlaces() throws {
    let users = """

      users:
        - {name: bo, sshKeys: [\(Self.key)]}
        - {name: ana, password: {environment: ANA}}
      """
    let pool = try #require(try Self.fields(Self.pool(Self.small + users)).fields)
    #expect(pool.users.map(\.name) == ["ana", "bo"])
    #expect(pool.places["spec.users[0].password"]?.line == 13)
    #expect(pool.places["spec.users[1].name"]?.line == 12)
  }

  @Test("a Windows machine's set-up has room for sixteen passwords, and for far more people with keys")
  func windowsUsers() throws {
    func faults(_ count: Int, with what: String) throws -> [String] {
      let users = (1...count).map { "  - {name: user-\($0), \(what)}" }.joined(separator: "\n")
      return try Self.fields(Self.pool(Self.smallWindows + "\nusers:\n" + users)).faults
    }
    let password = "password: {environment: P}"
    #expect(try faults(16, with: password) == [])
    let many = try faults(24, with: password)
    #expect(many.count == 1 && many.first?.contains("no room for so many passwords, groups and data disks") == true)
    #expect(try faults(150, with: "sshKeys: [\(Self.key)]") == [])
    #expect(try faults(201, with: "sshKeys: [\(Self.key)]").first?.contains("room for 200") == true)
  }

  @Test("keys that the user data of a Windows machine has no room for are told")
  func windowsKeys() throws {
    let comment = String(repeating: "x", count: 8_000)
    let users = (1...7).map { "  - {name: user-\($0), sshKeys: [\(Self.key)\(comment)]}" }.joined(separator: "\n")
    func faults(_ text: String) throws -> [String] { try Self.fields(Self.pool(text + "\nusers:\n" + users)).faults }
    let found = try faults(Self.smallWindows)
    #expect(found.count == 1 && found.first?.contains("characters too long for the user data") == true, "\(found)")
    #expect(try faults(Self.small) == [])
  }

  @Test("what does not fit into the set-up of a Windows machine is told")
  func windowsSetup() throws {
    func faults(_ count: Int) throws -> [String] {
      let groups = (0..<count).map { "Scientists of the \($0)th department" }.joined(separator: ", ")
      let domain = "{name: corp.example, username: j, password: {environment: P}, groups: [\(groups)]}"
      return try Self.fields(Self.pool(Self.smallWindows + "\nidentity: {domain: \(domain)}")).faults
    }
    #expect(try faults(20) == [])
    let many = try faults(80)
    #expect(many.count == 1 && many.first?.contains("no room for so many passwords, groups and data disks") == true)
  }

  @Test("what the pool says in one way rules the defaults' other way out")
  func alternatives() throws {
    let defaults = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: team}
      spec:
        template: {file: templates/pool.json}
        autoscale: {minimum: 0, maximum: 4}
        image: {publisher: p, offer: o, sku: s, plan: {name: n, publisher: p, product: o}}
        storage: {nfs: {server: files.example.com, export: /pools}}
        network: {addressSpace: 10.9.0.0/16}
      """
    let id = "/subscriptions/\(ManifestLoader.subscription)/resourceGroups/g/providers/"
    let text = Self.pool(
      Self.small + """

        image: {id: \(id)Microsoft.Compute/galleries/ours/images/dsvm}
        network: {subnet: \(id)Microsoft.Network/virtualNetworks/hub/subnets/pools}
        storage: {azureFiles: {account: teamfiles, share: work, protocol: nfs}}
        """)
    let (fields, faults) = try Self.fields(text, defaults: defaults)
    #expect(faults == [])
    let pool = try #require(fields)
    let image = try #require(ResourceID("\(id)Microsoft.Compute/galleries/ours/images/dsvm"))
    let subnet = try #require(ResourceID("\(id)Microsoft.Network/virtualNetworks/hub/subnets/pools"))
    #expect(pool.count == .instances(2) && pool.machine.image == .resource(image))
    #expect(pool.share == ShareFields(kind: .azureNFS(account: "teamfiles", share: "work"), mountPath: "/datamnt/work"))
    #expect(pool.network == .existing(subnet))
  }

  @Test("of two that contradict each other, the pool's own file is at fault")
  func culprits() throws {
    let defaults = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: team}
      spec: {autoscale: {minimum: 4, maximum: 8}, network: {subnetPrefix: 10.2.0.0/20}}
      """
    let text = Self.pool(
      Self.small.replacing("instances: 2", with: "autoscale: {maximum: 2}") + "\nnetwork: {addressSpace: 10.1.0.0/16}")
    let faults = try Self.fields(text, defaults: defaults).faults
    #expect(
      faults == [
        "pool.yaml:9:24: spec.autoscale.maximum: 2 is less than the minimum, 4 (defaults.yaml:4:29); write one that is not",
        "pool.yaml:11:27: spec.network.addressSpace: 10.1.0.0/16 does not hold 10.2.0.0/20 (defaults.yaml:4:69); write a "
          + "network that does",
      ])
  }

  @Test(
    "everybody is one source, however it is written",
    arguments: [
      "[Internet]", "[0.0.0.0/0]", "[\"::/0\"]", "[0.0.0.0/0, \"::/0\"]",
    ])
  func everybody(sources: String) throws {
    let pool = try #require(try Self.fields(Self.pool(Self.small + "\naccess: {allowFrom: \(sources)}")).fields)
    #expect(pool.access.allowFrom == ["Internet"])
  }

  @Test("Entra ID and a vault imply the machines' own identity, unless another is there for the vault")
  func identity() throws {
    let vault =
      "/subscriptions/\(ManifestLoader.subscription)/resourceGroups/g/providers/Microsoft.KeyVault/vaults/team"
    let user =
      "/subscriptions/\(ManifestLoader.subscription)/resourceGroups/g/providers/Microsoft.ManagedIdentity/"
      + "userAssignedIdentities/pools"
    func identity(_ text: String) throws -> IdentityFields? {
      try Self.fields(Self.pool(Self.small + "\nidentity: {\(text)}")).fields?.identity
    }
    #expect(try identity("entraLogin: true")?.isSystemAssigned == true)
    #expect(try identity("keyVault: \(vault)")?.isSystemAssigned == true)
    #expect(try identity("keyVault: \(vault), userAssigned: [\(user)]")?.isSystemAssigned == false)
    #expect(try identity("userAssigned: [\(user)]")?.userAssigned.count == 1)
  }
}
