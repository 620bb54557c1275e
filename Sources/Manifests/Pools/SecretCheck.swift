import Pools
import Templates

/// Looks for secrets that the settings do not allow a pool to name.
struct SecretCheck {
  let policy: SecretPolicy
  /// The file of the pool's own manifest, whoever's defaults name the secret.
  let manifest: String
  let pool: PoolName?
  /// The paths of what was found wrong where it is written, of which nothing more is said.
  var wrong: Set<String> = []
  private(set) var diagnostics: [Diagnostic] = []

  init(policy: SecretPolicy, manifest: String, pool: PoolName?, wrong: Set<String> = []) {
    self.policy = policy
    self.manifest = manifest
    self.pool = pool
    self.wrong = wrong
  }

  /// Looks at every place below `value` where, by its shape, a secret may stand.
  mutating func look(at value: PlacedValue, _ shape: Shape, path: String) {
    guard !wrong.contains(path) else { return }
    switch shape {
    case .object(let object) where object.isSecret:
      if let reference = SecretReference(value) { check(reference, path: path, at: value.place) }
    case .object(let object):
      for member in value.members {
        guard let field = object.field(member.key) else { continue }
        look(at: member.value, field.shape, path: SchemaCheck.join(path, member.key))
      }
    case .map(_, let values):
      for member in value.members { look(at: member.value, values, path: SchemaCheck.join(path, member.key)) }
    case .list(let element):
      guard case .list(let elements) = value.content else { return }
      for (position, item) in elements.enumerated() { look(at: item, element, path: "\(path)[\(position)]") }
    case .either(_, let long): look(at: value, long, path: path)
    case .text, .integer, .boolean, .choice, .anything: return
    }
  }

  /// Looks at the secrets that a file of parameters names.
  mutating func look(at file: [String: ParameterValue]) {
    for (name, value) in file.sorted(by: { $0.key < $1.key }) {
      guard case .secret(let reference) = value.content else { continue }
      check(reference, path: "parameter \(Quoted.bare(name))", at: value.origin)
    }
  }

  mutating func check(_ reference: SecretReference, path: String, at place: SourceLocation) {
    guard !policy.allows(reference, for: manifest) else { return }
    diagnostics.append(Diagnostic(location: place, message: "\(path): \(SecretPolicy.refusal)", pool: pool))
  }
}
