import Pools

/// What Compute looks at before it takes a scale set's body, defaults and all. Its messages are the published ones.
struct ScaleSetCheck {
  private let body: JSONValue
  private let profile: JSONValue

  init(_ body: JSONValue) {
    self.body = body
    profile = body.first("properties.virtualMachineProfile") ?? .null
  }

  func run() throws(ARMError) {
    try checkCount()
    try checkMode()
    try checkSystem()
    try checkPriority()
    try checkHealth()
    try checkLists()
  }

  private var isFlexible: Bool { body.first("properties.orchestrationMode")?.string?.lowercased() == "flexible" }

  private static func invalid(_ message: String, _ target: String) -> ARMError {
    ARMError(400, "InvalidParameter", message, target: target)
  }

  private static func missing(_ name: String, at target: String) -> ARMError {
    invalid("Required parameter '\(name)' is missing (null).", target)
  }

  private static func notAllowed(_ message: String) -> ARMError { ARMError(409, "OperationNotAllowed", message) }

  /// A size, a count from 0 to 1000, and no null where a count should stand.
  private func checkCount() throws(ARMError) {
    guard let sku = body.member("sku"), sku.member("name")?.string?.isEmpty == false else {
      throw Self.missing("sku.name", at: "sku.name")
    }
    guard let capacity = sku.member("capacity"), capacity != .null else {
      throw Self.missing("sku.capacity", at: "sku.capacity")
    }
    guard let count = capacity.integer, (0...1000).contains(count) else {
      throw Self.invalid("The value of parameter sku.capacity is invalid.", "sku.capacity")
    }
    if count > 100, body.first("properties.singlePlacementGroup")?.bool == true {
      throw ARMError(
        400, "OperationNotAllowed",
        "The scale set capacity cannot exceed 100 in a single placement group; singlePlacementGroup is true.")
    }
  }

  private func checkMode() throws(ARMError) {
    guard isFlexible || profile != .null else {
      throw Self.missing("virtualMachineProfile", at: "virtualMachineProfile")
    }
    guard isFlexible else { return }
    if body.first("properties.overprovision") == true {
      throw Self.invalid(
        "Overprovisioning is not supported for Virtual Machine Scale Sets with Flexible orchestration mode.",
        "overprovision")
    }
    if profile.first("networkProfile.networkInterfaceConfigurations")?.array?.isEmpty == false,
      profile.first("networkProfile.networkApiVersion")?.string == nil
    {
      throw Self.missing(
        "networkApiVersion", at: "virtualMachineProfile.networkProfile.networkApiVersion")
    }
  }

  private var isWindows: Bool {
    if profile.first("osProfile.windowsConfiguration") != nil { return true }
    let image = profile.first("storageProfile.imageReference")
    let words = [image?.member("publisher"), image?.member("offer")].compactMap { $0?.string?.lowercased() }
    return profile.first("storageProfile.osDisk.osType")?.string?.lowercased() == "windows"
      || words.contains { $0.hasPrefix("dsvm-win") || $0.hasPrefix("microsoftwindows") || $0 == "windowsserver" }
  }

  /// Names that Azure does not let an administrator have: those that every system is tried by.
  private static let refusedNames: Set<String> = [
    "1", "123", "a", "actuser", "adm", "admin", "admin1", "admin2", "administrator", "aspnet", "backup", "console",
    "david", "guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys", "test", "test1",
    "test2", "test3", "user", "user1", "user2", "user3", "user4", "user5",
  ]

  private func checkSystem() throws(ARMError) {
    guard let system = profile.member("osProfile"), system.object != nil else { return }
    let place = "virtualMachineProfile.osProfile"
    if let prefix = system.member("computerNamePrefix")?.string {
      let limit = isWindows ? 9 : 58
      guard prefix.count <= limit, !isWindows || !prefix.allSatisfy(\.isNumber),
        !prefix.contains(where: { "`~!@#$%^&*()=+_[]{}\\|;:.'\",<>/? ".contains($0) })
      else {
        throw Self.invalid(
          "\(isWindows ? "Windows" : "Linux") computer name prefix cannot be more than \(limit) characters long, be entirely"
            + " numeric, or contain the following characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' \" , < > / ?.",
          "\(place).computerNamePrefix")
      }
    }
    guard let user = system.member("adminUsername")?.string, !user.isEmpty else {
      throw Self.missing("osProfile.adminUsername", at: "osProfile.adminUsername")
    }
    if Self.refusedNames.contains(user.lowercased()) {
      throw Self.invalid("The Admin Username specified is not allowed.", "adminUsername")
    }
    let password = system.member("adminPassword")?.string
    if isWindows {
      guard let password, !password.isEmpty else { throw Self.missing("adminPassword", at: "adminPassword") }
    } else if password == nil || system.first("linuxConfiguration.disablePasswordAuthentication") == true,
      system.first("linuxConfiguration.ssh.publicKeys")?.array?.isEmpty != false
    {
      throw Self.invalid(
        "Authentication using either SSH or by user name and password must be enabled in Linux profile.",
        "linuxConfiguration")
    }
  }

  private func checkPriority() throws(ARMError) {
    let isSpot = ["spot", "low"].contains(profile.member("priority")?.string?.lowercased() ?? "regular")
    if !isSpot, profile.member("evictionPolicy")?.string != nil {
      throw Self.notAllowed("Eviction policy can be set only on Azure Spot Virtual Machines.")
    }
    if !isSpot, let price = profile.first("billingProfile.maxPrice")?.double, price != -1 {
      throw Self.notAllowed("Max price can be set only on Azure Spot Virtual Machines.")
    }
  }

  /// Rolling upgrades and repairs ask whether machines are well, so somebody has to know.
  private func checkHealth() throws(ARMError) {
    let extensions = profile.values("extensionProfile.extensions.*.properties.type").compactMap {
      $0.string?.lowercased()
    }
    let sources =
      (profile.first("networkProfile.healthProbe.id") == nil ? 0 : 1)
      + extensions.filter { $0.hasPrefix("applicationhealth") }.count
    let isRolling = body.first("properties.upgradePolicy.mode")?.string?.lowercased() == "rolling"
    let repairs = body.first("properties.automaticRepairsPolicy.enabled") == true
    if sources == 0, isRolling {
      throw Self.notAllowed(
        "Rolling Upgrade mode is not supported for this Virtual Machine Scale Set because a health probe or health"
          + " extension was not provided.")
    }
    if sources == 0, repairs {
      throw Self.notAllowed(
        "Automatic repairs not supported for this Virtual Machine Scale Set because a health probe or health extension was"
          + " not specified.")
    }
    if sources > 1, isRolling || repairs {
      throw Self.invalid(
        "A Virtual Machine Scale Set has one source of health: a health probe, or one health extension.",
        "virtualMachineProfile.networkProfile.healthProbe")
    }
    if let grace = body.first("properties.automaticRepairsPolicy.gracePeriod")?.string?.isoSeconds,
      !(600...5_400).contains(grace)
    {
      throw Self.invalid(
        "The grace period of automatic repairs should be between PT10M and PT90M.", "automaticRepairsPolicy.gracePeriod"
      )
    }
  }

  private func checkLists() throws(ARMError) {
    let names = profile.values("extensionProfile.extensions.*.name").compactMap(\.string)
    if Set(names).count < names.count {
      throw Self.invalid("Extension names must be unique.", "extensionProfile.extensions")
    }
    let units = profile.values("storageProfile.dataDisks.*.lun").compactMap(\.integer)
    if Set(units).count < units.count {
      throw Self.invalid("A data disk's lun must be unique in its virtual machine.", "dataDisk.lun")
    }
  }
}
