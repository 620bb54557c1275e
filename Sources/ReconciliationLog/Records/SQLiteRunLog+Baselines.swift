import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func baseline(of pool: PoolName) async throws -> Baseline? {
    let text = try await database.read { database in
      try String.fetchOne(
        database, sql: "SELECT content FROM baseline WHERE pool = ?", arguments: [pool.description])
    }
    return try text.map { try decode($0, of: pool.description) }
  }

  package func baselines() async throws -> [PoolName: Baseline] {
    // Parsed here and not on the connection's thread, which other calls wait for.
    let texts = try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT pool, content FROM baseline").map { row in
        (pool: try row.value("pool", as: String.self), content: try row.value("content", as: String.self))
      }
    }
    var baselines: [PoolName: Baseline] = [:]
    for (pool, content) in texts {
      guard let name = PoolName(pool) else {
        throw LogError(UnreadableRecord("the name of a baseline's pool"), path: database.path)
      }
      baselines[name] = try decode(content, of: pool)
    }
    return baselines
  }

  package func appliedTypes() async throws -> [PoolName: Set<ResourceQuery>] {
    try await database.read { database in
      // Nearly all pools have the same types, and share one set here.
      var sets: [String: Set<ResourceQuery>] = [:]
      var pools: [PoolName: Set<ResourceQuery>] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT pool, types FROM baseline")
      while let row = try rows.next() {
        let text: String = try row.value("types")
        let types = try sets[text] ?? StoredBaseline.types(from: text)
        sets[text] = types
        pools[try row.value("pool", PoolName.init(_:))] = types
      }
      return pools
    }
  }

  package func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws {
    let stored = baseline.map(StoredBaseline.init)
    try await database.write { database in
      if let stored {
        try stored.keep(of: pool.description, in: database)
      } else {
        try database.execute(sql: "DELETE FROM baseline WHERE pool = ?", arguments: [pool.description])
      }
    }
  }

  private func decode(_ text: String, of pool: String) throws(LogError) -> Baseline {
    do {
      return try Baseline(stored: JSONValue(storedText: text, "the baseline of \(pool)"))
    } catch {
      throw LogError(error, path: database.path)
    }
  }
}

/// A baseline as its row.
struct StoredBaseline: Sendable {
  private let types: String
  private let content: String

  init(_ baseline: Baseline) {
    types = JSONValue.array(
      baseline.types.sorted().map { [.string($0.type.description), .string($0.apiVersion)] }
    ).text()
    content = baseline.stored.text()
  }

  func keep(of pool: String, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO baseline (pool, types, content) VALUES (?, ?, ?)", arguments: [pool, types, content])
  }

  static func types(from text: String) throws -> Set<ResourceQuery> {
    let pairs = try JSONValue(storedText: text, "a baseline's types").storedElements("a baseline's types")
    return Set(
      try pairs.map { pair in
        guard let parts = pair.array, parts.count == 2, let type = parts[0].string.flatMap(ResourceType.init),
          let version = parts[1].string
        else { throw UnreadableRecord("a baseline's types") }
        return ResourceQuery(type: type, apiVersion: version)
      })
  }
}
