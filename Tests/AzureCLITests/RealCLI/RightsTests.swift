import AzureCLI
import Foundation
import Pools
import Reconciliation
import Simulator
import Templates
import Testing

/// A pool whose machines have rights on what is elsewhere, through the real `az` to a simulated Azure and back.
@Suite("rights of a pool, with the real az", .serialized) struct RightsTests {
  private static let subscription = "/subscriptions/11111111-2222-3333-4444-555555555555"
  private static let shared = "\(subscription)/resourceGroups/shared"
  private static let account = "\(shared)/providers/Microsoft.Storage/storageAccounts/teamfiles"
  private static let vault = "\(shared)/providers/Microsoft.KeyVault/vaults/team"
  private static let roles = "Microsoft.Authorization/roleAssignments"

  private static func role(_ name: JSONValue, _ more: JSONValue) -> JSONValue {
    let asked = "reference(resourceId('Microsoft.Compute/virtualMachineScaleSets', 'vision'), '2024-07-01', 'Full')"
    let base: [String: JSONValue] = [
      "type": .string(roles), "apiVersion": "2022-04-01", "name": name,
      "properties": [
        "principalId": .string("[\(asked).identity.principalId]"), "principalType": "ServicePrincipal",
        "roleDefinitionId":
          "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb')]",
      ],
    ]
    return .object(base.merging(more.object ?? [:]) { $1 })
  }

  private static func deployment(_ name: JSONValue, _ resources: JSONValue, _ more: JSONValue) -> JSONValue {
    let base: [String: JSONValue] = [
      "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "dependsOn": ["vision"],
      "properties": [
        "mode": "Incremental",
        "template": [
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0", "resources": resources,
        ],
      ],
    ]
    return .object(base.merging(more.object ?? [:]) { $1 })
  }

  private static let network: JSONValue = [
    "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westus2",
    "properties": [
      "addressSpace": ["addressPrefixes": ["10.0.0.0/16"]],
      "subnets": [["name": "machines", "properties": ["addressPrefix": "10.0.0.0/20"]]],
    ],
  ]

  private static let scaleSet: JSONValue = [
    "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "vision",
    "location": "westus2", "dependsOn": ["net"], "sku": ["name": "Standard_D2s_v5", "capacity": 1],
    "identity": ["type": "SystemAssigned"],
    "properties": [
      "orchestrationMode": "Uniform", "upgradePolicy": ["mode": "Manual"],
      "virtualMachineProfile": [
        "osProfile": [
          "computerNamePrefix": "vision", "adminUsername": "dsvmadmin", "adminPassword": "[parameters('password')]",
          "linuxConfiguration": ["disablePasswordAuthentication": false],
        ],
        "storageProfile": [
          "imageReference": [
            "publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2", "version": "latest",
          ], "osDisk": ["createOption": "FromImage"],
        ],
        "networkProfile": [
          "networkInterfaceConfigurations": [
            [
              "name": "card",
              "properties": [
                "primary": true,
                "ipConfigurations": [
                  [
                    "name": "ip",
                    "properties": [
                      "subnet": ["id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'machines')]"]
                    ],
                  ]
                ],
              ],
            ]
          ]
        ],
      ],
    ],
  ]

  /// A role on the account of another group, one on the vault there, one on the pool's own network and one on the whole
  /// subscription, each by its own guid.
  private static let template: JSONValue = [
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0", "parameters": ["password": ["type": "securestring"]],
    "resources": [
      network, scaleSet,
      role("[guid('own')]", ["scope": "Microsoft.Network/virtualNetworks/net", "dependsOn": ["vision"]]),
      deployment(
        "share",
        [
          role("[guid('share')]", ["scope": "Microsoft.Storage/storageAccounts/teamfiles"]),
          role("[guid('vault')]", ["scope": "Microsoft.KeyVault/vaults/team"]),
        ], ["resourceGroup": "shared"]),
      deployment(
        "everywhere", [role("[guid('everywhere')]", [:])],
        ["subscriptionId": "[subscription().subscriptionId]", "location": "westus2"]),
    ],
  ]

  private static func pool(_ az: RealAz) throws -> DesiredPool {
    let group = try #require(ResourceGroupName("pools"))
    let location = try #require(Location("westus2"))
    let manifest = Pools.SourceLocation(file: "vision.yaml", line: 1)
    let scope = TemplateScope(
      subscription: az.subscription, resourceGroup: group, location: location, deployment: "weir-vision")
    let secret = SecretReference.keyVault(vault: vault, secret: "admin", version: nil)
    let evaluated = try Template(parsing: Array(template.text().utf8), file: "vision.json").evaluate(
      parameters: ["password": .secret(secret, origin: manifest)], scope: scope)
    return DesiredPool(
      name: try #require(PoolName("vision")), subscription: az.subscription, resourceGroup: group, location: location,
      resources: evaluated.resources, secrets: evaluated.secrets, manifest: manifest
    ).tagged(labels: [:], managedBy: "weir")
  }

  /// What is there, by the same lists that a round makes: one a type.
  private static func live(_ az: RealAz, _ pool: DesiredPool) async throws -> LiveState {
    let collected = Collected()
    for (type, version) in FieldRules.knownTypes where pool.resources.contains(where: { $0.type == type }) {
      let query = ResourceQuery(type: type, apiVersion: version)
      try await az.azure.resources(query, in: az.subscription) { await collected.add($0) }
    }
    return await collected.live
  }

  private actor Collected {
    var live = LiveState()
    func add(_ page: [ResourceDocument]) { live.add(page) }
  }

  private static func plan(_ pool: DesiredPool, _ live: LiveState, _ baseline: Baseline?) -> PoolPlan {
    Pools.plan(
      PlanInput(pool: pool, live: live, baseline: baseline, allowedSubscriptions: [pool.subscription]))
  }

  private static func prepare(_ az: RealAz) async throws {
    for name in ["pools", "shared"] {
      let group = ResourceGroup(name: try #require(ResourceGroupName(name)), location: Location("westus2"))
      try await az.azure.makeResourceGroup(group, in: az.subscription)
    }
    try az.simulation.setSecret("admin", of: vault, to: "Sesame-open-1")
    az.simulation.withCloud { cloud, now in
      let body: JSONValue = ["location": "westus2", "sku": ["name": "Standard_LRS"], "kind": "StorageV2"]
      let request = ARMRequest("PUT", account, query: ["api-version": "2023-05-01"], body: body)
      _ = cloud.take(request, at: now)
    }
  }

  @Test("a role on another group's account is deployed by the pool's own deployment, and planned empty afterwards")
  func deployed() async throws {
    try await RealAz.use { az in
      try await Self.prepare(az)
      let pool = try Self.pool(az)
      #expect(pool.resources.count == 6)
      let before = try await Self.live(az, pool)
      // A role on the whole subscription is refused, and nothing but that.
      let refusals = Self.plan(pool, before, nil).refusals
      #expect(refusals.count == 1 && refusals[0].message.contains("all of subscription"), "\(refusals)")
      var narrow = pool
      narrow.resources.removeAll { $0.id.resourceGroup == nil }
      #expect(Self.plan(narrow, before, nil).outcome == .created)
      let scope = DeploymentScope(subscription: pool.subscription, resourceGroup: pool.resourceGroup)
      try await az.azure.start(
        DeploymentRequest(
          name: "weir-vision-000000000000", scope: scope, template: DeploymentTemplate.render(pool),
          secrets: ["password": .keyVault(vault: Self.vault, secret: "admin", version: nil)]))
      az.simulation.advance(by: .seconds(60))
      let status = try await az.azure.deployments(in: scope)
      let failure = try await az.azure.failure(of: "weir-vision-000000000000", in: scope)
      #expect(status.map(\.state) == [.succeeded], "\(failure ?? "")")
      let elsewhere = DeploymentScope(
        subscription: pool.subscription, resourceGroup: try #require(ResourceGroupName("shared")))
      #expect(try await az.azure.deployments(in: elsewhere).map(\.state) == [.succeeded])

      let live = try await Self.live(az, pool)
      var baseline = Baseline(createdBy: pool)
      #expect(Self.plan(pool, live, baseline).changes == [])
      baseline.learnEcho(from: live)
      #expect(Self.plan(pool, live, baseline).changes == [])
      let roles = pool.resources.map(\.id).filter { $0.type.description == Self.roles }
      #expect(live.ids(taggedFor: "vision", managedBy: "weir").filter(roles.contains) == roles)
      #expect(live[try #require(roles.first { $0.extended?.name == "teamfiles" })] != nil)

      try await Self.taken(away: roles, pool, baseline, az)
    }
  }

  /// A role that somebody took away comes back; those that the pool wants no more go, and nothing else of them.
  private static func taken(
    away roles: [ResourceID], _ pool: DesiredPool, _ baseline: Baseline, _ az: RealAz
  ) async throws {
    let share = try #require(roles.first { $0.extended?.name == "teamfiles" })
    try await az.azure.delete(share, apiVersion: "2022-04-01")
    #expect(try await az.azure.resource(share, apiVersion: "2022-04-01") == nil)
    let drift = plan(pool, try await live(az, pool), baseline)
    #expect(drift.changes.map(\.resource) == [share])
    #expect(drift.changes.map(\.cause) == [.drift])
    var without = pool
    without.resources.removeAll { roles.contains($0.id) }
    let left = roles.filter { $0 != share }
    #expect(plan(without, try await live(az, pool), baseline).deletions.map(\.id) == left)
  }

  @Test("what fails in a deployment inside is told as what it is")
  func failure() async throws {
    try await RealAz.use { az in
      try await Self.prepare(az)
      let pool = try Self.pool(az)
      let action = Fault.Action.failOperation(code: "RoleAssignmentLimitExceeded", message: "no more of them")
      az.simulation.inject(Fault(action, match: Fault.Match(path: "storageAccounts/teamfiles/providers")))
      let scope = DeploymentScope(subscription: pool.subscription, resourceGroup: pool.resourceGroup)
      try await az.azure.start(
        DeploymentRequest(
          name: "weir-vision-000000000000", scope: scope, template: DeploymentTemplate.render(pool),
          secrets: ["password": .text(SecretText("Sesame-open-1"))]))
      az.simulation.advance(by: .seconds(60))
      let failure = try await az.azure.failure(of: "weir-vision-000000000000", in: scope)
      #expect(failure?.contains("RoleAssignmentLimitExceeded: no more of them") == true, "\(failure ?? "none")")
      #expect(failure?.contains("Microsoft.Storage/storageAccounts/teamfiles/Microsoft.Authorization") == true)
    }
  }
}
