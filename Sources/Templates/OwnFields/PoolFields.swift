package import Pools

/// A pool as its manifest's own fields describe it, checked, with every default filled in: what Weir writes a template of.
///
/// Every value has passed the manifest's checks, so the renderer decides and never refuses.
package struct PoolFields: Hashable, Sendable {
  package enum System: String, Hashable, Sendable, CaseIterable {
    case ubuntu, windows
  }

  /// How scale set instances are kept together; Flexible instances are virtual machines of their own.
  package enum Orchestration: String, Hashable, Sendable, CaseIterable {
    case uniform = "Uniform"
    case flexible = "Flexible"
  }

  /// How many machines there are, and who says so.
  package enum Count: Hashable, Sendable {
    case instances(Int)
    case autoscale(Autoscale)
  }

  package var name: PoolName
  package var location: Location
  package var system: System
  package var orchestration = Orchestration.uniform
  package var machine: MachineFields
  package var count: Count
  package var admin: Administrator
  /// Sorted by name; without the administrator.
  package var users: [User] = []
  package var access: AccessFields
  package var network: NetworkFields
  /// Nil where the machines share nothing.
  package var share: ShareFields?
  package var identity = IdentityFields()
  package var update: UpdateFields
  /// Tags of every resource, besides Weir's own and the labels.
  package var tags: [String: String] = [:]
  /// Where each field stands in the manifests, by its path: `spec.size`, `spec.access.ports[0].port`, …. What stands
  /// nowhere is a default. Elements of a list are counted as in these values, where some lists are sorted.
  package var places: [String: SourceLocation] = [:]
  /// Where the pool's document begins.
  package var manifest: SourceLocation

  package init(
    name: PoolName, location: Location, system: System, machine: MachineFields, count: Count, admin: Administrator,
    access: AccessFields, network: NetworkFields, update: UpdateFields, manifest: SourceLocation
  ) {
    self.name = name
    self.location = location
    self.system = system
    self.machine = machine
    self.count = count
    self.admin = admin
    self.access = access
    self.network = network
    self.update = update
    self.manifest = manifest
  }
}

/// What each machine is made of.
package struct MachineFields: Hashable, Sendable {
  package enum Image: Hashable, Sendable {
    /// An image of the marketplace; `plan` where its publisher sells it.
    case marketplace(publisher: String, offer: String, sku: String, version: String, plan: Plan?)
    /// An image, or a gallery image with or without its version, by its resource id.
    case resource(ResourceID)
  }

  /// The purchase plan of a marketplace image.
  package struct Plan: Hashable, Sendable {
    package var name: String
    package var publisher: String
    package var product: String
    package init(name: String, publisher: String, product: String) {
      self.name = name
      self.publisher = publisher
      self.product = product
    }
  }

  package struct Disk: Hashable, Sendable {
    /// In GiB; nil for the image's own size.
    package var size: Int?
    /// `Premium_LRS`, `StandardSSD_LRS`, …
    package var type: String
    /// The logical unit number; nil for the system disk.
    package var unit: Int?
    package init(size: Int? = nil, type: String, unit: Int? = nil) {
      self.size = size
      self.type = type
      self.unit = unit
    }
  }

  /// Machines that Azure may take back, and what becomes of them then.
  package struct Spot: Hashable, Sendable {
    package enum Eviction: String, Hashable, Sendable, CaseIterable {
      case deallocate = "Deallocate"
      case delete = "Delete"
    }
    package var eviction: Eviction
    package init(eviction: Eviction) { self.eviction = eviction }
  }

  /// What tells that a machine works, asked on the machine itself.
  package struct Health: Hashable, Sendable {
    package enum Channel: String, Hashable, Sendable, CaseIterable {
      case tcp, http, https
    }
    package var channel: Channel
    package var port: Int
    /// For HTTP and HTTPS.
    package var path: String?
    package init(channel: Channel, port: Int, path: String? = nil) {
      self.channel = channel
      self.port = port
      self.path = path
    }
  }

  package enum ScaleIn: String, Hashable, Sendable, CaseIterable {
    case balanced = "Default"
    case newest = "NewestVM"
    case oldest = "OldestVM"
  }

  /// `Standard_D4s_v5`, …
  package var size: String
  package var image: Image
  /// Up to nine characters on Windows, to which Azure adds six of its own (limit of NetBIOS names: 15).
  package var namePrefix: String
  /// `1`, `2`, `3`; sorted; empty for a regional pool.
  package var zones: [String] = []
  /// Nil for regular priority.
  package var spot: Spot?
  package var systemDisk = Disk(type: "Premium_LRS")
  package var dataDisks: [Disk] = []
  /// A virtual TPM, and secure boot unless that is off.
  package var hasTrustedLaunch = true
  /// Whether nothing boots and no driver loads that is not signed; with trusted launch only.
  package var hasSecureBoot = true
  package var hasEncryptionAtHost = false
  package var hasBootDiagnostics = true
  /// Nil where nothing asks the machines.
  package var health: Health?
  /// How long after a change a machine is left alone before it may be repaired, in minutes (10 to 90); nil where none is.
  package var repairsAfter: Int?
  package var scaleIn = ScaleIn.balanced

  /// Whether secure boot is on where nobody says so.
  ///
  /// Not on Ubuntu with GPUs: drivers from NVIDIA itself, as Data Science images have them for CUDA, need a key that somebody
  /// enrols at the console first, and GRID drivers do not load at all (Microsoft: Trusted Launch, virtual machine sizes;
  /// install NVIDIA GPU drivers on N-series VMs running Linux). On Windows they are signed.
  package static func secureBoot(onSize size: String, of system: PoolFields.System) -> Bool {
    system == .windows || !size.lowercased().hasPrefix("standard_n")
  }

  package init(size: String, image: Image, namePrefix: String) {
    self.size = size
    self.image = image
    self.namePrefix = namePrefix
  }
}

package struct Administrator: Hashable, Sendable {
  package var username: String
  package var sshKeys: [String]
  /// Always there on Windows.
  package var password: SecretReference?
  package init(username: String, sshKeys: [String] = [], password: SecretReference? = nil) {
    self.username = username
    self.sshKeys = sshKeys
    self.password = password
  }
}

package struct User: Hashable, Sendable {
  package var name: String
  package var sshKeys: [String]
  /// What JupyterHub asks for, and the desktop of Windows.
  package var password: SecretReference?
  package init(name: String, sshKeys: [String] = [], password: SecretReference? = nil) {
    self.name = name
    self.sshKeys = sshKeys
    self.password = password
  }
}
