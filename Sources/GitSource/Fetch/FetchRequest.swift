/// What the child process is asked to do, as one JSON object on its standard input. Paths of secrets, never secrets.
struct FetchRequest: Codable, Hashable, Sendable {
  /// An address that `GitAddress` has taken.
  var url: String
  /// The bare repository to bring up to date; made where it is missing.
  var mirror: String
  /// Seconds after which the child ends itself, should nobody else have.
  var timeout: Int
  var sshKeyFile: String?
  var knownHostsFile: String?
  var username: String?
  var tokenFile: String?
  var caFile: String?
  /// Bytes that one fetch receives at most.
  var maximumBytes: Int
  /// Refs that one fetch takes at most.
  var maximumRefs: Int
  /// Packs that the mirror may gather before they are put into one.
  var maximumPacks: Int
}
