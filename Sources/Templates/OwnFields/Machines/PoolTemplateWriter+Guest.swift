import Pools

extension PoolTemplateWriter {
  /// The set-up on the machine: accounts, share, vault, and Ubuntu's domain.
  mutating func guestExtension() -> (name: String, properties: [String: JSONValue])? { nil }
}
