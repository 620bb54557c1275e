package import Pools

/// What is done on each machine of a pool once Azure has made it: the share, the accounts, the workspaces, the vault.
///
/// It travels as a CustomScript extension. Azure runs that again wherever its settings changed, protected ones too, so a
/// new key or user reaches machines that exist already, by the pool's own way of taking a new model.
package struct GuestSetup: Hashable, Sendable {
  /// The administrator's first, whose account Azure makes; the others are made and locked here.
  package var users: [GuestUser]
  /// Nil where the machines share nothing.
  package var share: GuestShare?
  /// The vault's own address, `https://team.vault.azure.net`; people read its secrets by `weir-secret NAME` on Linux.
  package var keyVault: String?
  /// The user-assigned identity, by its resource id, that reads the vault; nil for the machine's own or its only one.
  package var vaultIdentity: ResourceID?
  /// The directory that Linux machines join; Windows has an extension of Azure's for it.
  package var domain: GuestDomain?
  /// Who of the directory may sign in to Windows machines, each with its domain: `corp.example.com\Scientists`.
  package var remoteGroups: [String] = []
  /// What is on each machine besides its system's disk.
  package var disks: [GuestDisk] = []
  /// How long a machine's start waits for its share before people are let in without it, in seconds.
  package var shareWait = 60

  package init(users: [GuestUser], share: GuestShare? = nil) {
    self.users = users
    self.share = share
  }

  /// Who may sign in and what is shared, in words: `ana, bo; //teamfiles/work on /datamnt/work`.
  var summary: String {
    let names = users.map(\.name)
    // Nobody reads more of them, and every pool has this text.
    let people = names.prefix(40).joined(separator: ", ") + (names.count > 40 ? ", \(names.count - 40) more" : "")
    var parts = [people]
    if let share {
      switch share.kind {
      case .smb(_, let name, let account, _): parts.append("//\(account)/\(name) on \(share.mountPath)")
      case .nfs(let server, let export, _): parts.append("\(server):\(export) on \(share.mountPath)")
      }
    }
    if let domain { parts.append(([domain.name] + domain.groups).joined(separator: ", ")) }
    if !remoteGroups.isEmpty { parts.append(remoteGroups.joined(separator: ", ")) }
    return parts.joined(separator: "; ")
  }
}

package struct GuestUser: Hashable, Sendable {
  package var name: String
  /// Lines of an `authorized_keys` file.
  package var sshKeys: [String]
  package var isAdministrator: Bool
  /// A template expression without its brackets, such as `parameters('anaPassword')`: what JupyterHub asks for on Linux,
  /// and the desktop on Windows, whose administrator always has one.
  package var passwordExpression: String?

  package init(name: String, sshKeys: [String] = [], isAdministrator: Bool = false, passwordExpression: String? = nil) {
    self.name = name
    self.sshKeys = sshKeys
    self.isAdministrator = isAdministrator
    self.passwordExpression = passwordExpression
  }
}

package struct GuestShare: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// `keyExpression` is a template expression without its brackets.
    case smb(host: String, share: String, account: String, keyExpression: String)
    /// `version` as `mount.nfs` writes it, `4.1` for Azure Files. Linux only: manifests refuse it on Windows.
    case nfs(server: String, export: String, version: String)
  }

  package var kind: Kind
  /// A path on Linux, a drive such as `S:` on Windows.
  package var mountPath: String

  package init(kind: Kind, mountPath: String) {
    self.kind = kind
    self.mountPath = mountPath
  }
}

package struct GuestDomain: Hashable, Sendable {
  package var name: String
  package var organizationalUnit: String?
  package var username: String
  /// A template expression without its brackets.
  package var passwordExpression: String
  /// Who of the directory may sign in, and nobody else of it.
  package var groups: [String] = []

  package init(name: String, organizationalUnit: String? = nil, username: String, passwordExpression: String) {
    self.name = name
    self.organizationalUnit = organizationalUnit
    self.username = username
    self.passwordExpression = passwordExpression
  }
}

/// A disk that machines put a file system on where nothing is on it.
package struct GuestDisk: Hashable, Sendable {
  /// The logical unit, by which it is known on the machine.
  package var unit: Int
  /// In GiB; 0 where it is not known.
  package var size: Int

  package init(unit: Int, size: Int) {
    self.unit = unit
    self.size = size
  }
}

/// An extension of a scale set's machines, and what the template that holds it must declare.
package struct GuestExtension: Hashable, Sendable {
  /// An element of `extensionProfile.extensions`: `name` and `properties`. Everything of the pool's is in its protected
  /// settings; its `forceUpdateTag` is a digest of all but the secrets' values, and says in words for whom it is.
  package var body: JSONValue
  /// Variables of the template that `body` refers to; an expression may be no longer than 24,576 characters.
  package var variables: [String: JSONValue]
}
