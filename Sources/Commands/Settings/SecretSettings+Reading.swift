import Pools

extension SettingKey {
  /// `secrets.allow`; more than a thousand rules would be no list that a person has checked.
  static let allowedSecrets = SettingKey(
    path: "secrets.allow", summary: "the secrets that manifests may name; none by default",
    shape: "a list of {environment: [NAME_*], files: [/folder], vaults: [ID], for: [folder of the repository]}",
    itemKeys: ["environment", "files", "vaults", "for"],
    read: { raw, settings, context in
      guard case .mappings(let items) = raw else { throw Complaint("secrets.allow is not a list") }
      guard items.count <= 1_000 else { throw Complaint("secrets.allow has more than 1000 items") }
      var reading = SecretRuleReading(directory: context.directory)
      settings.secrets.allow = items.compactMap { reading.rule($0) }
      settings.secrets.origins = reading.origins
      guard reading.complaints.isEmpty else { throw ItemComplaints(complaints: reading.complaints) }
    },
    show: { _ in nil })
}

/// Reads the items of `secrets.allow`.
private struct SecretRuleReading {
  /// The folder that relative paths are from.
  let directory: String
  var complaints: [(item: RawSetting.Item, message: String)] = []
  var origins: [String: SettingOrigin] = [:]

  init(directory: String) { self.directory = directory }

  mutating func rule(_ mapping: RawSetting.Mapping) -> SecretPolicy.Rule? {
    var rule = SecretPolicy.Rule()
    for item in mapping.members["environment"] ?? [] where isGood(item, variable: item.text) {
      rule.environment.append(item.text)
    }
    for item in mapping.members["files"] ?? [] {
      guard let path = path(item) else { continue }
      rule.files.append(path)
      origins[path] = item.origin
    }
    for item in mapping.members["vaults"] ?? [] {
      guard let id = ResourceID(item.text), id.type == ResourceType("Microsoft.KeyVault/vaults") else {
        complain(
          item, "is not a key vault's resource id; write /subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME")
        continue
      }
      rule.vaults.append(id)
    }
    if let folders = mapping.members["for"] {
      rule.folders = folders.compactMap { item in
        let folder = FilePaths.insideRepository(item.text)
        if folder == nil { complain(item, "leads out of the repository; write a folder from its root") }
        return folder
      }
    }
    if ["environment", "files", "vaults"].allSatisfy({ mapping.members[$0]?.isEmpty ?? true }) {
      complaints.append(
        (
          RawSetting.Item(text: "", origin: mapping.origin),
          "secrets.allow: an item names no secrets; write environment, files or vaults"
        ))
      return nil
    }
    return rule
  }

  private mutating func isGood(_ item: RawSetting.Item, variable name: String) -> Bool {
    let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_*".contains($0)) }
    guard !name.isEmpty, isName, name.first?.isNumber == false else {
      complain(item, "is not the name of an environment variable, with * for any text in it")
      return false
    }
    guard !ReservedVariables.containsAll(of: name) else {
      complain(
        item, "can never be allowed: it belongs to Weir, az, git, a proxy or the machine; name the pools' own variables"
      )
      return false
    }
    return true
  }

  private mutating func path(_ item: RawSetting.Item) -> String? {
    guard !item.text.isEmpty, !item.text.contains("*") else {
      complain(item, "is not a folder; write its path, and no *")
      return nil
    }
    let path = FilePaths.absolute(item.text, from: directory)
    guard path != "/" else {
      complain(item, "is the whole machine; name the folder of the pools' secrets")
      return nil
    }
    return path
  }

  private mutating func complain(_ item: RawSetting.Item, _ message: String) {
    complaints.append((item, "secrets.allow: \(Quoted.text(item.text)) \(message)"))
  }
}

extension Settings {
  /// Puts together what no rule allows: all that these settings, and the environment, name as credentials.
  mutating func reserveCredentials(_ environment: [String: String]) {
    let home = environment["HOME"].map { FilePaths.absolute($0, from: "/") }
    let azureFolder =
      azure.configDirectory ?? environment["AZURE_CONFIG_DIR"].map { FilePaths.absolute($0, from: "/") }
      ?? home.map { "\($0)/.azure" }
    secrets.reserved = [state.directory, azureFolder, source.auth.sshKeyFile, source.auth.tokenFile].compactMap {
      $0.flatMap { $0 == "/" ? nil : $0 }
    }
  }
}

extension SecretSettings {
  /// The paths of rules that can never be allowed.
  var misplaced: [SettingsFault] {
    let policy = policy
    return origins.filter { policy.isReserved($0.key) }.map { path, origin in
      SettingsFault(
        origin: origin,
        message:
          "secrets.allow: \(Quoted.text(path)) can never be allowed: it is, or is in, the state, a credential of Weir's "
          + "or az's own, or a file system of the kernel; keep the pools' secrets in a folder of their own")
    }
  }
}
