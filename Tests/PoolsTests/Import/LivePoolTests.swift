import Testing

@testable import Pools

@Suite("What a live scale set is made of")
struct LivePoolTests {
  private func document(
    _ type: String, _ name: String, group: String = "ds-vision", _ body: JSONValue
  ) throws
    -> ResourceDocument
  {
    Fixture.document(try Fixture.id(type, name, group: group), body.setting("westus2", at: JSONPath("location")))
  }

  private func reference(_ id: ResourceID, _ tail: String = "") -> JSONValue {
    ["id": .string(id.description.uppercased() + tail)]
  }

  private func scaleSet(_ name: String, uses references: [JSONValue]) throws -> ResourceDocument {
    try document("Microsoft.Compute/virtualMachineScaleSets", name, ["properties": ["uses": .array(references)]])
  }

  @Test("is what it leads to in its group, in any capitals, and the settings that scale it")
  func gathering() throws {
    let address = try document("Microsoft.Network/publicIPAddresses", "ip", [:])
    let balancer = try document(
      "Microsoft.Network/loadBalancers", "lb",
      ["properties": ["frontendIPConfigurations": [["properties": ["publicIPAddress": reference(address.id)]]]]])
    let set = try scaleSet("vision", uses: [reference(balancer.id, "/backendAddressPools/machines")])
    let setting = try document(
      "Microsoft.Insights/autoscaleSettings", "scale",
      ["properties": ["targetResourceUri": .string(set.id.description)]])
    let stranger = try document("Microsoft.Network/publicIPAddresses", "other", [:])
    let pool = try #require(LivePool(set.id, among: [stranger, setting, set, balancer, address]))
    #expect(Set(pool.resources.map(\.id)) == [set.id, setting.id, balancer.id, address.id])
    #expect(pool.shared.isEmpty)
    #expect(LivePool(stranger.id.parent ?? setting.id, among: [set]) == nil)
  }

  /// A network, a security group, an address and a balancer that a scale set leads to, with Azure's references back.
  private func world(
    network users: [String], group cards: [String] = [], address user: String? = nil, mode: JSONValue = "Uniform"
  ) throws -> (set: ResourceDocument, all: [ResourceDocument]) {
    func ids(_ texts: [String]) -> JSONValue { .array(texts.map { ["id": .string($0)] }) }
    let set = try Fixture.scaleSetID()
    let own = "\(set)/virtualMachines/0/networkInterfaces/card"
    let group = try document(
      "Microsoft.Network/networkSecurityGroups", "nsg", ["properties": ["networkInterfaces": ids([own] + cards)]])
    let network = try document(
      "Microsoft.Network/virtualNetworks", "net",
      [
        "properties": [
          "subnets": [
            [
              "name": "a",
              "properties": [
                "networkSecurityGroup": reference(group.id),
                "ipConfigurations": ids(["\(own)/ipConfigurations/a"] + users.map { "\($0)/ipConfigurations/x" }),
              ],
            ]
          ]
        ]
      ])
    let balancer = try Fixture.id("Microsoft.Network/loadBalancers", "lb")
    let address = try document(
      "Microsoft.Network/publicIPAddresses", "ip",
      [
        "properties": [
          "ipConfiguration": [
            "id": .string(user ?? "\(balancer)/frontendIPConfigurations/f")
          ]
        ]
      ])
    let behind = try cardID("vision_0")
    let pools: JSONValue = [
      [
        "name": "machines",
        "properties": ["backendIPConfigurations": ids(mode == "Flexible" ? ["\(behind)/ipConfigurations/a"] : [])],
      ]
    ]
    let lb = Fixture.document(
      balancer,
      [
        "properties": [
          "frontendIPConfigurations": [["properties": ["publicIPAddress": reference(address.id)]]],
          "backendAddressPools": pools,
        ]
      ])
    let scaleSet = try document(
      "Microsoft.Compute/virtualMachineScaleSets", "vision",
      [
        "properties": [
          "orchestrationMode": mode, "uses": [reference(network.id, "/subnets/a"), reference(lb.id)],
        ]
      ])
    return (scaleSet, [scaleSet, lb, address, network, group])
  }

  private func cardID(_ name: String) throws -> String {
    try Fixture.id("Microsoft.Network/networkInterfaces", name).description
  }

  @Test("is all of its network, group, address and balancer where its own machines alone stand on them")
  func alone() throws {
    let (set, all) = try world(network: [])
    let pool = try #require(LivePool(set.id, among: all))
    #expect(Set(pool.resources.map(\.id)) == Set(all.map(\.id)))
    #expect(pool.shared == [])
    let flexible = try world(network: [try cardID("vision_0")], mode: "Flexible")
    #expect(try #require(LivePool(flexible.set.id, among: flexible.all)).resources.count == flexible.all.count)
  }

  @Test("is no network, security group or address that a plain machine uses too, nor what only those lead to")
  func plain() throws {
    let stranger = try cardID("database")
    let inNetwork = try world(network: [stranger])
    let pool = try #require(LivePool(inNetwork.set.id, among: inNetwork.all))
    #expect(pool.resources.map(\.id.name) == ["vision", "lb", "ip"])
    #expect(pool.shared.map(\.id.name) == ["net"])
    #expect(pool.shared.first?.reason == "Microsoft.Network/networkInterfaces/database uses it too")

    let onGroup = try world(network: [], group: [stranger])
    #expect(try #require(LivePool(onGroup.set.id, among: onGroup.all)).shared.map(\.id.name) == ["nsg"])
    let onAddress = try world(network: [], address: "\(stranger)/ipConfigurations/x")
    #expect(try #require(LivePool(onAddress.set.id, among: onAddress.all)).shared.map(\.id.name) == ["ip"])
  }

  @Test("has the rights of its identities beside it")
  func rights() throws {
    let vault = try Fixture.id("Microsoft.KeyVault/vaults", "team", group: "shared")
    let type = try #require(ResourceType("Microsoft.Authorization/roleAssignments"))
    let rights = try ["a", "B", "c"].map { principal in
      Fixture.document(
        try #require(ResourceID(extending: vault, type: type, names: ["right-\(principal)"])),
        ["properties": ["principalId": .string(principal)]])
    }
    let set = try document(
      "Microsoft.Compute/virtualMachineScaleSets", "vision",
      ["identity": ["principalId": "A", "userAssignedIdentities": ["/x": ["principalId": "b"]]]])
    let pool = try #require(LivePool(set.id, among: [set] + rights))
    #expect(pool.rights.map(\.id.name) == ["right-a", "right-B"])
    #expect(pool.resources.map(\.id) == [set.id])
  }

  @Test("is not what another scale set uses too, nor what lies elsewhere, which are named")
  func shared() throws {
    let network = try document("Microsoft.Network/virtualNetworks", "net", [:])
    let far = try document("Microsoft.Network/virtualNetworks", "hub", group: "hub", [:])
    let gallery = try Fixture.id("Microsoft.Compute/galleries", "images")
    let one = try scaleSet("vision", uses: [reference(network.id), reference(far.id), reference(gallery)])
    let two = try scaleSet("nlp", uses: [reference(network.id, "/subnets/a")])
    let pool = try #require(LivePool(one.id, among: [one, two, network, far]))
    #expect(pool.resources.map(\.id) == [one.id])
    #expect(pool.shared.map(\.id) == [gallery, network.id, far.id].sorted())
    #expect(
      pool.shared.first { $0.id == network.id }?.reason
        == "Microsoft.Compute/virtualMachineScaleSets/nlp uses it too")
  }

  @Test("says as a template what Azure works out and fills in by itself no more")
  func reduced() throws {
    let live = try document(
      "Microsoft.Network/loadBalancers", "lb",
      [
        "id": "x", "name": "lb", "type": "y", "etag": "W/1",
        "tags": ["weir-pool": "vision", "Weir-Managed-By": "weir", "etag": "kept"],
        "sku": ["name": "Standard", "tier": "Regional"],
        "properties": [
          "provisioningState": "Succeeded", "resourceGuid": "z", "inboundNatRules": [],
          "loadBalancingRules": [
            [
              "name": "ssh", "etag": "W/1", "type": "Microsoft.Network/loadBalancers/loadBalancingRules",
              "id": .string(
                try Fixture.id("Microsoft.Network/loadBalancers", "LB").description + "/loadBalancingRules/ssh"),
              "properties": [
                "frontendPort": 22, "loadDistribution": "default", "idleTimeoutInMinutes": 30, "enableTcpReset": false,
              ],
            ]
          ],
        ],
      ])
    #expect(
      live.reduced().body == [
        "location": "westus2", "tags": ["etag": "kept"], "sku": ["name": "Standard"],
        "properties": [
          "loadBalancingRules": [["name": "ssh", "properties": ["frontendPort": 22, "idleTimeoutInMinutes": 30]]]
        ],
      ])
  }

  @Test("is proved by a plan without changes, its two tags and what cannot be read told apart")
  func proof() throws {
    let password = JSONPath("properties", "virtualMachineProfile", "osProfile", "adminPassword")
    let live = try Fixture.scaleSet(["location": "westus2", "sku": ["capacity": 2]])
    var wanted = live
    wanted.body = wanted.body.setting("[parameters('pw')]", at: password)
    wanted.expressions[password] = ["pw"]
    let pool = try Fixture.pool([wanted]).tagged(labels: [:], managedBy: "weir")
    let proof = ImportProof(of: pool, against: [live], managedBy: "weir")
    #expect(proof.isProved)
    #expect(proof.tagged == [live.id])
    #expect(proof.unseen == ["scale set vision properties.virtualMachineProfile.osProfile.adminPassword"])

    var more = live
    more.body = more.body.setting(3, at: JSONPath("sku", "capacity"))
    #expect(
      ImportProof(of: pool, against: [more], managedBy: "weir").changes.map(\.path.description) == ["sku.capacity"])
    var foreign = live
    foreign.body = Fixture.owned(foreign.body, pool: "nlp")
    #expect(!ImportProof(of: pool, against: [foreign], managedBy: "weir").isProved)
  }

  @Test("what is live and unsaid is found, what Azure adds is not")
  func unsaid() throws {
    let pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 2]])])
    var live = try Fixture.scaleSet(["sku": ["capacity": 2, "tier": "Standard"], "properties": ["uniqueId": "x"]])
    #expect(ImportProof.unsaid(by: pool, of: [live]).isEmpty)
    live.body = live.body.setting([["name": "agent"]], at: JSONPath("properties", "extensions"))
    #expect(ImportProof.unsaid(by: pool, of: [live]).map(\.path.description) == ["properties.extensions[name=agent]"])
  }
}
