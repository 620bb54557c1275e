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
      ("properties.overprovision", true),
      ("properties.doNotRunExtensionsOnOverprovisionedVMs", false),
      ("properties.platformFaultDomainCount", 5),
      ("properties.upgradePolicy", ["mode": "Manual"]),
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
      Fixed(
        pattern: "zones",
        refuses: { old, new in
          let kept = Set((new.array ?? []).compactMap(\.string))
          return !(old.array ?? []).allSatisfy { $0.string.map(kept.contains) ?? true }
        }),
    ]
    let configurations = "\(profile).networkProfile.networkInterfaceConfigurations.*.properties"
    rules.references = [
      "\(configurations).networkSecurityGroup.id",
      "\(configurations).ipConfigurations.*.properties.subnet.id",
      "\(configurations).ipConfigurations.*.properties.loadBalancerBackendAddressPools.*.id",
      "\(configurations).ipConfigurations.*.properties.loadBalancerInboundNatPools.*.id",
      "\(profile).networkProfile.healthProbe.id",
    ].map { JSONPattern($0) }
    rules.children = [Children(segment: "extensions", list: JSONPattern("\(profile).extensionProfile.extensions"))]
    rules.check = { body throws(ARMError) in try checkScaleSet(body) }
    rules.prepare = { body, old in prepareScaleSet(body, old) }
    rules.finish = { resource, old, surroundings in finishScaleSet(&resource, old, &surroundings) }
    return rules
  }()

  /// What Compute looks at first: a size, a count from 0 to 1000, and no null where a count should stand.
  private static func checkScaleSet(_ body: JSONValue) throws(ARMError) {
    guard let sku = body.member("sku"), sku.member("name")?.string?.isEmpty == false else {
      throw ARMError(400, "InvalidParameter", "Required parameter 'sku.name' is missing (null).", target: "sku.name")
    }
    guard let capacity = sku.member("capacity"), capacity != .null else {
      throw ARMError(
        400, "InvalidParameter", "Required parameter 'sku.capacity' is missing (null).", target: "sku.capacity")
    }
    guard let count = capacity.integer, (0...1000).contains(count) else {
      throw ARMError(
        400, "InvalidParameter", "The value of parameter sku.capacity is invalid.", target: "sku.capacity")
    }
    let profile = body.member("properties")?.member("virtualMachineProfile")
    guard body.first("properties.orchestrationMode")?.string?.lowercased() == "flexible" || profile != nil else {
      throw ARMError(
        400, "InvalidParameter", "Required parameter 'virtualMachineProfile' is missing (null).",
        target: "virtualMachineProfile")
    }
    if count > 100, body.first("properties.singlePlacementGroup")?.bool == true {
      throw ARMError(
        400, "OperationNotAllowed",
        "The scale set capacity cannot exceed 100 in a single placement group; singlePlacementGroup is true.")
    }
    let names = body.values("properties.virtualMachineProfile.extensionProfile.extensions.*.name").compactMap(\.string)
    if Set(names).count < names.count {
      throw ARMError(400, "InvalidParameter", "Extension names must be unique.", target: "extensionProfile.extensions")
    }
  }

  /// Secrets that are not said again stay, and a large new set is spread over placement groups.
  private static func prepareScaleSet(_ body: JSONValue, _ old: Resource?) -> JSONValue {
    var body = body
    if (body.first("sku.capacity")?.integer ?? 0) > 100 {
      body = body.changing("properties.singlePlacementGroup") { $0 ?? false }
    }
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
      let mode = resource.body.first("properties.upgradePolicy.mode")?.string?.lowercased()
      if mode == "automatic" || mode == "rolling" { machines.applyModel(to: nil) }
    }
    let capacity = Int(resource.body.first("sku.capacity")?.integer ?? 0)
    machines.scale(to: capacity, zones: zones, at: here.now, identifiers: &here.identifiers)
    resource.machines = machines
  }
}
