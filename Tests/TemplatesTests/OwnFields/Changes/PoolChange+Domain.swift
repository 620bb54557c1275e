import Pools
import Templates

extension PoolChange {
  /// The directory that the machines join, and who of it may sign in.
  static let domains: [PoolChange] = [
    PoolChange(
      "identity.domain, none", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.identity.domain = nil },
    PoolChange(
      "identity.domain.name", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.identity.domain?.name = "example.com" },
    PoolChange(
      "identity.domain.organizationalUnit", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) {
      $0.identity.domain?.organizationalUnit = nil
    },
    PoolChange(
      "identity.domain.username", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.identity.domain?.username = "other" },
    PoolChange(
      "identity.domain.password", in: .rich,
      ["vision extension[weir-setup].properties.protectedSettings rolling (secret)"]
    ) { $0.identity.domain?.password = .environment("NEW") },
    PoolChange("identity.domain, none on Windows", in: .windows, ["vision extension[domain-join] rolling"]) {
      $0.identity.domain = nil
    },
    PoolChange(
      "identity.domain.name on Windows", in: .windows,
      [
        "vision extension[domain-join].properties.settings.Name rolling",
        "vision extension[domain-join].properties.settings.User rolling",
      ]
    ) { $0.identity.domain?.name = "example.com" },
    PoolChange(
      "identity.domain.organizationalUnit on Windows", in: .windows,
      ["vision extension[domain-join].properties.settings.OUPath rolling"]
    ) {
      $0.identity.domain?.organizationalUnit = "OU=Other,DC=corp,DC=example,DC=com"
    },
    PoolChange(
      "identity.domain.username on Windows", in: .windows,
      ["vision extension[domain-join].properties.settings.User rolling"]
    ) { $0.identity.domain?.username = "other" },
    PoolChange(
      "identity.domain.password on Windows", in: .windows,
      ["vision extension[domain-join].properties.protectedSettings rolling (secret)"]
    ) {
      $0.identity.domain?.password = .environment("NEW")
    },
    PoolChange("identity.domain.groups, the first", in: .rich, setup) { $0.identity.domain?.groups = ["Analysts"] },
    PoolChange("identity.domain.groups, one more", in: .grouped, setup) {
      $0.identity.domain?.groups.append("Data Scientists")
    },
    PoolChange("identity.domain.groups, another", in: .grouped, setup) { $0.identity.domain?.groups = ["Interns"] },
    PoolChange("identity.domain.groups, none", in: .grouped, setup) { $0.identity.domain?.groups = [] },
    PoolChange("identity.domain.groups on Windows, the first", in: .windows, setup) {
      $0.identity.domain?.groups = ["Analysts"]
    },
    PoolChange("identity.domain.groups on Windows, one more", in: .groupedWindows, setup) {
      $0.identity.domain?.groups.append("Data Scientists")
    },
    PoolChange("identity.domain.groups on Windows, another", in: .groupedWindows, setup) {
      $0.identity.domain?.groups = ["Interns"]
    },
    PoolChange("identity.domain.groups on Windows, none", in: .groupedWindows, setup) {
      $0.identity.domain?.groups = []
    },
    // There each group is named with its domain.
    PoolChange(
      "identity.domain.name on Windows, with groups", in: .groupedWindows,
      [
        "vision extension[domain-join].properties.settings.Name rolling",
        "vision extension[domain-join].properties.settings.User rolling",
      ] + setup
    ) { $0.identity.domain?.name = "example.com" },
  ]

  /// What reaches the machines by the set-up, and by nothing else.
  private static let setup = [
    "vision extension[weir-setup].properties.forceUpdateTag rolling",
    "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
  ]
}
