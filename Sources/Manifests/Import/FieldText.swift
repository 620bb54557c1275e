import Pools
import Templates

/// The fields of a pool as a person would write them: in the contract's order, and only what differs from the defaults.
struct FieldText {
  let fields: PoolFields
  /// The `spec` that the defaults of the folders around say: where they say something, so does the pool.
  let around: JSONValue
  private(set) var members: [ManifestNode.Member] = []

  init(_ fields: PoolFields, around: JSONValue = .null) {
    self.fields = fields
    self.around = around
    machine()
    count()
    people()
    access()
    network()
    identity()
    further()
  }

  var isWindows: Bool { fields.system == .windows }

  /// True where the defaults around say something at member names between dots.
  func isSaidAround(_ path: String) -> Bool { around.at(path) != nil }

  mutating func say(_ name: String, _ value: ManifestNode, comment: String? = nil) {
    members.append(ManifestNode.Member(name, value, comment: comment))
  }

  /// Says a map that has members.
  mutating func say(_ name: String, _ value: [ManifestNode.Member?]) {
    let said = value.compactMap { $0 }
    if !said.isEmpty { say(name, .map(said)) }
  }

  static func minutes(_ minutes: Int) -> ManifestNode {
    .text(minutes.isMultiple(of: 60) ? "\(minutes / 60)h" : "\(minutes)m")
  }

  /// A member where there is a value.
  static func member<Value>(_ name: String, _ value: Value?, _ node: (Value) -> ManifestNode) -> ManifestNode.Member? {
    value.map { .init(name, node($0)) }
  }

  static func secret(_ name: String, _ reference: SecretReference?) -> ManifestNode.Member? {
    reference.map { .init(name, node($0), comment: "Azure never tells a secret: say where it is kept.") }
  }

  static func node(_ reference: SecretReference) -> ManifestNode {
    switch reference {
    case .environment(let variable): .map([.init("environment", .text(variable))])
    case .file(let path): .map([.init("file", .text(path))])
    case .keyVault(let vault, let secret, let version):
      .map([
        .init(
          "keyVault",
          .map(
            [.init("id", .text(vault)), .init("secret", .text(secret)), member("version", version, ManifestNode.text)]
              .compactMap { $0 }))
      ])
    // A value is never written.
    case .literal: .map([.init("environment", .text("SECRET"))])
    }
  }
}
