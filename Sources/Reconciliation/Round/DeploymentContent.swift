import Crypto
package import Pools
import Templates

/// What a pool's deployment sends, and the name that this content has.
package struct DeploymentContent: Sendable {
  /// `weir-<pool>-<12 hex of what it deploys>`: at most 58 of the 64 characters that ARM allows.
  package var name: String
  package var template: JSONValue

  /// - Parameters:
  ///   - pool: the desired state; names come from it alone, so that nothing that others set changes them.
  ///   - sent: the same, with the counts that autoscalers have set, and with what else others have.
  ///   - digests: the keyed hashes of the secrets, since a new password is new content.
  package init(pool: DesiredPool, sent: DesiredPool, digests: [String: String]) {
    var hash = SHA256()
    let scope = "\(pool.subscription)/\(pool.resourceGroup.description.lowercased())\n"
    hash.update(data: Array(scope.utf8))
    hash.update(data: Array(DeploymentTemplate.render(pool).text().utf8))
    for (secret, digest) in digests.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\n\(secret)=\(digest)".utf8))
    }
    let digits = hash.finalize().prefix(6).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    name = "weir-\(pool.name)-\(digits.joined())"
    template = DeploymentTemplate.render(sent)
  }
}
