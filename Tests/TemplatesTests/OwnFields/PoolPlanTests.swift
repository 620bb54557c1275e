import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("plans of pools by their own fields")
struct PoolPlanTests {
  private static func desired(_ fields: PoolFields) throws -> DesiredPool {
    let evaluated = try RenderedPool(fields).evaluated
    let scope = try Sample.scope()
    let pool = DesiredPool(
      name: fields.name, subscription: scope.subscription, resourceGroup: scope.resourceGroup,
      location: fields.location, resources: evaluated.resources, secrets: evaluated.secrets, manifest: fields.manifest)
    return pool.tagged(labels: ["team": "vision"], managedBy: "weir")
  }

  /// What Azure answers after it took the pool: passwords and protected settings never, principals by their ids.
  private static func applied(_ pool: DesiredPool) -> LiveState {
    var live = LiveState()
    for var document in pool.resources {
      for path in document.expressions.keys.sorted().reversed() {
        let isPrincipal = path.steps.last == .member("principalId")
        let id: JSONValue? = isPrincipal ? "5a1f3c00-0000-4000-8000-000000000001" : nil
        document.body = document.body.setting(id, at: path)
      }
      document.body = withoutSecrets(document.body)
      document.expressions = [:]
      live.add([document])
    }
    return live
  }

  private static func withoutSecrets(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map(withoutSecrets))
    case .object(let members):
      .object(members.filter { $0.key != "protectedSettings" && $0.key != "adminPassword" }.mapValues(withoutSecrets))
    default: value
    }
  }

  /// A secret is another one where it is kept elsewhere.
  private static func digests(of pool: DesiredPool) -> [String: String] { pool.secrets.mapValues { "\($0)" } }

  private static func plan(_ fields: PoolFields, after before: PoolFields) throws -> PoolPlan {
    let old = try desired(before)
    let live = applied(old)
    let created = old.resources.map { ($0.id, Baseline.Origin.created) }
    let origins = Dictionary(created, uniquingKeysWith: { first, _ in first })
    var baseline = Baseline(applying: old, secretDigests: digests(of: old), origins: origins)
    baseline.learnEcho(from: live)
    let pool = try desired(fields)
    return Pools.plan(
      PlanInput(
        pool: pool, live: live, baseline: baseline, secretDigests: digests(of: pool),
        allowedSubscriptions: [try Sample.scope().subscription]))
  }

  @Test("a pool that was applied plans empty", arguments: UInt64(1)...120)
  func empty(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let plan = try Self.plan(fields, after: fields)
    #expect(plan.changes == [])
    #expect(plan.outcome == .unchanged)
  }

  @Test("one field changed plans exactly its own changes, of the right kind", arguments: PoolChange.all)
  func one(_ row: PoolChange) throws {
    let before = try row.sample.fields()
    var fields = before
    try row.change(&fields)
    #expect(fields != before)
    let plan = try Self.plan(fields, after: before)
    let lines = plan.changes.map(PoolChange.line)
    #expect(lines == row.lines)
    #expect(plan.refusals.isEmpty == !plan.changes.contains { $0.kind == .replace })
  }

  @Test("no change of a secret shows one", arguments: PoolChange.all)
  func hidden(_ row: PoolChange) throws {
    let before = try row.sample.fields()
    var fields = before
    try row.change(&fields)
    for change in try Self.plan(fields, after: before).changes {
      #expect(change.after.map { !$0.text().contains("NEW") } ?? true)
    }
  }
}
