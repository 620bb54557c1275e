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
