import Pools
import Reconciliation

import struct Foundation.Date

extension TakenRevision {
  func stored(_ limits: LogLimits) -> JSONValue {
    [
      "url": source.url.bounded(to: limits.argument).stored, "path": source.path.bounded(to: limits.argument).stored,
      "ref": source.ref.bounded(to: limits.argument).stored, "commit": commit.description.stored,
    ]
  }

  init(stored value: JSONValue) throws {
    self.init(
      source: SourceIdentity(
        url: try value.storedText("url"), path: try value.storedText("path"), ref: try value.storedText("ref")),
      commit: try value.stored("commit", as: CommitID.init(_:)))
  }
}

extension Waiting {
  func stored(_ limits: LogLimits) -> JSONValue {
    .storing([
      "reason": suspension.reason.bounded(to: limits.message).stored, "since": .number(suspension.since.stored),
      "until": suspension.until.map { .number($0.stored) },
      "by": suspension.by?.bounded(to: limits.argument).stored, "changedBy": changedBy?.description.stored,
    ])
  }

  init(stored value: JSONValue) throws {
    guard let since = value["since"]?.storedDate else { throw UnreadableRecord("since when a pool waits") }
    self.init(
      suspension: PoolState.Suspension(
        reason: try value.storedText("reason"), since: since, until: value["until"]?.storedDate,
        by: value["by"]?.string),
      changedBy: value["changedBy"]?.string.flatMap { CommitID($0) })
  }
}

extension JSONValue {
  /// The date of a number as `Date.stored` has it.
  fileprivate var storedDate: Date? {
    switch self {
    case .number(let seconds): Date(timeIntervalSinceReferenceDate: seconds)
    case .integer(let seconds): Date(timeIntervalSinceReferenceDate: Double(seconds))
    default: nil
    }
  }
}
