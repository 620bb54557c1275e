import PoolFieldSamples
import Pools
import Templates
import Testing

extension PoolChange {
  /// What each machine is made of, but for its disks.
  static let machine: [PoolChange] = [
    PoolChange("size", ["vision sku.name rolling"]) { $0.machine.size = "Standard_D8s_v5" },
    PoolChange("image.version", ["vision machine.storageProfile.imageReference.version rolling"]) {
      $0.machine.image = .ubuntu(version: "24.01.1")
    },
    PoolChange("image.sku", ["vision machine.storageProfile.imageReference.sku rolling"]) {
      $0.machine.image = .ubuntu(sku: "2204-gen2-pro")
    },
    PoolChange("image.offer", ["vision machine.storageProfile.imageReference.offer replace"]) {
      $0.machine.image = .ubuntu(offer: "ubuntu-2404")
    },
    PoolChange("image.publisher", ["vision machine.storageProfile.imageReference.publisher replace"]) {
      $0.machine.image = .ubuntu(publisher: "vendor")
    },
    PoolChange(
      "image.plan",
      [
        "vision plan.name replace",
        "vision plan.product replace",
        "vision plan.publisher replace",
      ]
    ) {
      $0.machine.image = .ubuntu(plan: .init(name: "gen2", publisher: "vendor", product: "science"))
    },
    PoolChange("namePrefix", ["vision machine.osProfile.computerNamePrefix replace"]) {
      $0.machine.namePrefix = "other"
    },
    PoolChange("a zone more", ["vision zones inPlace"]) { $0.machine.zones = ["1", "2", "3"] },
    PoolChange("a zone less", ["vision zones replace"]) { $0.machine.zones = ["1"] },
    PoolChange("a zone for another", ["vision zones replace"]) { $0.machine.zones = ["1", "3"] },
    PoolChange(
      "priority to spot",
      [
        "vision machine.billingProfile.maxPrice rolling",
        "vision machine.evictionPolicy replace",
        "vision machine.priority replace",
      ]
    ) { $0.machine.spot = .init(eviction: .delete) },
    PoolChange(
      "priority to regular", in: .rich,
      [
        "vision machine.billingProfile.maxPrice rolling",
        "vision machine.priority replace",
      ]
    ) { $0.machine.spot = nil },
    PoolChange("eviction", in: .rich, ["vision machine.evictionPolicy replace"]) {
      $0.machine.spot?.eviction = .delete
    },
    PoolChange(
      "secureBoot", ["vision machine.securityProfile.uefiSettings.secureBootEnabled rolling"]
    ) { $0.machine.hasSecureBoot = false },
    PoolChange("encryptionAtHost", ["vision machine.securityProfile.encryptionAtHost rolling"]) {
      $0.machine.hasEncryptionAtHost = true
    },
    PoolChange("bootDiagnostics", ["vision machine.diagnosticsProfile.bootDiagnostics.enabled rolling"]) {
      $0.machine.hasBootDiagnostics = false
    },
    PoolChange(
      "location",
      [
        "vision location replace",
        "vision-lb location replace",
        "vision-nsg location replace",
        "vision-ip location replace",
        "vision-vnet location replace",
      ]
    ) { $0.location = try #require(Location("eastus")) },
    PoolChange(
      "orchestration",
      [
        "vision properties.orchestrationMode replace",
        "vision properties.overprovision inPlace",
        "vision properties.platformFaultDomainCount replace",
        "vision machine.networkProfile.networkApiVersion rolling",
      ]
    ) { $0.orchestration = .flexible },
    PoolChange(
      "tags, one more",
      [
        "vision tags.costCentre inPlace",
        "vision-lb tags.costCentre inPlace",
        "vision-nsg tags.costCentre inPlace",
        "vision-ip tags.costCentre inPlace",
        "vision-vnet tags.costCentre inPlace",
      ]
    ) { $0.tags = ["costCentre": "4711"] },
    PoolChange(
      "tags, another value", in: .rich,
      [
        "vision tags.costCentre inPlace",
        "vision-autoscale tags.costCentre inPlace",
        "vision-lb tags.costCentre inPlace",
        "vision-nsg tags.costCentre inPlace",
        "vision-ip tags.costCentre inPlace",
        "vision-vnet tags.costCentre inPlace",
      ]
    ) { $0.tags = ["costCentre": "4712"] },
    PoolChange(
      "tags, none", in: .rich,
      [
        "vision tags.costCentre inPlace",
        "vision-autoscale tags.costCentre inPlace",
        "vision-lb tags.costCentre inPlace",
        "vision-nsg tags.costCentre inPlace",
        "vision-ip tags.costCentre inPlace",
        "vision-vnet tags.costCentre inPlace",
      ]
    ) { $0.tags = [:] },
  ]

  static let disks: [PoolChange] = [
    PoolChange("osDisk.sizeGB, more", ["vision machine.storageProfile.osDisk.diskSizeGB rolling"]) {
      $0.machine.systemDisk.size = 512
    },
    PoolChange("osDisk.sizeGB, less", ["vision machine.storageProfile.osDisk.diskSizeGB replace"]) {
      $0.machine.systemDisk.size = 64
    },
    PoolChange("osDisk.type", ["vision machine.storageProfile.osDisk.managedDisk.storageAccountType replace"]) {
      $0.machine.systemDisk.type = "StandardSSD_LRS"
    },
    PoolChange(
      "dataDisks, the first",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision machine.storageProfile.dataDisks[lun=0] rolling",
      ]
    ) {
      $0.machine.dataDisks = [.init(size: 256, type: "Premium_LRS", unit: 0)]
    },
    PoolChange(
      "dataDisks, one more", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
        "vision machine.storageProfile.dataDisks[lun=1] rolling",
      ]
    ) {
      $0.machine.dataDisks.append(.init(size: 64, type: "PremiumV2_LRS", unit: 1))
    },
    PoolChange(
      "dataDisks, none", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
        "vision machine.storageProfile.dataDisks[lun=0] rolling",
      ]
    ) {
      $0.machine.dataDisks = []
    },
    PoolChange(
      "dataDisks[].sizeGB, more", in: .rich, ["vision machine.storageProfile.dataDisks[lun=0].diskSizeGB rolling"]
    ) { $0.machine.dataDisks[0].size = 512 },
    PoolChange(
      "dataDisks[].sizeGB, less", in: .rich, ["vision machine.storageProfile.dataDisks[lun=0].diskSizeGB replace"]
    ) { $0.machine.dataDisks[0].size = 128 },
    PoolChange(
      "dataDisks[].type", in: .rich,
      ["vision machine.storageProfile.dataDisks[lun=0].managedDisk.storageAccountType rolling"]
    ) { $0.machine.dataDisks[0].type = "StandardSSD_LRS" },
    PoolChange(
      "dataDisks[].lun", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
        "vision machine.storageProfile.dataDisks[lun=0] rolling",
        "vision machine.storageProfile.dataDisks[lun=3] rolling",
      ]
    ) { $0.machine.dataDisks[0].unit = 3 },
  ]

  /// How Azure treats the machines.
  static let policies: [PoolChange] = [
    PoolChange("health.port", ["vision extension[health].properties.settings.port rolling"]) {
      $0.machine.health?.port = 8000
    },
    PoolChange(
      "health.protocol", in: .rich,
      [
        "vision extension[health].properties.settings.protocol rolling",
        "vision-lb properties.probes[name=jupyterhub].properties.protocol inPlace",
      ]
    ) { $0.machine.health?.channel = .https },
    PoolChange(
      "health.path", in: .rich,
      [
        "vision extension[health].properties.settings.requestPath rolling",
        "vision-lb properties.probes[name=jupyterhub].properties.requestPath inPlace",
      ]
    ) { $0.machine.health?.path = "/alive" },
    PoolChange(
      "health, none",
      [
        "vision extension[health] rolling",
        "vision extension[weir-setup].properties.provisionAfterExtensions rolling",
        "vision machine.networkProfile.healthProbe.id rolling",
      ]
    ) { $0.machine.health = nil },
    PoolChange(
      "repairs",
      [
        "vision properties.automaticRepairsPolicy.enabled inPlace",
        "vision properties.automaticRepairsPolicy.gracePeriod inPlace",
        "vision properties.automaticRepairsPolicy.repairAction inPlace",
      ]
    ) { $0.machine.repairsAfter = 20 },
    PoolChange("repairs.after", in: .rich, ["vision properties.automaticRepairsPolicy.gracePeriod inPlace"]) {
      $0.machine.repairsAfter = 20
    },
    PoolChange(
      "repairs, none", in: .rich,
      [
        "vision properties.automaticRepairsPolicy.enabled inPlace",
        "vision properties.automaticRepairsPolicy.gracePeriod inPlace",
        "vision properties.automaticRepairsPolicy.repairAction inPlace",
      ]
    ) { $0.machine.repairsAfter = nil },
    PoolChange("scaleIn", ["vision properties.scaleInPolicy.rules[0] inPlace"]) { $0.machine.scaleIn = .newest },
    PoolChange(
      "update.policy, manual",
      [
        "vision properties.upgradePolicy.mode inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyUpgradedInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.prioritizeUnhealthyInstances inPlace",
      ]
    ) { $0.update.policy = .manual },
    PoolChange(
      "update.policy, automatic",
      [
        "vision properties.upgradePolicy.mode inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyUpgradedInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.prioritizeUnhealthyInstances inPlace",
      ]
    ) { $0.update.policy = .automatic },
    PoolChange(
      "update.maxUnavailable",
      [
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyInstancePercent inPlace",
        "vision properties.upgradePolicy.rollingUpgradePolicy.maxUnhealthyUpgradedInstancePercent inPlace",
      ]
    ) { $0.update.maxUnavailable = 50 },
  ]
}
