import CLibgit2
import Reconciliation

/// Finds commits by the full names of refs. Of what a person wrote, only steps back in history reach git's own language of
/// revisions, from a commit that was found before.
struct RefLookup {
  let repository: Repository
  let limits: ReadingLimits

  init(_ repository: Repository, limits: ReadingLimits) {
    self.repository = repository
    self.limits = limits
  }

  func revision(of ref: SourceRef) throws(ReadFault) -> Revision {
    switch ref {
    case .branch(let name):
      guard let commit = try commit(at: "refs/heads/\(name)") else { throw .noSuchRef("branch \(name)") }
      return Revision(ref: name, commit: commit)
    case .tag(let name):
      guard let commit = try commit(at: "refs/tags/\(name)") else { throw .noSuchRef("tag \(name)") }
      return Revision(ref: name, commit: commit)
    case .commit(let id):
      guard let commit = try commit(id.description) else { throw .noSuchRef("commit \(id)") }
      return Revision(ref: ref.name, commit: commit)
    case .semver(let text): return try highestVersion(in: text)
    case .named(let name):
      let stepped = try stepped(name)
      guard stepped.base != "HEAD" else {
        throw .badRequest("HEAD is of a working copy, and a source has none; name a branch, a tag or a commit")
      }
      guard let commit = try commit(named: stepped.base, in: ["refs/heads/", "refs/tags/"]) else {
        throw .noSuchRef("branch, tag or commit \(stepped.base)")
      }
      return Revision(ref: name, commit: try ancestor(of: commit, stepped))
    }
  }

  /// `HEAD`, a full id, a full ref name, a tag, a branch, a remote's branch, or the first 7 digits or more of an id; and
  /// steps back from any of these.
  func revision(named name: String) throws(ReadFault) -> Revision {
    let stepped = try stepped(name)
    var found = stepped.base == "HEAD" ? try head() : nil
    if found == nil {
      found = try commit(named: stepped.base, in: ["refs/tags/", "refs/heads/", "refs/remotes/"])
    }
    guard let found else { throw .noSuchRef("branch, tag or commit \(stepped.base)") }
    return Revision(ref: name, commit: try ancestor(of: found, stepped))
  }

  /// Throws `badRequest` for what is understood neither as a name nor as steps from one.
  private func stepped(_ name: String) throws(ReadFault) -> SteppedName {
    guard name.utf8.count <= 1024, let stepped = SteppedName(name) else {
      throw .badRequest(
        "\"\(name.prefix(80))\" names no commit; write a branch, a tag or a commit's id, with ~2 or ^ behind it for the "
          + "commits before it")
    }
    return stepped
  }

  /// The commit that the steps lead to.
  private func ancestor(of commit: CommitID, _ name: SteppedName) throws(ReadFault) -> CommitID {
    guard !name.steps.isEmpty else { return commit }
    let found = try absent { () throws(GitFault) in
      try GitObject(revision: "\(commit)\(name.steps)^{commit}", in: repository).id
    }
    guard let found else {
      throw .badRequest("there is no commit \(name.base)\(name.steps): the history of \(name.base) does not go there")
    }
    return found
  }

  /// A full id, a full ref name, a ref in one of the folders, the first that has it, or the beginning of an id.
  private func commit(named name: String, in folders: [String]) throws(ReadFault) -> CommitID? {
    if let commit = try commit(name) { return commit }
    if name.hasPrefix("refs/"), let commit = try commit(at: name) { return commit }
    for folder in folders {
      if let commit = try commit(at: folder + name) { return commit }
    }
    return try commit(prefix: name)
  }

  private func highestVersion(in text: String) throws(ReadFault) -> Revision {
    let range: VersionRange
    do throws(VersionRange.SyntaxError) { range = try VersionRange(text) } catch { throw .badRequest(error.message) }
    var found: [(version: SemanticVersion, tag: String)] = []
    for tag in try tags() {
      if let version = SemanticVersion(tag), range.contains(version) { found.append((version, tag)) }
    }
    // Equal versions (`v1.2.0` beside `1.2.0`) are told apart by name, so that the answer never depends on an order.
    found.sort { ($1.version, $1.tag) < ($0.version, $0.tag) }
    for (_, tag) in found {
      if let commit = try commit(at: "refs/tags/\(tag)") { return Revision(ref: tag, commit: commit) }
    }
    throw .noSuchRef("tag in \(text)")
  }

  /// The names of all tags, without `refs/tags/`.
  private func tags() throws(ReadFault) -> [String] {
    var names: [String] = []
    let iterator = try reading { () throws(GitFault) in
      try acquire { git_reference_iterator_glob_new($0, repository.pointer, "refs/tags/*") }
    }
    defer { git_reference_iterator_free(iterator) }
    var name: UnsafePointer<CChar>?
    while true {
      let answer = git_reference_next_name(&name, iterator)
      if answer == GitFault.Code.atEnd.rawValue { return names }
      try reading { () throws(GitFault) in _ = try check(answer) }
      guard names.count < limits.refs else { throw .tooLarge(what: "the number of tags", limit: limits.refs) }
      if let name { names.append(String(String(cString: name).dropFirst("refs/tags/".count))) }
    }
  }

  private func head() throws(ReadFault) -> CommitID? {
    try absent { () throws(GitFault) in try Reference(headOf: repository).commit() }
  }

  private func commit(at name: String) throws(ReadFault) -> CommitID? {
    try absent { () throws(GitFault) in try Reference(named: name, in: repository).commit() }
  }

  /// A commit, or an annotated tag, by all 40 digits of its id.
  private func commit(_ text: String) throws(ReadFault) -> CommitID? {
    guard let id = git_oid(hexadecimal: text) else { return nil }
    return try absent { () throws(GitFault) in
      let object = try GitObject(id, in: repository)
      return try GitObject(peeling: object, to: GIT_OBJECT_COMMIT).id
    }
  }

  private func commit(prefix text: String) throws(ReadFault) -> CommitID? {
    let digits = text.utf8.count
    guard (7..<40).contains(digits), text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    var id = git_oid()
    guard git_oid_fromstrp(&id, text) == 0 else { return nil }
    let prefix = id
    do throws(GitFault) {
      let object = try GitObject(prefix: prefix, digits: digits, type: GIT_OBJECT_COMMIT, in: repository)
      return CommitID(object.id.hexadecimal)
    } catch {
      switch error.code {
      case .notFound: return nil
      case .ambiguous: throw .badRequest("\(text) begins several ids: write more of its digits")
      default: throw .git(error)
      }
    }
  }

  /// Nil where the thing is not there, has no allowed name, or is no commit; every other fault is thrown.
  private func absent(_ find: () throws(GitFault) -> git_oid) throws(ReadFault) -> CommitID? {
    do throws(GitFault) { return CommitID(try find().hexadecimal) } catch {
      switch error.code {
      case .notFound, .invalidName, .unbornBranch, .cannotPeel: return nil
      default: throw .git(error)
      }
    }
  }
}
