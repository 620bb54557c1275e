package import Pools

extension DeploymentTemplate {
  /// The size in bytes of the template that makes `pool`, where it is greater than ARM takes; nil where it is not.
  ///
  /// A pool that cannot be too large by what its values add up to, as almost none can, is not rendered for it.
  package static func excessiveSize(of pool: DesiredPool) -> Int? {
    var bound = 0
    for resource in pool.resources {
      bound += resource.id.description.utf8.count + resource.apiVersion.utf8.count + frame
      for dependency in resource.dependsOn { bound += dependency.description.utf8.count + frame }
      bound += resource.body.boundOfText
      guard bound <= maximumBytes else {
        let size = render(pool).utf8Text().count
        return size > maximumBytes ? size : nil
      }
    }
    return nil
  }

  /// What stands around an entry or a dependency: quotes, commas, and the names of an entry's own members.
  private static let frame = 160
}

extension JSONValue {
  /// No fewer bytes than the value has as text: each byte may become an escape of six.
  fileprivate var boundOfText: Int {
    switch self {
    case .null, .bool: 5
    case .integer, .number: 26
    case .string(let text): Self.bound(of: text)
    case .array(let elements): elements.reduce(2) { $0 + $1.boundOfText + 1 }
    case .object(let members): members.reduce(2) { $0 + Self.bound(of: $1.key) + $1.value.boundOfText + 2 }
    }
  }

  private static func bound(of text: String) -> Int { 6 * text.utf8.count + 3 }
}
