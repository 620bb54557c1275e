extension ManifestRepository {
  /// What a team commonly says: who comes in, from where, and which share the machines mount.
  static func byFields(_ number: Int, _ instances: Int) -> String {
    """
      size: Standard_D4s_v5
      instances: \(instances)
      zones: ["1", "2"]
      admin: {username: dsvmadmin, sshKeys: [\(key)]}
      users:
        - {name: ana, sshKeys: [\(key)]}
        - {name: ben-\(number), sshKeys: [\(key)]}
      access: {dnsLabel: weir-pool-\(number), ports: [ssh, jupyterhub], allowFrom: [203.0.113.0/24]}
      storage:
        azureFiles: {account: teamfiles, share: team-\(number / 100), key: {environment: ADMIN_PASSWORD}}
    """
  }

  private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg"
}
