import Testing

@testable import Pools

/// Swift Testing has a type of this name too.
typealias SourceLocation = Pools.SourceLocation

/// The pool that tests speak about, and short ways to say its parts.
enum Fixture {
  static let subscriptionText = "11111111-2222-3333-4444-555555555555"
  static let manifest = SourceLocation(file: "manifests/vision.yaml", line: 1)

  static func subscription(_ text: String = subscriptionText) throws -> SubscriptionID {
    try #require(SubscriptionID(text))
  }

  static func group(_ name: String = "ds-vision") throws -> ResourceGroupName { try #require(ResourceGroupName(name)) }
  static func name(_ text: String = "vision") throws -> PoolName { try #require(PoolName(text)) }

  static func id(_ type: String, _ names: String..., group: String = "ds-vision") throws -> ResourceID {
    let type = try #require(ResourceType(type))
    return try #require(
      ResourceID(
        subscription: subscription(), resourceGroup: self.group(group), type: type, names: names))
  }

  static func scaleSetID(_ name: String = "vision") throws -> ResourceID {
    try id("Microsoft.Compute/virtualMachineScaleSets", name)
  }

  static func document(
    _ id: ResourceID, _ body: JSONValue, expressions: [JSONPath: Set<String>] = [:],
    locations: [JSONPath: SourceLocation] = [:], dependsOn: [ResourceID] = []
  ) -> ResourceDocument {
    ResourceDocument(
      id: id, apiVersion: FieldRules.rules(for: id.type).apiVersion ?? "2024-01-01", body: body, dependsOn: dependsOn,
      expressions: expressions, provenance: Provenance(locations))
  }

  static func scaleSet(_ body: JSONValue, expressions: [JSONPath: Set<String>] = [:]) throws -> ResourceDocument {
    document(try scaleSetID(), body, expressions: expressions)
  }

  static func pool(
    _ resources: [ResourceDocument], name: String = "vision", group: String = "ds-vision"
  ) throws
    -> DesiredPool
  {
    DesiredPool(
      name: try self.name(name), subscription: try subscription(), resourceGroup: try self.group(group),
      location: try #require(Location("westus2")), resources: resources, manifest: manifest,
      fields: [
        "spec.subscription": SourceLocation(file: manifest.file, line: 6),
        "spec.resourceGroup": SourceLocation(file: manifest.file, line: 7),
        "spec.location": SourceLocation(file: manifest.file, line: 9, column: 3),
      ])
  }

  static func live(_ documents: ResourceDocument...) -> LiveState { live(documents) }

  static func live(_ documents: [ResourceDocument]) -> LiveState {
    var state = LiveState()
    state.add(documents)
    return state
  }

  static func input(
    _ pool: DesiredPool, live: LiveState, baseline: Baseline? = nil, digests: [String: String] = [:],
    keyedHash: (@Sendable (String) -> String)? = nil
  ) throws -> PlanInput {
    PlanInput(
      pool: pool, live: live, baseline: baseline, secretDigests: digests, allowedSubscriptions: [try subscription()],
      keyedHash: keyedHash)
  }

  /// The body with the tags that this pool's resources carry.
  static func owned(_ body: JSONValue, pool: String = "vision", managedBy: String = "weir") -> JSONValue {
    let tags = (body["tags"] ?? [:])
      .setting(.string(pool), at: JSONPath(OwnershipTag.pool))
      .setting(.string(managedBy), at: JSONPath(OwnershipTag.managedBy))
    return body.setting(tags, at: JSONPath("tags"))
  }
}

extension Baseline {
  /// The same as if Weir had created all of it.
  var created: Baseline {
    var baseline = self
    for position in baseline.resources.indices { baseline.resources[position].origin = .created }
    return baseline
  }
}

extension PoolPlan {
  /// The changes as `path before → after kind cause`, the short way to say what is expected.
  var lines: [String] {
    changes.map { change in
      "\(change.path) \(Change.short(change.before)) → \(Change.short(change.after)) \(change.kind) \(change.cause)"
    }
  }
}
