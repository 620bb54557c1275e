extension Baseline {
  /// What a deployment of `pool` leaves in the memory; secrets that stand in the template as they are do not enter it.
  ///
  /// - Parameters:
  ///   - origins: how the resources came to be managed; of those that are missing it is not recorded.
  ///   - keyedHash: stands in for such secrets, as in `PlanInput`.
  package init(
    applying pool: DesiredPool, secretDigests: [String: String], secretReferences: [String: String] = [:],
    origins: [ResourceID: Origin] = [:],
    keyedHash: (@Sendable (String) -> String)? = nil
  ) {
    self.init(
      resources: pool.resources.map { document in
        Resource(
          id: document.id, apiVersion: document.apiVersion,
          desired: SecretStandIn.replaceSecrets(
            in: document.expressed, at: FieldSite(FieldRules.rules(for: document.type)), keyedHash: keyedHash),
          expressions: document.expressions, origin: origins[document.id])
      },
      secretDigests: secretDigests, secretReferences: secretReferences,
      deletion: pool.deletion ?? DeletionPolicies())
  }

  /// Learns what Azure answers to what was just applied: of each resource the fields that were sent, redacted, and none
  /// whose rule forbids it. A resource that is not in `live` keeps the echo that it has.
  package mutating func learnEcho(from live: LiveState) {
    var lookup = LiveLookup(live)
    for position in resources.indices {
      guard let found = lookup[resources[position].id] else { continue }
      resources[position].echo =
        EchoProjection.project(
          found.body, onto: resources[position].expressed,
          at: FieldSite(FieldRules.rules(for: resources[position].id.type)), learning: true) ?? [:]
    }
  }
}
