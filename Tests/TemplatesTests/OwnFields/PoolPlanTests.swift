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

  private static func plan(_ fields: PoolFields, after before: PoolFields) throws -> PoolPlan {
    let old = try desired(before)
    let live = applied(old)
    var baseline = Baseline(applying: old, secretDigests: [:])
    baseline.learnEcho(from: live)
    return Pools.plan(
      PlanInput(
        pool: try desired(fields), live: live, baseline: baseline,
        allowedSubscriptions: [try Sample.scope().subscription]))
  }

  @Test("a pool that was applied plans empty", arguments: UInt64(1)...120)
  func empty(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let plan = try Self.plan(fields, after: fields)
    #expect(plan.changes == [])
    #expect(plan.outcome == .unchanged)
  }

  /// A change of one field, and the kinds of changes that it plans, by resource.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var kinds: [String: Set<Change.Kind>]
    var change: @Sendable (inout PoolFields) -> Void

    init(
      _ name: String, _ kinds: [String: Set<Change.Kind>], _ change: @escaping @Sendable (inout PoolFields) -> Void
    ) {
      testDescription = name
      self.kinds = kinds
      self.change = change
    }
  }

  static let rows = [
    Row("size", ["vision": [.rolling]]) { $0.machine.size = "Standard_D8s_v5" },
    Row("instances", ["vision": [.inPlace]]) { $0.count = .instances(5) },
    Row("namePrefix", ["vision": [.replace]]) { $0.machine.namePrefix = "other" },
    Row("admin.username", ["vision": [.replace, .rolling]]) { $0.admin.username = "boss" },
    Row("a zone more", ["vision": [.inPlace]]) { $0.machine.zones = ["1", "2", "3"] },
    Row("a zone less", ["vision": [.replace]]) { $0.machine.zones = ["1"] },
    Row("osDisk.sizeGB", ["vision": [.rolling]]) { $0.machine.systemDisk.size = 512 },
    Row("health", ["vision": [.rolling]]) { $0.machine.health?.port = 8000 },
    Row("scaleIn", ["vision": [.inPlace]]) { $0.machine.scaleIn = .newest },
    Row("repairs", ["vision": [.inPlace]]) { $0.machine.repairsAfter = 20 },
    Row("update.maxUnavailable", ["vision": [.inPlace]]) { $0.update.maxUnavailable = 50 },
    Row("users", ["vision": [.rolling]]) { $0.users = [User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"])] },
    Row("orchestration", ["vision": [.inPlace, .replace, .rolling]]) { $0.orchestration = .flexible },
    Row("access.allowFrom", ["vision-nsg": [.inPlace]]) { $0.access.allowFrom = ["198.51.100.0/24"] },
    Row("access.ports", ["vision-nsg": [.inPlace], "vision-lb": [.inPlace]]) {
      $0.access.ports.append(.init(name: "dashboard", number: 8050))
    },
    Row("access.affinity", ["vision-lb": [.inPlace]]) { $0.access.hasAffinity = false },
    Row("access.idleTimeout", ["vision-lb": [.inPlace]]) { $0.access.idleTimeout = 10 },
    Row("access.dnsLabel", ["vision-ip": [.inPlace]]) { $0.access.dnsLabel = "other" },
    Row("autoscale", ["vision-autoscale": [.create]]) {
      $0.count = .autoscale(Autoscale(minimum: 0, maximum: 4, initial: 2))
    },
    Row(
      "tags",
      [
        "vision": [.inPlace], "vision-ip": [.inPlace], "vision-lb": [.inPlace], "vision-nsg": [.inPlace],
        "vision-vnet": [.inPlace],
      ]
    ) { $0.tags = ["costCentre": "4711"] },
  ]

  @Test("one field changed plans its own changes, of the right kind", arguments: rows)
  func one(_ row: Row) throws {
    var fields = try PoolFieldSample.plain()
    fields.machine.zones = ["1", "2"]
    fields.machine.systemDisk.size = 128
    fields.access.allowFrom = ["203.0.113.0/24"]
    let before = fields
    row.change(&fields)
    let plan = try Self.plan(fields, after: before)
    let kinds = Dictionary(grouping: plan.changes, by: \.resource.name).mapValues { Set($0.map(\.kind)) }
    #expect(kinds == row.kinds, "\(plan.changes.map { "\($0.resource.name) \($0.path) \($0.kind)" })")
    #expect(plan.refusals.isEmpty == !plan.changes.contains { $0.kind == .replace })
  }
}
