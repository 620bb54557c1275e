import Pools
import Templates

extension OwnFields {
  mutating func machine() -> MachineFields? {
    let image = image()
    let prefix = namePrefix()
    let health = health()
    let spot = spot()
    let repairs = repairs(health: health)
    let zones = distinct(spec["zones"].elements ?? [])
    let size = spec["size"].text
    let disks = disks(of: size)
    checkSize()
    guard let size, let image, let prefix else { return nil }
    var machine = MachineFields(size: size, image: image, namePrefix: prefix)
    machine.zones = zones.sorted()
    machine.spot = spot
    machine.systemDisk = disks.system
    machine.dataDisks = disks.data
    machine.hasTrustedLaunch = spec["trustedLaunch"].bool ?? Self.isSecondGeneration(image)
    machine.hasSecureBoot = secureBoot(on: machine)
    machine.hasEncryptionAtHost = spec["encryptionAtHost"].bool ?? false
    machine.hasBootDiagnostics = spec["bootDiagnostics"].bool ?? true
    machine.health = health
    machine.repairsAfter = repairs
    machine.scaleIn = ["newest": .newest, "oldest": .oldest][spec["scaleIn"].text ?? ""] ?? .balanced
    return machine
  }

  private mutating func secureBoot(on machine: MachineFields) -> Bool {
    let (node, launch) = (spec["secureBoot"], spec["trustedLaunch"])
    if node.bool == true, !machine.hasTrustedLaunch, !launch.isWrong {
      let why = launch.isSaid ? "spec.trustedLaunch says false (\(launch.place))" : "this image has none by default"
      fault(node, "secure boot is a part of trusted launch, and \(why); write trustedLaunch: true, or take it out")
    }
    return node.bool ?? MachineFields.secureBoot(onSize: machine.size, of: system)
  }

  // MARK: Image

  private mutating func image() -> MachineFields.Image? {
    let node = spec["image"]
    if node.isWrong { return nil }
    if node["id"].isSaid { return node["id"].id.map { .resource($0) } }
    let names = ["publisher", "offer", "sku"]
    guard names.contains(where: { !node[$0].isUnsaid }) || !node["plan"].isUnsaid || !node["version"].isUnsaid else {
      return node["id"].isWrong ? nil : defaultImage
    }
    // A version alone, or a plan, is of Weir's own image.
    guard names.contains(where: { !node[$0].isUnsaid }) else {
      return defaultImage(version: node["version"], plan: node["plan"])
    }
    for name in names { missing(node[name], "write the image's \(name), or take the others out for Weir's own image") }
    checkSystem(of: node)
    guard let publisher = node["publisher"].text, let offer = node["offer"].text, let sku = node["sku"].text
    else { return nil }
    return .marketplace(
      publisher: publisher, offer: offer, sku: sku, version: node["version"].text ?? "latest", plan: plan(node["plan"]))
  }

  private func plan(_ node: FieldNode) -> MachineFields.Plan? {
    guard let name = node["name"].text, let publisher = node["publisher"].text, let product = node["product"].text
    else { return nil }
    return MachineFields.Plan(name: name, publisher: publisher, product: product)
  }

  private var defaultImage: MachineFields.Image { defaultImage(version: nil, plan: nil) }

  /// Microsoft's Data Science VM.
  private func defaultImage(version: FieldNode?, plan: FieldNode?) -> MachineFields.Image {
    .marketplace(
      publisher: "microsoft-dsvm", offer: isWindows ? "dsvm-win-2022" : "ubuntu-2204",
      sku: isWindows ? "winserver-2022" : "2204-gen2", version: version?.text ?? "latest",
      plan: plan.flatMap { self.plan($0) })
  }

  /// Looks whether one of the publishers that everybody knows sells the image for the other system.
  private mutating func checkSystem(of image: FieldNode) {
    guard isSystemKnown, let publisher = image["publisher"].text?.lowercased(),
      let offer = image["offer"].text?.lowercased()
    else { return }
    let isWindowsImage = publisher == "microsoftwindowsserver" || offer.hasPrefix("dsvm-win")
    let isUbuntuImage =
      publisher == "canonical" || offer.hasPrefix("ubuntu-") || offer == "linux-data-science-vm-ubuntu"
    guard isWindows ? isUbuntuImage : isWindowsImage else { return }
    let (culprit, other) = spec["os"].isSaid ? self.culprit(image["offer"], spec["os"]) : (image["offer"], spec["os"])
    let says = spec["os"].isSaid ? "spec.os says \(system.rawValue) (\(other.place))" : "spec.os is ubuntu by default"
    if culprit.path == "spec.os" {
      fault(
        culprit,
        "the image is of \(isWindows ? "Ubuntu" : "Windows") (\(other.place)); write \(isWindows ? "ubuntu" : "windows")"
      )
    } else {
      fault(
        culprit,
        "this is an image of \(isWindows ? "Ubuntu" : "Windows"), and \(says); write os: \(isWindows ? "ubuntu" : "windows"), or another image"
      )
    }
  }

  private static func isSecondGeneration(_ image: MachineFields.Image) -> Bool {
    guard case .marketplace(let publisher, let offer, let sku, _, _) = image else { return false }
    return sku.lowercased().contains("gen2") || publisher == "microsoft-dsvm" && offer == "dsvm-win-2022"
  }

  // MARK: Names

  /// What computers' names may have on Windows (NetBIOS: 15) without the six characters that Azure adds.
  private static let windowsPrefix = 9

  private mutating func namePrefix() -> String? {
    let node = spec["namePrefix"]
    let isShort = isWindows || spec["identity"]["domain"].isSaid
    guard let said = node.text else {
      guard !node.isWrong, let nameStem else { return nil }
      guard isShort else { return nameStem.description }
      var prefix = nameStem.description.prefix(Self.windowsPrefix)
      while prefix.hasSuffix("-") { prefix = prefix.dropLast() }
      return String(prefix)
    }
    guard isShort, isSystemKnown else { return said }
    if said.utf8.count > Self.windowsPrefix {
      fault(
        node,
        "\(Quoted.text(said)) has \(said.utf8.count) characters, and the names of \(isWindows ? "Windows" : "a domain's") "
          + "machines begin with at most \(Self.windowsPrefix); write for example \(said.prefix(Self.windowsPrefix).trimmingHyphens)"
      )
    } else if said.utf8.allSatisfy(Letters.isDigit) {
      fault(node, "\(Quoted.text(said)) is a number, which the name of a Windows machine cannot be; put a letter first")
    }
    return said
  }

  // MARK: Priority and health

  private mutating func spot() -> MachineFields.Spot? {
    let (priority, eviction) = (spec["priority"], spec["eviction"])
    if priority.text == "spot" {
      return MachineFields.Spot(eviction: eviction.text == "delete" ? .delete : .deallocate)
    }
    if eviction.isSaid, !priority.isWrong {
      let why = priority.isSaid ? "spec.priority says regular (\(priority.place))" : "these are not"
      fault(
        at: eviction.keyPlace,
        "spec.eviction: only spot machines are taken back by Azure, and \(why); write priority: spot, or take it out")
    }
    return nil
  }

  private mutating func health() -> MachineFields.Health? {
    let node = spec["health"]
    if node.text == "none" || node.isWrong { return nil }
    let channel = MachineFields.Health.Channel(rawValue: node["protocol"].text ?? "tcp") ?? .tcp
    let (port, path) = (node["port"], node["path"])
    if channel == .tcp {
      if path.isSaid, !node["protocol"].isWrong {
        fault(at: path.keyPlace, "\(path.path): TCP knows no path; write protocol: http or https, or take it out")
      }
      return MachineFields.Health(channel: .tcp, port: port.integer ?? (isWindows ? 3389 : 22))
    }
    missing(port, "write the port that is asked by \(channel.rawValue.uppercased())")
    return MachineFields.Health(channel: channel, port: port.integer ?? 80, path: path.text ?? "/")
  }

  private mutating func repairs(health: MachineFields.Health?) -> Int? {
    let node = spec["repairs"]
    guard node.isSaid else { return nil }
    if health == nil, !spec["health"].isWrong {
      fault(
        at: node.keyPlace,
        "spec.repairs: nothing tells which machines work, since spec.health is none (\(spec["health"].place)); take one of "
          + "them out")
    }
    return node["after"].minutes
  }

  // MARK: Disks

  private mutating func disks(of size: String?) -> (system: MachineFields.Disk, data: [MachineFields.Disk]) {
    let standard = size.map(Self.takesPremium) ?? true ? "Premium_LRS" : "StandardSSD_LRS"
    let node = spec["osDisk"]
    let system = MachineFields.Disk(size: node["sizeGB"].integer, type: node["type"].text ?? standard)
    let disks = spec["dataDisks"].elements ?? []
    if disks.count > Self.mostDisks {
      fault(
        disks[Self.mostDisks],
        "these are \(disks.count) disks and Azure takes \(Self.mostDisks) a machine; take some out")
    }
    let data = disks.enumerated().map { unit, disk in
      MachineFields.Disk(size: disk["sizeGB"].integer, type: disk["type"].text ?? standard, unit: unit)
    }
    return (system, data)
  }

  /// Looks whether the size is one for the disks and the image: Azure refuses the machines otherwise, one by one.
  private mutating func checkSize() {
    let size = spec["size"]
    guard let text = size.text else { return }
    for disk in [spec["osDisk"]] + (spec["dataDisks"].elements ?? []) {
      guard let type = disk["type"].text, type.hasPrefix("Premium"), !Self.takesPremium(text) else { continue }
      fault(
        disk["type"],
        "\(text) takes no premium disks (\(size.place)); write StandardSSD_LRS, or a size with an s behind its number")
    }
    if Self.isArm(text), spec["image"]["publisher"].isUnsaid, spec["image"]["id"].isUnsaid {
      fault(
        size,
        "\(text) has Arm processors, and the Data Science images are for x64; write another size, or an image for Arm")
    }
  }

  /// What the largest sizes take.
  private static let mostDisks = 64

  /// Whether the size takes premium disks: its features, behind the number, have an `s`, or its older family does.
  private static func takesPremium(_ size: String) -> Bool {
    let (family, features) = parts(of: size)
    return features.contains("s") || family.dropFirst().contains("S") || family == "M"
  }

  private static func isArm(_ size: String) -> Bool { parts(of: size).features.contains("p") }

  /// `D` and `4ps` of `Standard_D4ps_v5` (learn.microsoft.com, naming conventions of virtual machine sizes).
  private static func parts(of size: String) -> (family: Substring, features: Substring) {
    let series = size.dropFirst("Standard_".count)
    let family = series.prefix { $0.isUppercase }
    return (family, series.dropFirst(family.count).prefix { $0 != "_" })
  }
}

extension Substring {
  /// Without the hyphens at its end.
  fileprivate var trimmingHyphens: Substring {
    var text = self
    while text.hasSuffix("-") { text = text.dropLast() }
    return text
  }
}
