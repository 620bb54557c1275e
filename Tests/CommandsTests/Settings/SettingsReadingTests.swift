import ArgumentParser
import GitSource
import Pools
import Reconciliation
import Testing

@testable import Commands

@Suite("settings that are right")
struct SettingsReadingTests {
  static let contract = """
    source:
      url: https://github.com/example/pools.git
      ref: {branch: release}
      path: /pools/
      interval: 2m
      timeout: 30s
      auth:
        tokenFile: secrets/token
        caFile: /etc/weir/ca.pem
    azure:
      subscriptions: [11111111-2222-3333-4444-555555555555, 66666666-7777-8888-9999-AAAAAAAAAAAA]
      cli: bin/az
      configDirectory: azure
      timeout: 1m
      concurrency: 2
    reconcile:
      interval: 10m
      jitter: 20%
      concurrency: 16
      timeout: 1h
      drift: report
      prune: {enabled: true, limit: 3}
    name: east
    state: sqlite:///var/lib/weir/east.db
    log: {retain: 30d, retainRuns: 50}
    templates: {allowedHosts: [raw.githubusercontent.com, "localhost:8443"]}
    """

  private func read(_ text: String?, _ environment: [String: String] = [:]) throws -> Settings {
    try Settings(reading: text, file: "weir.yaml", directory: "/srv/weir", environment: environment)
  }

  @Test("every key of the contract is read, and relative paths are from the file's folder")
  func everyKey() throws {
    let settings = try read(Self.contract)
    #expect(settings.source.url.text == "https://github.com/example/pools.git")
    #expect(settings.source.ref == .branch("release"))
    #expect(settings.source.path == "pools")
    #expect(settings.source.interval == .seconds(120))
    #expect(settings.source.timeout == .seconds(30))
    #expect(settings.source.auth.tokenFile == "/srv/weir/secrets/token")
    #expect(settings.source.auth.caFile == "/etc/weir/ca.pem")
    #expect(settings.source.auth.username == "git")
    #expect(
      settings.azure.subscriptions.map(\.description) == [
        "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-aaaaaaaaaaaa",
      ])
    #expect(settings.azure.cli == "/srv/weir/bin/az")
    #expect(settings.azure.configDirectory == "/srv/weir/azure")
    #expect(settings.azure.timeout == .seconds(60))
    #expect(settings.azure.concurrency == 2)
    #expect(settings.reconcile.interval == .seconds(600))
    #expect(settings.reconcile.jitter == 0.2)
    #expect(settings.reconcile.concurrency == 16)
    #expect(settings.reconcile.timeout == .seconds(3600))
    #expect(settings.reconcile.drift == .report)
    #expect(
      settings.reconcile.prune
        == {
          var prune = PruneSettings(); prune.enabled = true; prune.limit = 3; return prune
        }())
    #expect(settings.name == "east")
    #expect(settings.state.database == "/var/lib/weir/east.db")
    #expect(settings.log.retain == .seconds(30 * 86_400))
    #expect(settings.log.retainRuns == 50 && settings.reconciliation.retainRuns == 50)
    let hosts = SettingsTable.keys.first { $0.path == "templates.allowedHosts" }
    #expect(hosts?.show(settings) == "raw.githubusercontent.com,localhost:8443")
  }

  @Test("what is left out has the contract's default")
  func defaults() throws {
    let settings = try read(
      """
      source: {url: ../pools}
      azure: {subscriptions: [11111111-2222-3333-4444-555555555555]}
      """)
    #expect(settings.source.url.text == "/srv/pools")
    #expect(settings.source.ref == .branch("main"))
    #expect(settings.source.path == "")
    #expect(settings.source.interval.weirText == "1m")
    #expect(settings.source.timeout.weirText == "1m")
    #expect(settings.azure.cli == "az")
    #expect(settings.azure.configDirectory == nil)
    #expect(settings.azure.timeout.weirText == "2m")
    #expect(settings.azure.concurrency == 4)
    #expect(settings.reconcile.interval.weirText == "5m")
    #expect(settings.reconcile.jitter == 0.1)
    #expect(settings.reconcile.concurrency == 8)
    #expect(settings.reconcile.timeout.weirText == "30m")
    #expect(settings.reconcile.drift == .correct)
    #expect(settings.reconcile.prune == PruneSettings())
    #expect(settings.state.database == "/srv/weir/.weir/weir.db")
    #expect(settings.log.retain.weirText == "365d")
    #expect(settings.log.retainRuns == 1_000)
    #expect(settings.templates.allowedHosts.isEmpty)
    #expect(settings.name == "weir")
  }

  @Test("the secrets that manifests may name are none by default, and else what the rules say, in YAML or a variable")
  func allowedSecrets() throws {
    let vault =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/t"
    let start = """
      source: {url: "https://example.com/p", auth: {tokenFile: token}}
      azure: {subscriptions: [11111111-2222-3333-4444-555555555555]}

      """
    #expect(try read(start).secrets.allow == [])
    let rules = "[{environment: [A_*, B], for: [/pools/a/, b]}, {files: secrets, vaults: [\(vault)]}]"
    for settings in [
      try read(start + "secrets: {allow: \(rules)}"), try read(start, ["WEIR_SECRETS_ALLOW": rules]),
    ] {
      #expect(
        settings.secrets.allow == [
          .init(environment: ["A_*", "B"], folders: ["pools/a", "b"]),
          .init(files: ["/srv/weir/secrets"], vaults: [try #require(ResourceID(vault))]),
        ])
    }
    let policy = try read(start, ["HOME": "/home/weir"]).secrets.policy
    #expect(policy.reservedPaths == ["/srv/weir/.weir", "/home/weir/.azure", "/srv/weir/token"])
    #expect(try read(start, ["AZURE_CONFIG_DIR": "/az"]).secrets.policy.reservedPaths.contains("/az"))
  }

  @Test("the environment alone will do, and a list is divided by commas")
  func environmentAlone() throws {
    let settings = try read(
      nil,
      [
        "WEIR_SOURCE_URL": "git@example.com:pools.git", "WEIR_SOURCE_AUTH_SSH_KEY_FILE": "key",
        "WEIR_SOURCE_AUTH_KNOWN_HOSTS_FILE": "/hosts", "WEIR_SOURCE_REF_TAG": "v1",
        "WEIR_AZURE_SUBSCRIPTIONS":
          "11111111-2222-3333-4444-555555555555, 66666666-7777-8888-9999-aaaaaaaaaaaa",
        "WEIR_RECONCILE_PRUNE_ENABLED": "true", "WEIR_STATE": "sqlite:///s/weir.db", "WEIR_NAME": "west",
        "WEIR_CONFIG": "not a setting", "WEIR_VISION_PASSWORD": "not a setting either",
      ])
    #expect(settings.source.url.text == "git@example.com:pools.git")
    #expect(settings.source.ref == .tag("v1"))
    #expect(settings.source.auth.sshKeyFile == "/srv/weir/key")
    #expect(settings.azure.subscriptions.count == 2)
    #expect(settings.reconcile.prune.enabled)
    #expect(settings.state.database == "/s/weir.db")
    #expect(settings.name == "west")
  }

  @Test("the environment goes before the file, and a ref of it before any ref of the file")
  func environmentFirst() throws {
    let settings = try read(
      Self.contract, ["WEIR_SOURCE_REF_COMMIT": String(repeating: "a", count: 40), "WEIR_SOURCE_INTERVAL": "7s"])
    #expect(settings.source.ref == .commit(try #require(CommitID(String(repeating: "a", count: 40)))))
    #expect(settings.source.interval == .seconds(7))
  }

  @Test("every key has a variable of its own, a shape and a summary")
  func table() {
    let keys = SettingsTable.keys
    #expect(Set(keys.map(\.path)).count == keys.count)
    #expect(Set(keys.map(\.variable)).count == keys.count)
    #expect(keys.allSatisfy { !$0.summary.isEmpty && !$0.shape.isEmpty && $0.variable.hasPrefix("WEIR_") })
    #expect(keys.first { $0.path == "source.auth.knownHostsFile" }?.variable == "WEIR_SOURCE_AUTH_KNOWN_HOSTS_FILE")
  }

  @Test("the help of run has every key with its variable and default")
  func help() {
    let text = SettingsHelp.text
    for key in SettingsTable.keys { #expect(text.contains("  \(key.path) (\(key.variable))\n")) }
    #expect(
      text.contains(
        "    how often to look for commits: a duration (30s, 5m, 4h, 365d) of 1s to 1d;\n    default 1m\n"))
    #expect(Run.configuration.discussion.contains(text))
  }

  @Test("what lies beside the state is named after the database")
  func beside() throws {
    let state = try #require(StateLocation(url: "sqlite:///var/lib/weir/east.db"))
    #expect(state.socket == "/var/lib/weir/east.sock")
    #expect(state.lock == "/var/lib/weir/east.lock")
    #expect(StateLocation(url: "postgres://x/y") == nil)
    #expect(StateLocation(url: "sqlite://relative.db") == nil)
  }
}
