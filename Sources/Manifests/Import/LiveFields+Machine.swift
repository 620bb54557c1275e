import Pools
import Templates

extension LiveFields {
  func machine(_ system: PoolFields.System) throws(Inexpressible) -> MachineFields {
    guard let size = body.text("sku.name") else { throw Inexpressible("its machines have no size") }
    var machine = MachineFields(
      size: size, image: try image(), namePrefix: profile.text("osProfile.computerNamePrefix") ?? "\(name)")
    machine.zones = body.words("zones").sorted()
    if profile.text("priority")?.lowercased() == "spot" {
      guard let eviction = MachineFields.Spot.Eviction(azure: profile.text("evictionPolicy") ?? "Deallocate") else {
        throw Inexpressible("its eviction policy is unknown")
      }
      machine.spot = MachineFields.Spot(eviction: eviction)
    }
    machine.systemDisk = disk(profile.at("storageProfile.osDisk") ?? .null)
    machine.dataDisks = profile.list("storageProfile.dataDisks").map { disk($0) }
      .sorted { ($0.unit ?? 0) < ($1.unit ?? 0) }
    machine.hasTrustedLaunch = profile.text("securityProfile.securityType")?.lowercased() == "trustedlaunch"
    machine.hasSecureBoot =
      !machine.hasTrustedLaunch || (profile.flag("securityProfile.uefiSettings.secureBootEnabled") ?? false)
    machine.hasEncryptionAtHost = profile.flag("securityProfile.encryptionAtHost") ?? false
    machine.hasBootDiagnostics = profile.flag("diagnosticsProfile.bootDiagnostics.enabled") ?? false
    machine.health = try health()
    if body.flag("properties.automaticRepairsPolicy.enabled") == true {
      machine.repairsAfter = body.minutes("properties.automaticRepairsPolicy.gracePeriod")
    }
    let rules = body.words("properties.scaleInPolicy.rules")
    guard rules.count < 2, let scaleIn = MachineFields.ScaleIn(azure: rules.first ?? "Default") else {
      throw Inexpressible("its scale-in policy has rules that no field says")
    }
    machine.scaleIn = scaleIn
    return machine
  }

  private func image() throws(Inexpressible) -> MachineFields.Image {
    let reference = profile.at("storageProfile.imageReference") ?? .null
    if let id = reference.text("id") {
      guard let image = ResourceID(id) else { throw Inexpressible("its image is no resource of a group") }
      return .resource(image)
    }
    guard let publisher = reference.text("publisher"), let offer = reference.text("offer"),
      let sku = reference.text("sku")
    else { throw Inexpressible("its image is of a kind that no field says") }
    let plan = body.at("plan").flatMap { plan -> MachineFields.Plan? in
      guard let name = plan.text("name"), let publisher = plan.text("publisher"), let product = plan.text("product")
      else { return nil }
      return MachineFields.Plan(name: name, publisher: publisher, product: product)
    }
    return .marketplace(
      publisher: publisher, offer: offer, sku: sku, version: reference.text("version") ?? "latest", plan: plan)
  }

  private func disk(_ disk: JSONValue) -> MachineFields.Disk {
    MachineFields.Disk(
      size: disk.number("diskSizeGB"), type: disk.text("managedDisk.storageAccountType") ?? "Premium_LRS",
      unit: disk.number("lun"))
  }

  /// What the health extension asks; nil where there is none.
  private func health() throws(Inexpressible) -> MachineFields.Health? {
    let found = extensions.first {
      $0.text("properties.type")?.lowercased().hasPrefix("applicationhealth") ?? false
    }
    guard let settings = found?.at("properties.settings") else { return nil }
    guard let channel = MachineFields.Health.Channel(azure: settings.text("protocol")),
      let port = settings.number("port")
    else { throw Inexpressible("what asks its machines for their health cannot be told") }
    return MachineFields.Health(channel: channel, port: port, path: settings.text("requestPath"))
  }
}
