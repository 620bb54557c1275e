import GitSource
import Pools
import Reconciliation
import RemoteTemplates

/// Every key of `weir.yaml`, once: reading, the environment's names, messages and documentation come from here.
enum SettingsTable {
  static let keys: [SettingKey] =
    source + credentials + azure + [.allowedSecrets] + reconcile + [.allowedHosts] + own

  /// Keys without which nothing can be done, and what to write.
  static let required = [
    "source.url": "say which repository holds the manifests, such as https://github.com/example/pools.git",
    "azure.subscriptions": "list the subscriptions that Weir may touch, the default first",
  ]

  private static let source: [SettingKey] = [
    .scalar(
      "source.url", \.source.url, "https://, ssh://, git@host:path, file:// or a path", "the repository of manifests",
      show: { $0.text == "/" ? nil : $0.text },
      parse: { text, context in
        do throws(SourceError) { return try GitAddress(text, relativeTo: context.directory) } catch {
          throw Complaint(ErrorText.line(error))
        }
      }),
    .ref(
      "branch", "the name of a branch", "the branch to follow",
      isKind: { if case .branch(let name) = $0 { name } else { nil } },
      make: { isRefName($0) ? .branch($0) : nil }),
    .ref(
      "tag", "the name of a tag", "the tag to keep to", isKind: { if case .tag(let name) = $0 { name } else { nil } },
      make: { isRefName($0) ? .tag($0) : nil }),
    .ref(
      "semver", "a range of versions (>=1.2.0 <2.0.0, ^1.2, 1.x)", "the highest tag in a range of versions",
      isKind: { if case .semver(let range) = $0 { range } else { nil } },
      make: { $0.contains(where: \.isNumber) || $0 == "*" ? .semver($0) : nil }),
    .ref(
      "commit", "40 hexadecimal digits", "the one commit to keep to",
      isKind: { if case .commit(let id) = $0 { id.description } else { nil } },
      make: { CommitID($0).map(SourceRef.commit) }),
    .scalar(
      "source.path", \.source.path, "a folder of the repository", "folder of the manifests; by default all of it",
      show: { $0.isEmpty ? nil : $0 },
      parse: { text, _ in
        guard let path = FilePaths.insideRepository(text) else {
          throw Complaint("\(Quoted.text(text)) leads out of the repository")
        }
        return path
      }),
    .duration(
      "source.interval", \.source.interval, from: .seconds(1), to: .seconds(86_400), "how often to look for commits"),
    .duration(
      "source.timeout", \.source.timeout, from: .seconds(1), to: .seconds(3_600),
      "for one fetch, after which it is ended"),
  ]

  private static let credentials: [SettingKey] = [
    .file("source.auth.sshKeyFile", \.source.auth.sshKeyFile, "the private key for ssh"),
    .file("source.auth.knownHostsFile", \.source.auth.knownHostsFile, "the keys that ssh servers must have"),
    .text("source.auth.username", \.source.auth.username, "a user's name", "the user for https", isValid: isWord),
    .file("source.auth.tokenFile", \.source.auth.tokenFile, "the token or password for https"),
    .file("source.auth.caFile", \.source.auth.caFile, "certificates to trust for https"),
  ]

  private static let azure: [SettingKey] = [
    .subscriptions,
    .scalar(
      "azure.cli", \.azure.cli, "a name on PATH, or a path", "the Azure CLI", show: { $0 },
      parse: { text, context in
        guard !text.isEmpty else { throw Complaint("azure.cli is empty; write a name on PATH, or a path") }
        return text.contains("/") ? FilePaths.absolute(text, from: context.directory) : text
      }),
    .file("azure.configDirectory", \.azure.configDirectory, "AZURE_CONFIG_DIR for az; by default the caller's own"),
    .duration("azure.timeout", \.azure.timeout, from: .seconds(1), to: .seconds(3_600), "for one az call"),
    .count("azure.concurrency", \.azure.concurrency, in: 1...64, "az processes at once"),
  ]

  private static let reconcile: [SettingKey] = [
    .duration(
      "reconcile.interval", \.reconcile.interval, from: .seconds(1), to: .seconds(30 * 86_400),
      "a full round, for drift"),
    .scalar(
      "reconcile.jitter", \.reconcile.jitter, "a percentage of 0% to 100%", "how far an interval may be off",
      show: { "\(Int(($0 * 100).rounded()))%" },
      parse: { text, _ in
        guard text.last == "%", let value = Int(text.dropLast()), (0...100).contains(value) else {
          throw Complaint("\(Quoted.text(text)) is not a percentage of 0% to 100%")
        }
        return Double(value) / 100
      }),
    .count("reconcile.concurrency", \.reconcile.concurrency, in: 1...1_000, "pools at once"),
    .duration(
      "reconcile.timeout", \.reconcile.timeout, from: .seconds(1), to: .seconds(7 * 86_400),
      "for one pool's deployment"),
    .scalar(
      "reconcile.drift", \.reconcile.drift, "correct or report", "what to do about what changed behind Weir's back",
      show: \.rawValue,
      parse: { text, _ in
        guard let drift = ReconcileSettings.Drift(rawValue: text) else {
          throw Complaint("\(Quoted.text(text)) is not correct or report")
        }
        return drift
      }),
    .flag("reconcile.prune.enabled", \.reconcile.prune.enabled, "delete pools whose manifests are gone"),
    .count(
      "reconcile.prune.limit", \.reconcile.prune.limit, in: 0...10_000,
      "of a commit that removes more pools, none is deleted"),
  ]

  private static let own: [SettingKey] = [
    .text(
      "name", \.name, "1 to 64 letters, digits, '-', '_' and '.'", "the controller's name, in the tag weir-managed-by",
      isValid: { (1...64).contains($0.count) && isWord($0) }),
    .scalar(
      "state", \.state, "sqlite:///absolute/path or a path", "the database; by default .weir/weir.db beside weir.yaml",
      show: { _ in nil },
      parse: { text, context in
        guard let location = StateLocation(url: text) else {
          throw Complaint("\(Quoted.text(text)) is not sqlite:///absolute/path or a path")
        }
        return StateLocation(database: FilePaths.absolute(location.database, from: context.directory))
      }),
    .duration(
      "log.retain", \.log.retain, from: .seconds(3_600), to: .seconds(36_500 * 86_400), "how long the log is kept"),
    .count(
      "log.retainRuns", \.log.retainRuns, in: 0...1_000_000,
      "the newest runs that are kept however old they seem, since clocks jump"),
  ]

  /// What git takes as a short name of a branch or tag, near enough: the rest git says itself.
  @Sendable private static func isRefName(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 255 && !text.hasPrefix("-") && !text.hasPrefix("/") && !text.hasSuffix("/")
      && !text.hasSuffix(".lock") && !text.contains("..") && !text.contains("@{")
      && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && !"~^:?*[\\".unicodeScalars.contains($0) }
  }

  @Sendable private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
  }
}

extension SettingKey {
  /// The servers that templates are fetched from. More than a hundred would be no list that a person has checked.
  fileprivate static let allowedHosts = SettingKey(
    path: "templates.allowedHosts",
    summary: "the servers that a manifest's template.uri may name; one in a private network with its port",
    shape: "a list of hosts, as raw.githubusercontent.com or localhost:8443", isList: true,
    read: { raw, settings, _ in
      guard case .list(let items) = raw else {
        throw Complaint("templates.allowedHosts is not a list; write [raw.githubusercontent.com]")
      }
      guard items.count <= 100 else { throw Complaint("templates.allowedHosts names more than 100") }
      var found: [AllowedHost] = []
      var complaints: [(item: RawSetting.Item, message: String)] = []
      for item in items {
        guard let host = AllowedHost(item.text) else {
          complaints.append(
            (
              item,
              "\(Quoted.text(item.text)) is not a host or host:port; write no address with /, no * and ASCII alone"
            ))
          continue
        }
        found.append(host)
      }
      guard complaints.isEmpty else { throw ItemComplaints(complaints: complaints) }
      settings.templates.allowedHosts = found
    },
    show: { settings in
      let hosts = settings.templates.allowedHosts
      return hosts.isEmpty ? nil : hosts.map(\.description).joined(separator: ",")
    })

  /// The allow-list: more than a thousand would be no list that a person has checked.
  fileprivate static let subscriptions = SettingKey(
    path: "azure.subscriptions", summary: "the subscriptions that Weir may touch; the first is the default",
    shape: "a list of subscription ids", isList: true,
    read: { raw, settings, _ in
      guard case .list(let items) = raw else {
        throw Complaint("azure.subscriptions is not a list; write [11111111-2222-3333-4444-555555555555]")
      }
      guard !items.isEmpty else {
        throw Complaint("azure.subscriptions is empty; \(SettingsTable.required["azure.subscriptions"] ?? "")")
      }
      guard items.count <= 1_000 else { throw Complaint("azure.subscriptions names more than 1000") }
      var found: [SubscriptionID] = []
      var complaints: [(item: RawSetting.Item, message: String)] = []
      for item in items {
        guard let id = SubscriptionID(item.text) else {
          complaints.append((item, "\(Quoted.text(item.text)) is not a subscription's id; az account list shows them"))
          continue
        }
        if found.contains(id) { complaints.append((item, "\(id) stands twice in azure.subscriptions")) }
        found.append(id)
      }
      guard complaints.isEmpty else { throw ItemComplaints(complaints: complaints) }
      settings.azure.subscriptions = found
    },
    show: { $0.azure.subscriptions.isEmpty ? nil : $0.azure.subscriptions.map(\.description).joined(separator: ",") })
}
