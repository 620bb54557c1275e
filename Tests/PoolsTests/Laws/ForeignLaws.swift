import Testing

@testable import Pools

@Suite("Laws of what others have set, over generated pools")
struct ForeignLaws {
  static let seeds = (0..<120).map(UInt64.init)

  /// A pool that is desired, the one that was applied before, and what others have made of that since.
  private struct Case {
    var pool: DesiredPool
    var earlier: DesiredPool
    var baseline: Baseline
    var live: LiveState
    var azure: AzureLike
    var foreign: [ResourceID: [JSONPath: JSONValue]]

    init(seed: UInt64) throws {
      var generator = PoolGenerator(seed: seed)
      (pool, earlier) = (try generator.pool(), try generator.pool())
      azure = AzureLike(seed: seed &* 31)
      let applied = azure.apply(earlier)
      baseline = Baseline(applying: earlier, secretDigests: PlanLaws.digests)
      if seed.isMultiple(of: 2) { baseline.learnEcho(from: Fixture.live(applied)) }
      var strangers = Strangers(seed: seed)
      live = Fixture.live(applied.map { strangers.set($0) })
      foreign = strangers.foreign
    }

    var sent: DesiredPool { pool.adoptingForeign(from: live, baseline: baseline) }

    func plan(in live: LiveState, learning: Bool) throws -> PoolPlan {
      var baseline = Baseline(applying: pool, secretDigests: PlanLaws.digests)
      if learning { baseline.learnEcho(from: live) }
      return Pools.plan(
        try Fixture.input(pool, live: live, baseline: baseline, digests: PlanLaws.digests))
    }
  }

  @Test(
    "the second plan is empty, and what others have set is there after the first write and the next", arguments: seeds)
  func survives(seed: UInt64) throws {
    var sample = try Case(seed: seed)
    var after = Fixture.live(sample.azure.apply(sample.sent))
    for learning in [true, false] { #expect(try sample.plan(in: after, learning: learning).lines == []) }
    try expectForeign(sample, in: after)
    let baseline = Baseline(applying: sample.pool, secretDigests: PlanLaws.digests)
    after = Fixture.live(
      sample.azure.apply(sample.pool.adoptingForeign(from: after, baseline: baseline)))
    #expect(try sample.plan(in: after, learning: true).lines == [])
    try expectForeign(sample, in: after)
  }

  private func expectForeign(_ sample: Case, in live: LiveState) throws {
    for document in sample.pool.resources {
      for (path, value) in sample.foreign[document.id] ?? [:] {
        // What stands in a subnet that the pool no longer has goes with it.
        guard document.body.hasElements(of: path) else { continue }
        #expect(Comparison.exact.matches(live[document.id]?.body.value(at: path), value), "\(path)")
      }
    }
  }

  @Test("what was the pool's, and is not any more, is not sent", arguments: seeds)
  func goes(seed: UInt64) throws {
    let sample = try Case(seed: seed)
    for document in sample.sent.resources {
      guard let wanted = sample.pool.resources.first(where: { $0.id == document.id }),
        let before = sample.baseline[document.id]
      else { continue }
      for place in [JSONPath("tags", "team"), JSONPath("properties", "dhcpOptions", "dnsServers")]
      where before.desired.value(at: place) != nil && wanted.body.value(at: place) == nil {
        #expect(document.body.value(at: place) == nil, "\(place)")
      }
      let type = document.body.value(at: JSONPath("identity", "type"))?.string ?? ""
      if before.desired.member("identity")?.unlessEmpty != nil, wanted.body.member("identity")?.unlessEmpty == nil {
        #expect(!type.contains("SystemAssigned"))
      }
    }
  }

  @Test("all that is desired is sent as it is, and nothing but a kept field besides", arguments: seeds)
  func sendsDesired(seed: UInt64) throws {
    let sample = try Case(seed: seed)
    for (document, wanted) in zip(sample.sent.resources, sample.pool.resources) {
      #expect(document.id == wanted.id && document.expressions == wanted.expressions)
      var difference = ResourceDifference(
        desired: wanted, baseline: nil,
        secrets: SecretComparison(digests: [:], appliedDigests: [:], keyedHash: nil), isAutoscaled: false,
        manifest: Fixture.manifest)
      let unlike = difference.changes(from: document).filter { wanted.expressions[$0.path] == nil && $0.before != nil }
      #expect(unlike.filter { $0.before != Redaction.mask } == [])
      #expect(!document.body.text().contains("defaultOfAzure"))
    }
    // Where nothing was read nothing is added.
    #expect(sample.pool.adoptingForeign(from: LiveState(), baseline: sample.baseline) == sample.pool)
  }
}

/// People and policies that set things on a pool's resources, each seed its own.
private struct Strangers {
  var random: SplitMix64
  /// What they have set, by resource.
  var foreign: [ResourceID: [JSONPath: JSONValue]] = [:]

  init(seed: UInt64) { random = SplitMix64(seed: seed &+ 7) }

  mutating func set(_ document: ResourceDocument) -> ResourceDocument {
    var document = document
    var fields: [JSONPath: JSONValue] = [JSONPath("tags", "cost.center"): "[42]", JSONPath("tags", "Hand"): "made"]
    switch document.type.folded {
    case FieldRules.networkType: fields.merge(network(document)) { first, _ in first }
    case FieldRules.scaleSetType:
      let path = JSONPath(
        "properties", "virtualMachineProfile", "scheduledEventsProfile", "terminateNotificationProfile")
      fields[path.member("enable")] = true
      fields[path.member("notBeforeTimeout")] = "PT5M"
      let words = document.body.value(at: JSONPath("identity", "type"))?.string
      let all = JSONPath("identity", "userAssignedIdentities")
      document.body = document.body
        .setting(.string(words.map { "\($0), UserAssigned" } ?? "UserAssigned"), at: JSONPath("identity", "type"))
        .setting(["principalId": "1"], at: all.member(ForeignFieldTests.agent))
      foreign[document.id, default: [:]][all.member(ForeignFieldTests.agent).member("principalId")] = "1"
    default: break
    }
    fields = fields.filter { _ in random.chance(0.8) }
    for (path, value) in fields {
      let list = JSONPath(Array(path.steps.dropLast(2)))
      if case .element(key: "service", _)? = path.steps.dropLast().last {
        document.body = document.body.setting([["service": value]], at: list)
      } else {
        document.body = document.body.setting(value, at: path)
      }
    }
    foreign[document.id, default: [:]].merge(fields) { first, _ in first }
    return document
  }

  private mutating func network(_ document: ResourceDocument) -> [JSONPath: JSONValue] {
    var fields: [JSONPath: JSONValue] = [
      JSONPath("properties", "dhcpOptions", "dnsServers"): ["10.9.0.4", "10.9.0.5"],
      JSONPath("properties", "ddosProtectionPlan", "id"): ForeignFieldTests.plan,
      JSONPath("properties", "enableDdosProtection"): true,
    ]
    let subnets = JSONPath("properties", "subnets")
    for subnet in document.body.value(at: subnets)?.array ?? [] {
      let place = subnets.appending(.element(key: "name", value: subnet["name"]?.string ?? "")).member("properties")
      fields[place.member("routeTable").member("id")] = ForeignFieldTests.table
      fields[place.member("privateEndpointNetworkPolicies")] = "Enabled"
      let service = JSONPath.Step.element(key: "service", value: "Microsoft.KeyVault")
      fields[place.member("serviceEndpoints").appending(service).member("service")] = "Microsoft.KeyVault"
    }
    return fields
  }
}

extension JSONValue {
  /// True where every element with a name that a path leads through is there.
  fileprivate func hasElements(of path: JSONPath) -> Bool {
    path.steps.indices.allSatisfy { depth in
      guard case .element(key: "name", _) = path.steps[depth] else { return true }
      return value(at: JSONPath(Array(path.steps[...depth]))) != nil
    }
  }
}
