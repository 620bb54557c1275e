import Manifests
import Pools
import Reconciliation

import struct Foundation.Date

extension TakenManifests {
  func stored(_ limits: LogLimits) -> JSONValue {
    [
      "revision": revision.stored(limits),
      "files": .object(files.mapValues(\.stored)),
      "held": .object(Dictionary(uniqueKeysWithValues: held.map { ($0.key.description, $0.value.stored(limits)) })),
    ]
  }

  init(stored value: JSONValue) throws {
    self.init(revision: try Revision(stored: value["revision"] ?? .null))
    files = try (value["files"] ?? .null).storedMembers("the files of a revision").mapValues(ManifestFile.init(stored:))
    for (name, definition) in try (value["held"] ?? .null).storedMembers("the held pools of a revision") {
      guard let pool = PoolName(name) else { throw UnreadableRecord("the held pools of a revision") }
      held[pool] = try HeldDefinition(stored: definition)
    }
  }
}

extension ManifestFile {
  fileprivate var stored: JSONValue {
    .storing([
      "blob": blob.description.stored, "pools": .array(pools.map(\.description.stored)),
      "defaults": holdsDefaults ? true : nil,
    ])
  }

  fileprivate init(stored value: JSONValue) throws {
    let pools = try (value["pools"] ?? .null).storedElements("the pools of a file")
    self.init(
      blob: BlobID(try value.storedText("blob")), pools: pools.compactMap { $0.string.flatMap { PoolName($0) } },
      holdsDefaults: value["defaults"] == true)
  }
}

extension HeldDefinition {
  fileprivate func stored(_ limits: LogLimits) -> JSONValue {
    [
      "revision": revision.stored(limits), "since": .number(since.stored),
      "reason": reason.bounded(to: limits.message).stored,
    ]
  }

  fileprivate init(stored value: JSONValue) throws {
    self.init(
      revision: try Revision(stored: value["revision"] ?? .null),
      since: try Date(stored: value["since"], "since when a pool is held"), reason: try value.storedText("reason"))
  }
}

extension Date {
  /// Reads seconds since 2001-01-01 UTC, whole ones too; `what` names them in the error.
  init(stored value: JSONValue?, _ what: String) throws {
    switch value {
    case .number(let seconds)?: self.init(timeIntervalSinceReferenceDate: seconds)
    case .integer(let seconds)?: self.init(timeIntervalSinceReferenceDate: Double(seconds))
    default: throw UnreadableRecord(what)
    }
  }
}
