import GRDB
package import Pools
package import Reconciliation

import struct Foundation.Date

// The identity of the state and what is known of the source, each a row of the table of settings.
extension SQLiteRunLog {
  package func lastGoodRevision() async throws -> Revision? {
    try await setting("lastGoodRevision", Revision.init(stored:))
  }

  package func identity() async throws -> String? {
    try await setting("identity") { value in
      guard let text = value.string else { throw UnreadableRecord("the identity of the state") }
      return text
    }
  }

  package func lastGoodPools() async throws -> Set<PoolName>? {
    try await setting("lastGoodPools") { names in
      Set(try names.storedElements("the pools of a revision").compactMap { $0.string.flatMap { PoolName($0) } })
    }
  }

  package func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws {
    let value = revision.stored(limits).text()
    let names = pools.map { JSONValue.array($0.sorted().map(\.description.stored)).text() }
    try await database.write { database in
      try Self.keep(value, as: "lastGoodRevision", in: database)
      if let names { try Self.keep(names, as: "lastGoodPools", in: database) }
    }
  }

  package func takenManifests() async throws -> TakenManifests? {
    try await setting("takenManifests", TakenManifests.init(stored:))
  }

  package func setTakenManifests(_ taken: TakenManifests) async throws {
    let value = taken.stored(limits).text()
    try await database.write { try Self.keep(value, as: "takenManifests", in: $0) }
  }

  package func takenRevision() async throws -> TakenRevision? {
    try await setting("takenRevision", TakenRevision.init(stored:))
  }

  package func sourceFault() async throws -> SourceFault? {
    try await setting("sourceFault") { value in
      return SourceFault(
        revision: try value["revision"].map(Revision.init(stored:)), error: try value.storedText("error"),
        pools: (value["pools"]?.array ?? []).map { $0.string.flatMap { PoolName($0) } },
        since: try Date(stored: value["since"], "the source's fault"))
    }
  }

  package func setSourceFault(_ fault: SourceFault?) async throws {
    let value = fault.map { fault in
      let error = fault.error.bounded(to: limits.message)
      // A pool for each line that is kept, which is as many as the text bounds.
      let pools = fault.pools.prefix(error.split(separator: "\n").count).map { $0?.description.stored ?? .null }
      return JSONValue.storing([
        "revision": fault.revision?.stored(limits), "error": error.stored,
        "pools": pools.isEmpty ? nil : .array(Array(pools)), "since": .number(fault.since.stored),
      ]).text()
    }
    try await database.write { try Self.keep(value, as: "sourceFault", in: $0) }
  }

  private func setting<Value: Sendable>(
    _ name: String, _ read: @escaping @Sendable (JSONValue) throws -> Value
  ) async throws -> Value? {
    try await database.read { database in
      let sql = "SELECT value FROM setting WHERE name = ?"
      return try String.fetchOne(database, sql: sql, arguments: [name]).map {
        try read(JSONValue(storedText: $0, "the setting \(name)"))
      }
    }
  }

  /// Keeps a setting; without a value, it is forgotten.
  static func keep(_ value: String?, as name: String, in database: Database) throws {
    if let value {
      try database.execute(sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", arguments: [name, value])
    } else {
      try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
    }
  }
}

extension Revision {
  func stored(_ limits: LogLimits) -> JSONValue {
    ["ref": ref.bounded(to: limits.argument).stored, "commit": commit.description.stored]
  }

  init(stored value: JSONValue) throws {
    self.init(ref: try value.storedText("ref"), commit: try value.stored("commit", as: CommitID.init(_:)))
  }
}
