/// Where the state is kept: the database, and what lies in its folder.
struct StateLocation: Hashable, Sendable {
  /// The path of the SQLite file.
  var database: String

  init(database: String) { self.database = database }

  /// Reads `sqlite:///var/lib/weir/weir.db` or a path; answers nil for another kind of database.
  init?(url text: String) {
    if text.hasPrefix("sqlite://") {
      let path = String(text.dropFirst("sqlite://".count))
      guard path.hasPrefix("/"), path.count > 1 else { return nil }
      database = path
    } else if text.contains("://") || text.isEmpty || text.hasSuffix("/") {
      return nil
    } else {
      database = text
    }
  }

  var url: String { "sqlite://\(database)" }

  /// The folder that the database is in.
  var directory: String {
    guard let slash = database.lastIndex(of: "/") else { return "." }
    return slash == database.startIndex ? "/" : String(database[..<slash])
  }

  /// `weir` of `weir.db`: what the files beside the database are named after, so that two databases can share a folder.
  private var stem: String {
    let name = database.split(separator: "/").last.map(String.init) ?? database
    return name.hasSuffix(".db") ? String(name.dropLast(3)) : name
  }

  /// The Unix socket of the controller that runs with this state.
  var socket: String { "\(directory)/\(stem).sock" }
  /// Held by whoever reconciles with this state.
  var lock: String { "\(directory)/\(stem).lock" }
  /// The key of the hashes by which a secret's change is known.
  var secretKey: String { "\(directory)/\(stem).key" }
  /// Git's mirrors, one an address.
  var mirrors: String { "\(directory)/\(stem).git" }
  /// Copies of templates from elsewhere, each named by its hash: what has a hash is the same for every state.
  var templates: String { "\(directory)/templates" }
  /// Where files that `az` reads live, each for one call.
  var scratch: String { "\(directory)/tmp" }
}
