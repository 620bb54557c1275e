import Pools
import Templates
import Testing

@testable import Simulator

@Suite("A right and the identity that it is for")
struct RightsLifeTests {
  private static let vault = TestCloud.id("Microsoft.KeyVault/vaults/team")
  private static let right =
    "\(vault)/providers/Microsoft.Authorization/roleAssignments/5f0c6d5e-0000-4000-8000-00000000000f"
  private static let role =
    "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"

  private static func right(of principal: String) throws -> ResourceDocument {
    ResourceDocument(
      id: try #require(ResourceID(right)), apiVersion: "2022-04-01",
      body: [
        "properties": [
          "principalId": .string(principal), "principalType": "ServicePrincipal",
          "roleDefinitionId": .string(TestCloud.subscription + role),
        ]
      ],
      dependsOn: [], expressions: [JSONPath("properties", "principalId"): []])
  }

  private static func pool(_ name: String, _ resources: [ResourceDocument]) throws -> DesiredPool {
    DesiredPool(
      name: try #require(PoolName(name)),
      subscription: try #require(SubscriptionID(Simulator.Configuration.defaultSubscription)),
      resourceGroup: try #require(ResourceGroupName("vision")), location: try #require(Location("westus2")),
      resources: resources, manifest: Pools.SourceLocation(file: "vision.yaml", line: 1)
    ).tagged(labels: [:], managedBy: "weir")
  }

  private static func deploy(_ pool: DesiredPool, as name: String, _ test: inout TestCloud) throws {
    let path = TestCloud.id("Microsoft.Resources/deployments/\(name)")
    let body: JSONValue = [
      "properties": ["mode": "Incremental", "parameters": [:], "template": DeploymentTemplate.render(pool)]
    ]
    #expect(test.deploy(body, to: path).status < 300)
    test.wait(.seconds(20))
    let end = test.send("GET", path, version: Deployments.version)
    #expect(end.value("properties.provisioningState") == "Succeeded", "\(end.body?.text() ?? "")")
  }

  /// Everything in the cloud that rights are told by.
  private static func live(_ test: inout TestCloud) throws -> LiveState {
    var live = LiveState()
    for (type, version) in [
      ("Microsoft.Authorization/roleAssignments", "2022-04-01"),
      ("Microsoft.Compute/virtualMachineScaleSets", "2024-07-01"),
      ("Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31"),
    ] {
      let list = test.send("GET", "\(TestCloud.subscription)/providers/\(type)", version: version).list
      live.add(
        list.compactMap { body in
          body["id"]?.string.flatMap { ResourceID($0) }.map {
            ResourceDocument(id: $0, apiVersion: version, body: body)
          }
        })
    }
    return live
  }

  @Test("a scale set that is made anew has its right again, and nothing is left of the old one's")
  func recreated() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    _ = test.send("PUT", Self.vault, ["location": "westus2"], version: "2023-07-01")
    var set = Bodies.scaleSet(["identity": ["type": "SystemAssigned"]])
    set = set.setting(.null, at: JSONPath("properties", "virtualMachineProfile", "extensionProfile"))
    let scaleSet = ResourceDocument(
      id: try #require(ResourceID(Bodies.scaleSetID)), apiVersion: "2024-07-01", body: set)
    var right = try Self.right(
      of: "[reference('\(Bodies.scaleSetID)', '2024-07-01', 'Full').identity.principalId]")
    right.dependsOn = [scaleSet.id]
    let pool = try Self.pool("vision", [scaleSet, right])
    try Self.deploy(pool, as: "first", &test)
    let first = try Self.live(&test)
    #expect(pool.adoptingLiveRights(from: first, managedBy: "weir") == pool)

    #expect(test.send("DELETE", Bodies.scaleSetID, version: "2024-07-01").status == 202)
    test.wait(.seconds(20))
    let wanted = pool.adoptingLiveRights(from: try Self.live(&test), managedBy: "weir")
    #expect(wanted.resources.map(\.id) != pool.resources.map(\.id))
    try Self.deploy(wanted, as: "second", &test)
    #expect(test.send("DELETE", Self.right, version: "2022-04-01").status == 200)

    let last = try Self.live(&test)
    #expect(pool.adoptingLiveRights(from: last, managedBy: "weir") == wanted)
    try Self.deploy(wanted, as: "third", &test)
  }

  @Test("two pools with one identity have its right together")
  func shared() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Self.vault, ["location": "westus2"], version: "2023-07-01")
    let identity = TestCloud.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")
    _ = test.send("PUT", identity, ["location": "westus2"], version: "2023-01-31")
    for name in ["vision", "nlp"] {
      let pool = try Self.pool(name, [try Self.right(of: "[reference('\(identity)', '2023-01-31').principalId]")])
      let live = try Self.live(&test)
      let wanted = pool.adoptingLiveRights(from: live, managedBy: "weir")
      #expect(wanted == pool)
      let input = PlanInput(
        pool: wanted, live: live, baseline: nil, allowedSubscriptions: [pool.subscription],
        claimedBy: [try #require(ResourceID(Self.right)): try #require(PoolName(name == "nlp" ? "vision" : "nlp"))])
      #expect(Pools.plan(input).refusals == [])
      try Self.deploy(wanted, as: name, &test)
    }
    let right = test.send("GET", Self.right, version: "2022-04-01")
    #expect(right.value("properties.description") == "weir-managed-by=weir")
  }
}
