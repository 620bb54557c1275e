import Pools
import Templates

extension FieldText {
  mutating func machine() {
    let machine = fields.machine
    if isWindows || isSaidAround("os") { say("os", .text(isWindows ? "windows" : "ubuntu")) }
    if machine.image != Self.usualImage(isWindows: isWindows) || isSaidAround("image") {
      say("image", .map(image(machine.image)))
    }
    say("size", .text(machine.size))
    let isFlexible = fields.orchestration == .flexible
    if isFlexible || isSaidAround("orchestration") { say("orchestration", .text(isFlexible ? "flexible" : "uniform")) }
    if machine.namePrefix != usualPrefix || isSaidAround("namePrefix") { say("namePrefix", .text(machine.namePrefix)) }
    if !machine.zones.isEmpty || isSaidAround("zones") { say("zones", .words(machine.zones)) }
    if let spot = machine.spot {
      say("priority", .text("spot"))
      let isDeleted = spot.eviction == .delete
      if isDeleted || isSaidAround("eviction") { say("eviction", .text(isDeleted ? "delete" : "deallocate")) }
    } else if isSaidAround("priority") {
      say("priority", .text("regular"))
    }
    let disk = machine.systemDisk
    say(
      "osDisk",
      [
        Self.member("sizeGB", disk.size, ManifestNode.number),
        disk.type == "Premium_LRS" && isPremiumSize && !isSaidAround("osDisk.type")
          ? nil : .init("type", .text(disk.type)),
      ])
    if !machine.dataDisks.isEmpty || isSaidAround("dataDisks") {
      say(
        "dataDisks",
        .list(
          machine.dataDisks.map { disk in
            .map(
              [Self.member("sizeGB", disk.size, ManifestNode.number), .init("type", .text(disk.type))].compactMap { $0 }
            )
          }))
    }
    if machine.image != Self.usualImage(isWindows: isWindows) || !machine.hasTrustedLaunch
      || isSaidAround("trustedLaunch")
    {
      say("trustedLaunch", .flag(machine.hasTrustedLaunch))
    }
    let usualBoot = MachineFields.secureBoot(onSize: machine.size, of: fields.system)
    if machine.hasTrustedLaunch, machine.hasSecureBoot != usualBoot || isSaidAround("secureBoot") {
      say("secureBoot", .flag(machine.hasSecureBoot))
    }
    if machine.hasEncryptionAtHost || isSaidAround("encryptionAtHost") {
      say("encryptionAtHost", .flag(machine.hasEncryptionAtHost))
    }
    if !machine.hasBootDiagnostics || isSaidAround("bootDiagnostics") {
      say("bootDiagnostics", .flag(machine.hasBootDiagnostics))
    }
    health(machine.health)
    if let after = machine.repairsAfter { say("repairs", .map([.init("after", Self.minutes(after))])) }
  }

  private mutating func health(_ health: MachineFields.Health?) {
    guard let health else { return say("health", .text("none")) }
    let usual = MachineFields.Health(channel: .tcp, port: isWindows ? 3389 : 22)
    guard health != usual || isSaidAround("health") else { return }
    say(
      "health",
      [
        .init("protocol", .text(health.channel.rawValue)), .init("port", .number(health.port)),
        Self.member("path", health.path, ManifestNode.text),
      ])
  }

  /// Microsoft's Data Science VM.
  private static func usualImage(isWindows: Bool) -> MachineFields.Image {
    .marketplace(
      publisher: "microsoft-dsvm", offer: isWindows ? "dsvm-win-2022" : "ubuntu-2204",
      sku: isWindows ? "winserver-2022" : "2204-gen2", version: "latest", plan: nil)
  }

  private func image(_ image: MachineFields.Image) -> [ManifestNode.Member] {
    switch image {
    case .resource(let id): [.init("id", .text(id.description))]
    case .marketplace(let publisher, let offer, let sku, let version, let plan):
      [
        .init("publisher", .text(publisher)), .init("offer", .text(offer)), .init("sku", .text(sku)),
        .init("version", .text(version)),
        Self.member("plan", plan) { plan in
          .map([
            .init("name", .text(plan.name)), .init("publisher", .text(plan.publisher)),
            .init("product", .text(plan.product)),
          ])
        },
      ].compactMap { $0 }
    }
  }

  /// What is taken where nothing is said; nil where Windows' rules would have to be known.
  private var usualPrefix: String? {
    isWindows || fields.identity.domain != nil ? nil : fields.name.description
  }

  /// Whether the size takes premium disks beyond doubt: an `s` among the small letters behind its number.
  private var isPremiumSize: Bool {
    fields.machine.size.split(separator: "_").dropFirst().first?
      .drop { $0.isUppercase }.drop { $0.isNumber }.contains("s") ?? false
  }
}
