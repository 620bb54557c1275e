package import Pools

extension OrphanedPool.State {
  /// An object by which the state is kept and told: `{"state": "held", "hold": {"reason": "limit", "limit": 1}}`.
  package var json: JSONValue {
    switch self {
    case .due: ["state": "due"]
    case .approved(let user): ["state": "approved", "by": .string(user)]
    case .held(let hold): ["state": "held", "hold": hold.json]
    }
  }

  /// Reads what `json` says; nil for anything else.
  package init?(json: JSONValue) {
    switch json["state"]?.string {
    case "due"?: self = .due
    case "approved"?:
      guard let user = json["by"]?.string else { return nil }
      self = .approved(by: user)
    case "held"?:
      guard let hold = json["hold"].flatMap(PruneHold.init(json:)) else { return nil }
      self = .held(hold)
    default: return nil
    }
  }
}

extension PruneHold {
  fileprivate var json: JSONValue {
    switch self {
    case .unknownRevision: ["reason": "unknownRevision"]
    case .sourceChanged: ["reason": "sourceChanged"]
    case .historyRewritten(let commit): ["reason": "historyRewritten", "commit": .string(commit.description)]
    case .noPoolLeft: ["reason": "noPoolLeft"]
    case .pruningDisabled: ["reason": "pruningDisabled"]
    case .limit(let limit): ["reason": "limit", "limit": .integer(Int64(limit))]
    case .wanted(let pool): ["reason": "wanted", "by": .string(pool.description)]
    case .claimEnded(let pool): ["reason": "claimEnded", "by": .string(pool.description)]
    }
  }

  fileprivate init?(json: JSONValue) {
    let commit = json["commit"]?.string.flatMap { CommitID($0) }
    let pool = json["by"]?.string.flatMap { PoolName($0) }
    switch (json["reason"]?.string, json["limit"]?.integer, commit, pool) {
    case ("unknownRevision"?, _, _, _): self = .unknownRevision
    case ("sourceChanged"?, _, _, _): self = .sourceChanged
    case ("historyRewritten"?, _, let commit?, _): self = .historyRewritten(commit)
    case ("noPoolLeft"?, _, _, _): self = .noPoolLeft
    case ("pruningDisabled"?, _, _, _): self = .pruningDisabled
    case ("limit"?, let limit?, _, _): self = .limit(Int(limit))
    case ("wanted"?, _, _, let pool?): self = .wanted(by: pool)
    case ("claimEnded"?, _, _, let pool?): self = .claimEnded(of: pool)
    default: return nil
    }
  }
}
