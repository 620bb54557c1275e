/// The names of everything that manifests are warned of: people see them behind a warning, and silence it by them.
package enum AdviceName: String, Hashable, Sendable, CaseIterable {
  case domainWithoutGroups = "domain-without-groups"
  case goneImage = "gone-image"
  case jupyterhubWithoutPassword = "jupyterhub-without-password"
  case keysWithoutPort = "keys-without-port"
  case missingDependency = "missing-dependency"
  case movingScript = "moving-script"
  case neverSleeps = "never-sleeps"
  case noWayIn = "no-way-in"
  case octalNumber = "octal-number"
  case oldAPIVersion = "old-api-version"
  case openToEveryone = "open-to-everyone"
  case portWithoutService = "port-without-service"
  case retiredSize = "retired-size"
  case retiredSKU = "retired-sku"
  case secretInManifest = "secret-in-manifest"
  case secretInSettings = "secret-in-settings"
  case secureBootOnGPU = "secure-boot-on-gpu"
  case shareOutOfReach = "share-out-of-reach"
  /// A template by its address that could not be looked at without network. A note, and no fault of the manifest's.
  case templateNotChecked = "template-not-checked"
  case uselessSilence = "useless-silence"

  /// What a manifest may silence. That a silence is useless is mended by taking it out, and what was not checked does
  /// not depend on the manifest.
  package static let silenceable = allCases.filter { $0 != .uselessSilence && $0 != .templateNotChecked }

  /// What it is about, for editors: a sentence.
  package var summary: String {
    switch self {
    case .domainWithoutGroups: "The machines join a domain of which nobody may sign in."
    case .goneImage: "The image is gone from the marketplace."
    case .jupyterhubWithoutPassword: "JupyterHub is open, and nobody has the password that it asks for."
    case .keysWithoutPort: "Somebody has keys and no password, and the port of SSH is closed."
    case .missingDependency: "A resource uses another one and does not wait for it."
    case .movingScript: "A script is fetched from a branch, which moves."
    case .neverSleeps: "An autoscaler may go down to no machine, and comes back from it by itself at once."
    case .noWayIn: "The pool has a public balancer, and nobody outside its network comes in."
    case .octalNumber: "A number with a zero first is octal, or text, for older readers of YAML, and decimal here."
    case .oldAPIVersion: "An API version is over five years old."
    case .openToEveryone: "The pool is open to every address of the internet."
    case .portWithoutService: "A port is open that nothing listens on in the image."
    case .retiredSize: "Azure has retired the size of the machines."
    case .retiredSKU: "Azure has retired the SKU of a network resource."
    case .secretInManifest: "The value of a secure parameter stands in the repository."
    case .secretInSettings: "A secret stands where everybody who may read the resource can read it."
    case .secureBootOnGPU: "Drivers of GPUs that are not signed do not load on Ubuntu with secure boot."
    case .shareOutOfReach: "The share is reached from certain networks only, and the pool's own is none of them."
    case .templateNotChecked: "The template is elsewhere and no copy of it is kept here, so it was not checked."
    case .uselessSilence: "A silence silences nothing."
    }
  }
}
