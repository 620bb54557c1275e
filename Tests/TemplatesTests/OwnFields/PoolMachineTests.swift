import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("the machines of a pool by its own fields")
struct PoolMachineTests {
  /// A change of the smallest pool, and what it makes of paths in the scale set (null: nothing there).
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var system = PoolFields.System.ubuntu
    var change: @Sendable (inout PoolFields) throws -> Void
    var values: [String: JSONValue]
  }

  private static let profile = "properties.virtualMachineProfile"

  static let model = [
    Row(
      testDescription: "the default is Uniform, without surplus machines and the bounds of one placement group",
      change: { _ in },
      values: [
        "sku": ["name": "Standard_D4s_v5", "capacity": 2], "properties.orchestrationMode": "Uniform",
        "properties.overprovision": false, "properties.singlePlacementGroup": false,
        "properties.platformFaultDomainCount": nil, "zones": nil, "plan": nil,
        "identity": nil, "\(profile).priority": "Regular", "\(profile).evictionPolicy": nil,
        "\(profile).networkProfile.networkApiVersion": nil,
        "\(profile).networkProfile.networkInterfaceConfigurations.0.properties.enableAcceleratedNetworking": nil,
      ]),
    Row(
      testDescription: "Flexible machines have a fault domain count and a network version, and no surplus to speak of",
      change: { $0.orchestration = .flexible },
      values: [
        "properties.orchestrationMode": "Flexible", "properties.overprovision": nil,
        "properties.singlePlacementGroup": false, "properties.platformFaultDomainCount": 1,
        "properties.upgradePolicy.mode": "Rolling", "\(profile).networkProfile.networkApiVersion": "2020-11-01",
      ]),
    Row(
      testDescription: "an autoscaled pool begins with its default count",
      change: { $0.count = .autoscale(Autoscale(minimum: 0, maximum: 8, initial: 1)) }, values: ["sku.capacity": 1]),
    Row(
      testDescription: "spot machines go when Azure needs them, not when their price rises",
      change: { $0.machine.spot = MachineFields.Spot(eviction: .delete) },
      values: [
        "\(profile).priority": "Spot", "\(profile).evictionPolicy": "Delete", "\(profile).billingProfile.maxPrice": -1,
      ]),
    Row(
      testDescription: "zones, without strict balance", change: { $0.machine.zones = ["1", "3"] },
      values: ["zones": ["1", "3"], "properties.zoneBalance": nil]),
    Row(
      testDescription: "scale-in takes the oldest", change: { $0.machine.scaleIn = .oldest },
      values: ["properties.scaleInPolicy": ["rules": ["OldestVM"]]]),
    Row(
      testDescription: "identities, both kinds",
      change: {
        $0.identity.isSystemAssigned = true
        $0.identity.userAssigned = [try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")]
      },
      values: [
        "identity": [
          "type": "SystemAssigned, UserAssigned",
          "userAssignedIdentities": [
            "\(PoolFieldSample.group)/Microsoft.ManagedIdentity/userAssignedIdentities/pools": [:]
          ],
        ]
      ]),
    Row(
      testDescription: "a vault alone makes the machines have an identity",
      change: { $0.identity.keyVault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team") },
      values: ["identity": ["type": "SystemAssigned"]]),
  ]

  static let machine = [
    Row(
      testDescription: "keys alone open an Ubuntu machine that has no password", change: { _ in },
      values: [
        "\(profile).osProfile": [
          "computerNamePrefix": "vision", "adminUsername": "dsvmadmin",
          "linuxConfiguration": [
            "provisionVMAgent": true, "disablePasswordAuthentication": true,
            "ssh": [
              "publicKeys": [
                ["path": "/home/dsvmadmin/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAAadmin"]
              ]
            ],
          ],
        ]
      ]),
    Row(
      testDescription: "a password is there to be used",
      change: { $0.admin = Administrator(username: "boss", password: .environment("PASSWORD")) },
      values: [
        "\(profile).osProfile.adminPassword": "[parameters('adminPassword')]",
        "\(profile).osProfile.linuxConfiguration": [
          "provisionVMAgent": true, "disablePasswordAuthentication": false,
        ],
      ]),
    Row(
      testDescription: "Windows", system: .windows, change: { _ in },
      values: [
        "\(profile).osProfile.windowsConfiguration": ["provisionVMAgent": true, "enableAutomaticUpdates": true],
        "\(profile).osProfile.linuxConfiguration": nil,
        "\(profile).storageProfile.imageReference": [
          "publisher": "microsoft-dsvm", "offer": "dsvm-win-2022", "sku": "winserver-2022", "version": "latest",
        ],
      ]),
    Row(
      testDescription: "a bought image brings its plan",
      change: {
        let plan = MachineFields.Plan(name: "n", publisher: "p", product: "o")
        $0.machine.image = .marketplace(publisher: "p", offer: "o", sku: "s", version: "1.0.0", plan: plan)
      },
      values: [
        "plan": ["name": "n", "publisher": "p", "product": "o"],
        "\(profile).storageProfile.imageReference.version": "1.0.0",
      ]),
    Row(
      testDescription: "an image of a gallery",
      change: {
        $0.machine.image = .resource(try PoolFieldSample.id("Microsoft.Compute/galleries/g/images/dsvm"))
      },
      values: [
        "\(profile).storageProfile.imageReference": [
          "id": .string("\(PoolFieldSample.group)/Microsoft.Compute/galleries/g/images/dsvm")
        ]
      ]),
    Row(
      testDescription: "disks, cached where Azure allows",
      change: {
        $0.machine.systemDisk.size = 256
        $0.machine.dataDisks = [.init(size: 64, type: "Premium_LRS"), .init(size: 32, type: "UltraSSD_LRS", unit: 5)]
      },
      values: [
        "\(profile).storageProfile.osDisk": [
          "createOption": "FromImage", "caching": "ReadWrite", "diskSizeGB": 256,
          "managedDisk": ["storageAccountType": "Premium_LRS"],
        ],
        "\(profile).storageProfile.dataDisks": [
          [
            "lun": 0, "createOption": "Empty", "caching": "ReadOnly", "diskSizeGB": 64,
            "managedDisk": ["storageAccountType": "Premium_LRS"],
          ],
          [
            "lun": 5, "createOption": "Empty", "caching": "None", "diskSizeGB": 32,
            "managedDisk": ["storageAccountType": "UltraSSD_LRS"],
          ],
        ],
        "properties.additionalCapabilities": ["ultraSSDEnabled": true],
      ]),
    Row(
      testDescription: "trusted launch and encryption at the host", change: { $0.machine.hasEncryptionAtHost = true },
      values: [
        "\(profile).securityProfile": [
          "securityType": "TrustedLaunch", "encryptionAtHost": true,
          "uefiSettings": ["secureBootEnabled": true, "vTpmEnabled": true],
        ]
      ]),
    Row(
      testDescription: "trusted launch without secure boot", change: { $0.machine.hasSecureBoot = false },
      values: [
        "\(profile).securityProfile": [
          "securityType": "TrustedLaunch", "uefiSettings": ["secureBootEnabled": false, "vTpmEnabled": true],
        ]
      ]),
    Row(
      testDescription: "neither of them", change: { $0.machine.hasTrustedLaunch = false },
      values: ["\(profile).securityProfile": nil]),
    Row(
      testDescription: "the boot's log can be turned off", change: { $0.machine.hasBootDiagnostics = false },
      values: ["\(profile).diagnosticsProfile": ["bootDiagnostics": ["enabled": false]]]),
  ]

  static let changes = [
    Row(
      testDescription: "rolling upgrades, a part at a time", change: { $0.update.maxUnavailable = 35 },
      values: [
        "properties.upgradePolicy": [
          "mode": "Rolling",
          "rollingUpgradePolicy": [
            "maxBatchInstancePercent": 35, "maxUnhealthyInstancePercent": 35,
            "maxUnhealthyUpgradedInstancePercent": 35, "pauseTimeBetweenBatches": "PT1M",
            "prioritizeUnhealthyInstances": true,
          ],
        ], "\(profile).networkProfile.healthProbe": nil,
      ]),
    Row(
      testDescription: "the balancer's probe stands for health where nothing on the machine does",
      change: {
        $0.machine.health = nil
        $0.machine.repairsAfter = 30
      },
      values: [
        "properties.upgradePolicy.mode": "Rolling",
        "properties.automaticRepairsPolicy": ["enabled": true, "gracePeriod": "PT30M", "repairAction": "Replace"],
        "\(profile).networkProfile.healthProbe.id": .string(
          "\(Sample.group)/providers/Microsoft.Network/loadBalancers/vision-lb/probes/ssh"),
      ]),
    Row(
      testDescription: "nothing rolls and nothing is repaired where nobody knows how the machines are",
      change: {
        $0.orchestration = .flexible
        $0.machine.health = nil
        $0.machine.repairsAfter = 30
      },
      values: ["properties.upgradePolicy": ["mode": "Manual"], "properties.automaticRepairsPolicy": nil]),
    Row(
      testDescription: "manual upgrades", change: { $0.update.policy = .manual },
      values: ["properties.upgradePolicy": ["mode": "Manual"]]),
    Row(
      testDescription: "automatic upgrades", change: { $0.update.policy = .automatic },
      values: ["properties.upgradePolicy": ["mode": "Automatic"]]),
  ]

  @Test("each field has its place in the scale set", arguments: model + machine + changes)
  func fields(_ row: Row) throws {
    let pool = try RenderedPool(row.system, row.change)
    for (path, value) in row.values {
      #expect(try pool.value("vision", path) ?? .null == value, "\(path)")
    }
  }
}
