/// Why something could not be read from a repository, before it is known whose repository it was.
enum ReadFault: Error, Hashable, Sendable {
  case git(GitFault)
  /// The ref, or the commit, is not there.
  case noSuchRef(String)
  case tooLarge(what: String, limit: Int)
  /// There is no repository at the place.
  case noRepository(String)
  /// What was asked for has no meaning: a version range or a name that is none.
  case badRequest(String)
}

/// Runs libgit2 calls and gives their faults the type that reading throws.
func reading<Result: ~Copyable>(_ body: () throws(GitFault) -> Result) throws(ReadFault) -> Result {
  do throws(GitFault) { return try body() } catch { throw .git(error) }
}
