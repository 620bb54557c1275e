import PoolFieldSamples
import Pools
import Templates

extension PoolChange {
  /// Who may come in.
  static let people: [PoolChange] = [
    PoolChange(
      "admin.username",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision machine.osProfile.adminUsername replace",
        "vision machine.osProfile.linuxConfiguration.ssh.publicKeys[0].path rolling",
      ]
    ) { $0.admin.username = "boss" },
    PoolChange(
      "admin.sshKeys, one more",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision machine.osProfile.linuxConfiguration.ssh.publicKeys rolling",
      ]
    ) { $0.admin.sshKeys.append("ssh-ed25519 AAAAnew") },
    PoolChange(
      "admin.sshKeys, another",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision machine.osProfile.linuxConfiguration.ssh.publicKeys[0].keyData rolling",
      ]
    ) { $0.admin.sshKeys = ["ssh-ed25519 AAAAnew"] },
    PoolChange(
      "admin.password, the first",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
        "vision machine.osProfile.adminPassword rolling (secret)",
        "vision machine.osProfile.linuxConfiguration.disablePasswordAuthentication rolling",
      ]
    ) { $0.admin.password = .environment("NEW") },
    PoolChange(
      "admin.password, another", in: .rich,
      [
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
        "vision machine.osProfile.adminPassword rolling (secret)",
      ]
    ) { $0.admin.password = .environment("NEW") },
    PoolChange("admin.password of Windows", in: .windows, ["vision machine.osProfile.adminPassword rolling (secret)"]) {
      $0.admin.password = .environment("NEW")
    },
    PoolChange("users, the first", ["vision extension[weir-setup].properties.forceUpdateTag rolling"]) {
      $0.users = [User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"])]
    },
    PoolChange(
      "users, none", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.users = [] },
    PoolChange(
      "users[].name", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.users[0].name = "anna" },
    PoolChange(
      "users[].sshKeys", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.users[0].sshKeys = ["ssh-ed25519 AAAAnew"] },
    PoolChange(
      "users[].password", in: .rich, ["vision extension[weir-setup].properties.protectedSettings rolling (secret)"]
    ) { $0.users[0].password = .environment("NEW") },
    PoolChange(
      "users[].password of Windows", in: .windows,
      ["vision extension[weir-setup].properties.protectedSettings rolling (secret)"]
    ) { $0.users[0].password = .environment("NEW") },
  ]

  static let shares: [PoolChange] = [
    PoolChange(
      "storage",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) {
      $0.share = ShareFields(
        kind: .smb(account: "teamfiles", share: "team", key: .environment("FILES")), mountPath: "/datamnt/team")
    },
    PoolChange(
      "storage, none", in: .rich,
      [
        "right delete",
        "right delete",
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.share = nil },
    PoolChange(
      "storage.mountPath", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.share?.mountPath = "/datamnt/other" },
    PoolChange(
      "storage.azureFiles.account", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) {
      $0.share?.kind = .smb(account: "other", share: "team", key: .environment("FILES"))
    },
    PoolChange(
      "storage.azureFiles.share", in: .rich,
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) {
      $0.share?.kind = .smb(account: "teamfiles", share: "other", key: .environment("FILES"))
    },
    PoolChange(
      "storage.azureFiles.key", in: .rich,
      ["vision extension[weir-setup].properties.protectedSettings rolling (secret)"]
    ) {
      $0.share?.kind = .smb(account: "teamfiles", share: "team", key: .environment("NEW"))
    },
    PoolChange(
      "storage.azureFiles.accountId, another", in: .rich,
      [
        "right delete",
        "right delete",
        "right create",
        "right create",
      ]
    ) {
      $0.share?.accountID = try PoolFieldSample.id("Microsoft.Storage/storageAccounts/other")
    },
    PoolChange(
      "storage.azureFiles.accountId, none", in: .rich,
      [
        "right delete",
        "right delete",
      ]
    ) { $0.share?.accountID = nil },
    PoolChange(
      "storage.azureFiles.protocol",
      [
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "machines properties.serviceEndpoints[service=Microsoft.Storage] inPlace",
      ]
    ) {
      $0.share = ShareFields(kind: .azureNFS(account: "teamfiles", share: "team"), mountPath: "/datamnt/team")
    },
    PoolChange("storage.nfs", ["vision extension[weir-setup].properties.forceUpdateTag rolling"]) {
      $0.share = ShareFields(kind: .nfs(server: "10.1.0.4", export: "/pools"), mountPath: "/datamnt/team")
    },
  ]

  static let identities: [PoolChange] = [
    PoolChange("identity.systemAssigned", ["vision identity.type inPlace"]) { $0.identity.isSystemAssigned = true },
    PoolChange(
      "identity.systemAssigned, none", in: .rich,
      [
        "right delete",
        "right delete",
        "vision identity.type inPlace",
      ]
    ) { $0.identity.isSystemAssigned = false },
    PoolChange(
      "identity.userAssigned, the first",
      [
        "vision identity.type inPlace",
        "vision identity.userAssignedIdentities inPlace",
      ]
    ) {
      $0.identity.userAssigned = [try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")]
    },
    PoolChange(
      "identity.userAssigned, one more", in: .rich,
      [
        "right create",
        "right create",
        "vision identity.userAssignedIdentities inPlace",
      ]
    ) {
      $0.identity.userAssigned.append(
        try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/readers"))
    },
    PoolChange(
      "identity.userAssigned, none", in: .rich,
      [
        "right delete",
        "right delete",
        "vision identity.type inPlace",
        "vision identity.userAssignedIdentities inPlace",
      ]
    ) { $0.identity.userAssigned = [] },
    PoolChange("identity.entraLogin", in: .rich, ["vision extension[entra-login] rolling"]) {
      $0.identity.hasEntraLogin = true
    },
    PoolChange(
      "identity.keyVault, another", in: .rich,
      [
        "right delete",
        "right delete",
        "right create",
        "right create",
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) {
      $0.identity.keyVault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/other")
    },
    PoolChange(
      "identity.keyVault, none", in: .rich,
      [
        "right delete",
        "right delete",
        "vision extension[weir-setup].properties.forceUpdateTag rolling",
        "vision extension[weir-setup].properties.protectedSettings rolling (secret)",
      ]
    ) { $0.identity.keyVault = nil },
  ]
}
