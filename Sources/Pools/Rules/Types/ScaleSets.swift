extension FieldRules {
  /// `Microsoft.Compute/virtualMachineScaleSets`. What cannot change in place is from Microsoft's guide "Modify a Virtual
  /// Machine Scale Set" (create-time properties, and those that depend on their value) and the guides named at the rows;
  /// under `virtualMachineProfile`, and for the size, instances must take the new model.
  ///
  /// Extensions are no whole list: Azure Policy, Defender and Azure Monitor add theirs to every scale set, and any agent may
  /// come that way, so that no list of publishers would hold. Weir and a policy would take turns for ever.
  static let scaleSets = TypeRules(
    apiVersion: "2024-07-01", noun: "scale set",
    childPlaces: ["extensions": JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")],
    deletionRank: 10,
    tree: RuleTree(
      common + scaleSetIdentity + scaleSetModel + scaleSetPolicies + machineProfile + machineSystem + machineStorage
        + machineNetwork
        + machineExtensions))

  /// Azure Policy gives identities to scale sets, for its agents to sign in by. Identities are said as an object since
  /// 2018-06-01.
  private static let scaleSetIdentity: [FieldPattern] = [
    FieldPattern("identity.type", .kept(since: "2018-06-01")),
    FieldPattern("identity.userAssignedIdentities", .kept(since: "2018-06-01")),
  ]

  private static let scaleSetModel: [FieldPattern] = [
    FieldPattern("sku.name", .rolling),
    FieldPattern("sku.capacity", .owner(.autoscaler), .firm),
    // "Change availability zones": zones are added in place, and only new instances go there; none is ever taken away.
    FieldPattern("zones", .change(.growing)),
    FieldPattern("plan", .change(.never)),
    FieldPattern("plan.*", .compare(.anyCase)),
    // "Orchestration modes": the mode is chosen when the scale set is made.
    FieldPattern(
      "properties.orchestrationMode", .compare(.anyCase), .change(.never), .absentMeans("Uniform")),
    FieldPattern("properties.singlePlacementGroup", .change(.neverOnceFalse)),
    FieldPattern("properties.platformFaultDomainCount", .change(.never)),
    FieldPattern("properties.proximityPlacementGroup.id", .compare(.resourceID), .change(.never)),
    FieldPattern("properties.hostGroup.id", .compare(.resourceID), .change(.never)),
    FieldPattern("properties.uniqueId", .noise),
    FieldPattern("properties.timeCreated", .noise),
  ]

  /// What says how Azure treats the instances: it holds from the moment that it is written, and no instance is touched.
  private static let scaleSetPolicies: [FieldPattern] = [
    FieldPattern("properties.upgradePolicy.mode", .compare(.anyCase)),
    FieldPattern("properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches", .compare(.duration)),
    FieldPattern("properties.upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent", .firm),
    FieldPattern("properties.automaticRepairsPolicy.enabled", .firm),
    FieldPattern("properties.automaticRepairsPolicy.gracePeriod", .compare(.duration)),
    FieldPattern("properties.automaticRepairsPolicy.repairAction", .compare(.anyCase)),
    FieldPattern("properties.spotRestorePolicy.restoreTimeout", .compare(.duration)),
    FieldPattern("properties.scaleInPolicy.rules[]", .compare(.anyCase)),
  ]

  private static let machine = "properties.virtualMachineProfile"

  private static let machineProfile: [FieldPattern] = [
    FieldPattern(machine, .rolling),
    FieldPattern("\(machine).timeCreated", .noise),
    // "Azure Spot Virtual Machines for scale sets": priority and eviction are chosen when the scale set is made; the
    // highest price may change.
    FieldPattern("\(machine).priority", .compare(.anyCase), .change(.never), .absentMeans("Regular")),
    FieldPattern("\(machine).evictionPolicy", .compare(.anyCase), .change(.never)),
    FieldPattern("\(machine).licenseType", .compare(.anyCase)),
    // "Trusted Launch for scale sets": a set cannot get or lose it. Secure boot and the TPM can be switched under it, as
    // can "encryption at host", for instances that take the new model.
    FieldPattern(
      "\(machine).securityProfile.securityType", .compare(.anyCase), .change(.never), .absentMeans("Standard")),
    FieldPattern("\(machine).securityProfile.encryptionAtHost", .firm, .absentMeans(false)),
    FieldPattern("\(machine).securityProfile.uefiSettings.*", .firm),
    FieldPattern("\(machine).diagnosticsProfile.bootDiagnostics.storageUri", .compare(.anyCase)),
    FieldPattern("\(machine).scheduledEventsProfile.terminateNotificationProfile", .kept(since: "2019-03-01")),
    FieldPattern(
      "\(machine).scheduledEventsProfile.terminateNotificationProfile.notBeforeTimeout", .compare(.duration)),
    FieldPattern("\(machine).scheduledEventsProfile.osImageNotificationProfile", .kept(since: "2022-11-01")),
    FieldPattern(
      "\(machine).scheduledEventsProfile.osImageNotificationProfile.notBeforeTimeout", .compare(.duration)),
    FieldPattern("\(machine).userData", .secret, .writeOnly),
  ]

  private static let machineSystem: [FieldPattern] = [
    FieldPattern("\(machine).osProfile.computerNamePrefix", .compare(.anyCase), .change(.never)),
    FieldPattern("\(machine).osProfile.adminUsername", .change(.never)),
    FieldPattern("\(machine).osProfile.adminPassword", .secret, .writeOnly),
    FieldPattern("\(machine).osProfile.customData", .secret, .writeOnly),
    FieldPattern("\(machine).osProfile.linuxConfiguration.disablePasswordAuthentication", .firm),
    FieldPattern("\(machine).osProfile.linuxConfiguration.ssh.publicKeys", .firm),
    FieldPattern("\(machine).osProfile.linuxConfiguration.ssh.publicKeys[].keyData", .compare(.trimmed)),
    FieldPattern("\(machine).osProfile.linuxConfiguration.patchSettings.*", .compare(.anyCase)),
    FieldPattern("\(machine).osProfile.windowsConfiguration.timeZone", .compare(.anyCase)),
    FieldPattern("\(machine).osProfile.windowsConfiguration.patchSettings.*", .compare(.anyCase)),
    FieldPattern(
      "\(machine).osProfile.windowsConfiguration.additionalUnattendContent[].content", .secret, .writeOnly),
    FieldPattern("\(machine).osProfile.secrets[].sourceVault.id", .compare(.resourceID)),
  ]

  private static let machineStorage: [FieldPattern] = [
    FieldPattern("\(machine).storageProfile.imageReference.publisher", .compare(.anyCase), .change(.never), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.offer", .compare(.anyCase), .change(.never), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.sku", .compare(.anyCase), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.id", .compare(.resourceID), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.sharedGalleryImageId", .compare(.anyCase), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.communityGalleryImageId", .compare(.anyCase), .firm),
    FieldPattern("\(machine).storageProfile.imageReference.version", .compare(.anyCase)),
    FieldPattern("\(machine).storageProfile.imageReference.exactVersion", .noise),
    FieldPattern("\(machine).storageProfile.diskControllerType", .compare(.anyCase)),
    FieldPattern("\(machine).storageProfile.osDisk.*", .compare(.anyCase)),
    FieldPattern("\(machine).storageProfile.osDisk.createOption", .compare(.anyCase), .change(.never)),
    FieldPattern("\(machine).storageProfile.osDisk.osType", .compare(.anyCase), .change(.never)),
    // A system disk is never made smaller ("Expand virtual hard disks"), and an ephemeral one is one for life.
    FieldPattern("\(machine).storageProfile.osDisk.diskSizeGB", .change(.increasing), .firm),
    FieldPattern("\(machine).storageProfile.osDisk.diffDiskSettings", .change(.never)),
    FieldPattern("\(machine).storageProfile.osDisk.diffDiskSettings.*", .compare(.anyCase)),
    FieldPattern(
      "\(machine).storageProfile.osDisk.managedDisk.storageAccountType", .compare(.anyCase), .change(.never), .firm),
    FieldPattern("\(machine).storageProfile.dataDisks", .compare(.keyed(by: "lun"))),
    FieldPattern("\(machine).storageProfile.dataDisks[].*", .compare(.anyCase)),
    FieldPattern("\(machine).storageProfile.dataDisks[].diskSizeGB", .change(.increasing), .firm),
    FieldPattern("\(machine).storageProfile.dataDisks[].managedDisk.storageAccountType", .compare(.anyCase), .firm),
  ]

  private static let card = "\(machine).networkProfile.networkInterfaceConfigurations"

  private static let machineNetwork: [FieldPattern] = [
    FieldPattern("\(machine).networkProfile.healthProbe.id", .compare(.resourceID)),
    FieldPattern(card, .compare(.keyed(by: "name"))),
    FieldPattern("\(card)[].properties.networkSecurityGroup.id", .compare(.resourceID), .firm),
    FieldPattern("\(card)[].properties.dnsSettings.dnsServers", .compare(.set)),
    FieldPattern("\(card)[].properties.ipConfigurations", .compare(.keyed(by: "name"))),
    // "Modify a Virtual Machine Scale Set": the new subnet must be in the old one's network.
    FieldPattern(
      "\(card)[].properties.ipConfigurations[].properties.subnet.id", .compare(.resourceID), .change(.withinParent)),
    FieldPattern("\(card)[].properties.ipConfigurations[].properties.privateIPAddressVersion", .compare(.anyCase)),
    FieldPattern(
      "\(card)[].properties.ipConfigurations[].properties.loadBalancerBackendAddressPools", .compare(.keyed(by: "id"))),
    FieldPattern(
      "\(card)[].properties.ipConfigurations[].properties.loadBalancerInboundNatPools", .compare(.keyed(by: "id"))),
    FieldPattern(
      "\(card)[].properties.ipConfigurations[].properties.applicationSecurityGroups", .compare(.keyed(by: "id"))),
    FieldPattern(
      "\(card)[].properties.ipConfigurations[].properties.publicIPAddressConfiguration.sku.*", .compare(.anyCase)),
  ]

  private static let extensions = "\(machine).extensionProfile.extensions"

  private static let machineExtensions: [FieldPattern] = [
    FieldPattern("\(machine).extensionProfile.extensionsTimeBudget", .compare(.duration)),
    FieldPattern(extensions, .compare(.keyed(by: "name"))),
    FieldPattern("\(extensions)[].properties.publisher", .compare(.anyCase)),
    FieldPattern("\(extensions)[].properties.type", .compare(.anyCase)),
    FieldPattern("\(extensions)[].properties.typeHandlerVersion", .compare(.trimmed)),
    // ApplicationHealth writes its protocol in any capitals, JsonADDomainExtension its flags as text.
    FieldPattern("\(extensions)[].properties.settings.protocol", .compare(.anyCase)),
    FieldPattern("\(extensions)[].properties.settings.requestPath", .compare(.trimmed)),
    FieldPattern("\(extensions)[].properties.provisionAfterExtensions", .compare(.set)),
    FieldPattern("\(extensions)[].properties.protectedSettings", .secret, .writeOnly),
    FieldPattern("\(extensions)[].properties.settings.commandToExecute", .secret),
  ]
}
