import Pools
import Reconciliation

/// What a command asks of the controller; one JSON object on one line.
enum ControlRequest: Hashable, Sendable {
  case reconcile(ReconcileRequest)
  /// Look at the source now, and not at the next interval.
  case wake
  /// Say that you are there.
  case status

  /// Enough for the names of 20,000 pools.
  static let limit = 1 << 20

  var json: JSONValue {
    switch self {
    case .wake: ["request": "wake"]
    case .status: ["request": "status"]
    case .reconcile(let request):
      [
        "request": "reconcile", "wake": request.wake?.json ?? .null, "adoption": request.adoption?.json ?? .null,
        "pools": .array(request.pools.sorted().map { .string($0.description) }),
        "now": .bool(request.now), "dryRun": .bool(request.dryRun), "wait": .bool(request.wait),
        "reason": .optional(request.reason),
        "prune": request.prune.map { ["by": .string($0.by)] } ?? .null,
      ]
    }
  }

  init(json: JSONValue) throws(UnreadableMessage) {
    switch json["request"]?.string {
    case "wake": self = .wake
    case "status": self = .status
    case "reconcile":
      var pools: Set<PoolName> = []
      for value in json["pools"]?.array ?? [] {
        guard let name = value.string.flatMap({ PoolName($0) }) else { throw UnreadableMessage(field: "pools") }
        pools.insert(name)
      }
      self = .reconcile(
        ReconcileRequest(
          pools: pools, trigger: .command, reason: json["reason"]?.string, now: json["now"]?.bool ?? false,
          dryRun: json["dryRun"]?.bool ?? false, wait: json["wait"]?.bool ?? true,
          wake: try json["wake"]?.unlessEmpty.map(WakeRequest.init(json:)),
          adoption: try json["adoption"]?.unlessEmpty.map(AdoptionRequest.init(json:)),
          prune: try json["prune"]?.unlessEmpty.map { (value) throws(UnreadableMessage) in
            PruneRequest(by: try value.field("by") { $0 })
          }))
    default: throw UnreadableMessage(field: "request")
    }
  }
}

/// What the controller answers, a line each, the last one `ended`, `done` or `failed`.
enum ControlReply: Hashable, Sendable {
  /// The request was read; the work begins.
  case accepted(pid: Int32)
  case event(ReconcileEvent)
  /// Nothing more to say.
  case done
  /// It was not done; one line each.
  case failed([String])

  /// Enough for the report of 10,000 pools with some changes each.
  static let limit = 64 << 20

  var isLast: Bool {
    switch self {
    case .done, .failed, .event(.finished): true
    case .accepted, .event: false
    }
  }

  var json: JSONValue {
    switch self {
    case .accepted(let pid): ["event": "accepted", "pid": .integer(Int64(pid))]
    case .done: ["event": "done"]
    case .failed(let lines): ["event": "failed", "errors": .array(lines.map(JSONValue.string))]
    case .event(let event): event.json
    }
  }

  init(json: JSONValue) throws(UnreadableMessage) {
    switch json["event"]?.string {
    case "accepted": self = .accepted(pid: Int32(truncatingIfNeeded: json["pid"]?.integer ?? 0))
    case "done": self = .done
    case "failed": self = .failed((json["errors"]?.array ?? []).compactMap(\.string))
    default: self = .event(try ReconcileEvent(json: json))
    }
  }
}

extension ReconcileEvent {
  var json: JSONValue {
    switch self {
    case .began(let run, let revision, let pools, let subscriptions):
      [
        "event": "began", "run": .string(run.description), "revision": revision.json,
        "pools": .array(pools.map { .string($0.description) }), "subscriptions": .integer(Int64(subscriptions)),
      ]
    case .note(let text): ["event": "note", "text": .string(text)]
    case .progress(let pool, let step):
      ["event": "progress", "pool": .string(pool.description), "step": .string(step)]
    case .pool(let report): ["event": "pool", "report": report.json]
    case .finished(let report): ["event": "finished", "report": report.json]
    }
  }

  init(json: JSONValue) throws(UnreadableMessage) {
    switch json["event"]?.string {
    case "began":
      self = .began(
        run: try json.field("run") { RunID($0) }, revision: try Revision(json: json["revision"] ?? .null),
        pools: (json["pools"]?.array ?? []).compactMap { $0.string.flatMap { PoolName($0) } },
        subscriptions: Int(json["subscriptions"]?.integer ?? 0))
    case "note": self = .note(try json.field("text") { $0 })
    case "progress": self = .progress(try json.field("pool") { PoolName($0) }, try json.field("step") { $0 })
    case "pool": self = .pool(try PoolReport(json: json["report"] ?? .null))
    case "finished": self = .finished(try RunReport(json: json["report"] ?? .null))
    default: throw UnreadableMessage(field: "event")
    }
  }
}
