package import Pools

/// The way in.
package struct AccessFields: Hashable, Sendable {
  package struct Port: Hashable, Sendable {
    /// `ssh` (22), `jupyterhub` (8000), `rdp` (3389), or the manifest's own.
    package var name: String
    package var number: Int
    package init(name: String, number: Int) {
      self.name = name
      self.number = number
    }
  }

  /// Sorted by number, without doubles.
  package var ports: [Port]
  /// The networks that may come in, as CIDR, or a service tag such as `VirtualNetwork`; `Internet` only where the manifest
  /// says so (`0.0.0.0/0` is turned into it). Empty: nobody from outside the network.
  package var allowFrom: [String]
  /// False for an internal load balancer.
  package var isPublic: Bool
  /// The first part of the address's name in DNS; public pools only.
  package var dnsLabel: String?
  /// How long a connection may say nothing, in minutes (4 to 30, the bounds of an outbound rule and a balancing rule alike).
  package var idleTimeout = 30
  /// Whether somebody's connections go to one machine, by source IP.
  package var hasAffinity = true

  package init(ports: [Port], allowFrom: [String], isPublic: Bool = true, dnsLabel: String? = nil) {
    self.ports = ports
    self.allowFrom = allowFrom
    self.isPublic = isPublic
    self.dnsLabel = dnsLabel
  }
}

/// The network that the machines are in.
package enum NetworkFields: Hashable, Sendable {
  /// A network of the pool's own, both as CIDR, the subnet within the space.
  case own(addressSpace: String, subnet: String)
  /// A subnet that is there, with its own security group and way out.
  case existing(ResourceID)
}

/// What all machines mount.
package struct ShareFields: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Azure Files over SMB, by the account's key.
    case smb(account: String, share: String, key: SecretReference)
    /// Azure Files over NFS 4.1, reached by network alone.
    case azureNFS(account: String, share: String)
    case nfs(server: String, export: String)
  }

  package var kind: Kind
  package var mountPath: String
  /// The storage account as a resource, where the manifest names it: what rights are given on.
  package var accountID: ResourceID?

  package init(kind: Kind, mountPath: String, accountID: ResourceID? = nil) {
    self.kind = kind
    self.mountPath = mountPath
    self.accountID = accountID
  }
}

/// What the machines are in Entra ID and in a directory, and what they may reach.
package struct IdentityFields: Hashable, Sendable {
  /// A directory domain, the common identity of a team.
  package struct Domain: Hashable, Sendable {
    package var name: String
    package var organizationalUnit: String?
    package var username: String
    package var password: SecretReference
    /// Who of the domain may sign in; nobody where there are none.
    package var groups: [String] = []
    package init(name: String, organizationalUnit: String? = nil, username: String, password: SecretReference) {
      self.name = name
      self.organizationalUnit = organizationalUnit
      self.username = username
      self.password = password
    }
  }

  /// Always true where `hasEntraLogin`.
  package var isSystemAssigned = false
  /// Sorted.
  package var userAssigned: [ResourceID] = []
  /// Whether people sign in with Entra ID (SSH on Ubuntu, RDP on Windows).
  package var hasEntraLogin = false
  package var domain: Domain?
  /// A vault whose secrets the machines may read by their identity.
  package var keyVault: ResourceID?

  package init() {}
}

/// How instances take a new model.
package struct UpdateFields: Hashable, Sendable {
  package enum Policy: String, Hashable, Sendable, CaseIterable {
    case manual = "Manual"
    case rolling = "Rolling"
    case automatic = "Automatic"
  }

  package var policy: Policy
  /// In per cent of the instances, 5 to 100; for rolling upgrades.
  package var maxUnavailable = 20

  package init(policy: Policy) { self.policy = policy }
}
