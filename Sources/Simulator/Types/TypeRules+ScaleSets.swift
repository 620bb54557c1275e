import Pools

extension TypeRules {
  /// Microsoft.Compute/virtualMachineScaleSets.
  static let scaleSets: TypeRules = {
    var rules = TypeRules("Microsoft.Compute/virtualMachineScaleSets", versions: .compute)
    let profile = "properties.virtualMachineProfile"
    rules.style = .compute
    rules.defaults = [
      ("sku.tier", "Standard"),
      ("properties.singlePlacementGroup", true),
      ("properties.orchestrationMode", "Uniform"),
      ("properties.platformFaultDomainCount", 5),
      ("properties.upgradePolicy", ["mode": "Manual"]),
      ("properties.automaticRepairsPolicy.gracePeriod", "PT10M"),
      ("properties.automaticRepairsPolicy.repairAction", "Replace"),
      ("properties.scaleInPolicy.forceDeletion", false),
      ("\(profile).osProfile.secrets", []),
      ("\(profile).osProfile.allowExtensionOperations", true),
      ("\(profile).osProfile.requireGuestProvisionSignal", true),
      ("\(profile).osProfile.linuxConfiguration.provisionVMAgent", true),
      ("\(profile).osProfile.linuxConfiguration.disablePasswordAuthentication", false),
      ("\(profile).osProfile.linuxConfiguration.enableVMAgentPlatformUpdates", false),
      ("\(profile).osProfile.windowsConfiguration.provisionVMAgent", true),
      ("\(profile).osProfile.windowsConfiguration.enableAutomaticUpdates", true),
      ("\(profile).storageProfile.osDisk.caching", "None"),
      ("\(profile).storageProfile.osDisk.managedDisk", [:]),
      ("\(profile).storageProfile.osDisk.managedDisk.storageAccountType", "Premium_LRS"),
      ("\(profile).storageProfile.osDisk.diskSizeGB", 150),
      ("\(profile).storageProfile.imageReference.version", "latest"),
      ("\(profile).networkProfile.networkInterfaceConfigurations.*.properties.enableAcceleratedNetworking", false),
      ("\(profile).networkProfile.networkInterfaceConfigurations.*.properties.disableTcpStateTracking", false),
      ("\(profile).networkProfile.networkInterfaceConfigurations.*.properties.enableIPForwarding", false),
      ("\(profile).networkProfile.networkInterfaceConfigurations.*.properties.dnsSettings", ["dnsServers": []]),
      (
        "\(profile).networkProfile.networkInterfaceConfigurations.*.properties.ipConfigurations.*.properties"
          + ".privateIPAddressVersion", "IPv4"
      ),
      ("\(profile).extensionProfile.extensions.*.properties.autoUpgradeMinorVersion", false),
    ].map { (JSONPattern($0), $1) }
    rules.writeOnly = [
      "properties.virtualMachineProfile.osProfile.adminPassword",
      "properties.virtualMachineProfile.osProfile.customData",
      "properties.virtualMachineProfile.userData",
      "properties.virtualMachineProfile.extensionProfile.extensions.*.properties.protectedSettings",
    ]
    rules.expansions = ["userdata": "properties.virtualMachineProfile.userData"]
    let configurations = "\(profile).networkProfile.networkInterfaceConfigurations.*.properties"
    rules.fixed = [
      Fixed(pattern: "properties.orchestrationMode", isKept: true),
      Fixed(pattern: "properties.platformFaultDomainCount", isKept: true),
      Fixed(pattern: "properties.singlePlacementGroup", isKept: true) { $0.bool == false && $1.bool == true },
      Fixed(pattern: "plan.name"), Fixed(pattern: "plan.publisher"), Fixed(pattern: "plan.product"),
      Fixed(pattern: JSONPattern("\(profile).storageProfile.imageReference.publisher")),
      Fixed(pattern: JSONPattern("\(profile).storageProfile.imageReference.offer")),
      Fixed(pattern: JSONPattern("\(profile).osProfile.computerNamePrefix")),
      Fixed(pattern: JSONPattern("\(profile).osProfile.adminUsername")),
      Fixed(pattern: JSONPattern("\(profile).priority")),
      Fixed(pattern: JSONPattern("\(profile).evictionPolicy")),
      Fixed(pattern: JSONPattern("\(profile).securityProfile.securityType"), absent: "Standard"),
      // "Modify a Virtual Machine Scale Set": another subnet has to be of the same network.
      Fixed(pattern: JSONPattern("\(configurations).ipConfigurations.*.properties.subnet.id")) { old, new in
        let networks = [old, new].map { ARMPath($0.string ?? "").droppingLast.droppingLast.key }
        return networks[0] != networks[1]
      },
      Fixed(pattern: JSONPattern("\(profile).storageProfile.osDisk.managedDisk.storageAccountType")),
      Fixed(
        pattern: JSONPattern("\(profile).storageProfile.osDisk.diskSizeGB"),
        refuses: { old, new in new.integer ?? 0 < old.integer ?? 0 }),
      Fixed(
        pattern: "zones",
        refuses: { old, new in
          let kept = Set((new.array ?? []).compactMap(\.string))
          return !(old.array ?? []).allSatisfy { $0.string.map(kept.contains) ?? true }
        }),
    ]
    rules.references = [
      "\(configurations).networkSecurityGroup.id",
      "\(configurations).ipConfigurations.*.properties.subnet.id",
      "\(configurations).ipConfigurations.*.properties.loadBalancerBackendAddressPools.*.id",
      "\(configurations).ipConfigurations.*.properties.loadBalancerInboundNatPools.*.id",
      "\(profile).networkProfile.healthProbe.id",
    ].map { JSONPattern($0) }
    rules.children = [Children(segment: "extensions", list: JSONPattern("\(profile).extensionProfile.extensions"))]
    rules.check = { body throws(ARMError) in try ScaleSetCheck(body).run() }
    rules.prepare = { body, old in prepareScaleSet(body, old) }
    rules.finish = { resource, old, surroundings in finishScaleSet(&resource, old, &surroundings) }
    return rules
  }()

  /// Secrets that are not said again stay, and a large new set is spread over placement groups.
  private static func prepareScaleSet(_ body: JSONValue, _ old: Resource?) -> JSONValue {
    var body = body
    if (body.first("sku.capacity")?.integer ?? 0) > 100 {
      body = body.changing("properties.singlePlacementGroup") { $0 ?? false }
    }
    body = withModeDefaults(body)
    guard let old else { return body }
    for name in ["adminPassword", "customData"] {
      let pattern = JSONPattern("properties.virtualMachineProfile.osProfile.\(name)")
      if let secret = old.body.first(pattern) { body = body.changing(pattern) { $0 ?? secret } }
    }
    let extensions: JSONPattern = "properties.virtualMachineProfile.extensionProfile.extensions.*"
    let earlier = old.body.values(extensions)
    return body.changing(extensions) { given in
      let same = earlier.first { $0.member("name") == given?.member("name") }
      guard let given, let secret = same?.first("properties.protectedSettings") else { return given }
      return given.changing("properties.protectedSettings") { $0 ?? secret }
    }
  }

  /// What Azure fills in for one orchestration or upgrade mode, or for spot machines, and not for the other.
  private static func withModeDefaults(_ given: JSONValue) -> JSONValue {
    var body = given
    if body.first("properties.orchestrationMode")?.string?.lowercased() == "flexible" {
      body = body.changing("properties.singlePlacementGroup") { $0 ?? false }
      body = body.changing("properties.platformFaultDomainCount") { $0 ?? 1 }
    } else {
      body = body.changing("properties.overprovision") { $0 ?? true }
      body = body.changing("properties.doNotRunExtensionsOnOverprovisionedVMs") { $0 ?? false }
    }
    if body.first("properties.upgradePolicy.mode")?.string?.lowercased() == "rolling" {
      body = body.changing("properties.upgradePolicy.rollingUpgradePolicy") { $0 ?? [:] }
      for (name, value) in [
        ("maxBatchInstancePercent", 20), ("maxUnhealthyInstancePercent", 20),
        ("maxUnhealthyUpgradedInstancePercent", 20),
        ("pauseTimeBetweenBatches", "PT0S"),
      ] as [(String, JSONValue)] {
        body = body.changing(JSONPattern("properties.upgradePolicy.rollingUpgradePolicy.\(name)")) { $0 ?? value }
      }
    }
    if body.first("properties.virtualMachineProfile.priority")?.string?.lowercased() == "spot" {
      body = body.changing("properties.virtualMachineProfile.evictionPolicy") { $0 ?? "Deallocate" }
    }
    return body
  }

  /// What machines are made from: they have the newest model where this has not changed since they took it.
  private static func model(_ body: JSONValue) -> [JSONValue?] {
    let profile = body.first("properties.virtualMachineProfile")?.changing("timeCreated") { _ in nil }
    return [profile, body.first("sku.name"), body.member("plan")]
  }

  private static func finishScaleSet(_ resource: inout Resource, _ old: Resource?, _ here: inout Surroundings) {
    let uniqueID = old?.body.first("properties.uniqueId")?.string ?? here.identifiers.guid()
    let created = old?.body.first("properties.timeCreated")?.string ?? here.now.armText
    let windows = resource.body.first("properties.virtualMachineProfile.osProfile.windowsConfiguration") != nil
    resource.body = resource.body
      .changing("properties.uniqueId") { _ in .string(uniqueID) }
      .changing("properties.timeCreated") { _ in .string(created) }
      .changing("properties.virtualMachineProfile.timeCreated") { _ in .string(created) }
      .changing("properties.virtualMachineProfile.storageProfile.osDisk.osType") {
        $0 ?? (windows ? "Windows" : "Linux")
      }
    var machines = old?.machines ?? Machines()
    let zones = resource.body.values("zones.*").compactMap(\.string)
    if let old, model(old.body) != model(resource.body) {
      machines.modelChanged()
      resource.upgrade = ModelUpgrade(resource.body, at: here.now, latency: here.latency)
    } else {
      resource.upgrade = old?.upgrade
    }
    let capacity = Int(resource.body.first("sku.capacity")?.integer ?? 0)
    machines.scale(to: capacity, zones: zones, at: here.now, identifiers: &here.identifiers)
    resource.machines = machines
  }
}
