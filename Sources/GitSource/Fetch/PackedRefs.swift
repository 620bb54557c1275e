import CLibgit2

/// The refs of a mirror, as the file `packed-refs` holds them (gitrepository-layout(5)).
struct PackedRefs {
  struct Ref {
    var name: String
    var target: git_oid
    /// What an annotated tag leads to in the end.
    var peeled: git_oid?
  }

  private(set) var refs: [Ref] = []

  /// Branches and tags go on; everything else that a server shows (`HEAD`, pull requests, peeled tags) is passed over.
  static func isMirrored(_ name: String) -> Bool {
    (name.hasPrefix("refs/heads/") || name.hasPrefix("refs/tags/")) && !name.hasSuffix("^{}")
      && isValid(name)
  }

  /// Adds a ref whose object is in `repository`, looking up what it leads to.
  mutating func add(_ name: String, at target: git_oid, in repository: Repository) throws(GitFault) {
    var peeled: git_oid?
    if try repository.header(of: target).type == GIT_OBJECT_TAG {
      let tag = try GitObject(target, in: repository)
      // Down to whatever it is: a tag may lead to a tree or a blob.
      peeled = try GitObject(peeling: tag, to: GIT_OBJECT_ANY).id
    }
    refs.append(Ref(name: name, target: target, peeled: peeled))
  }

  /// The file: sorted by name, byte by byte, as its first line says.
  var text: String {
    var text = "# pack-refs with: peeled fully-peeled sorted \n"
    for ref in refs.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      text += "\(ref.target.hexadecimal) \(ref.name)\n"
      if let peeled = ref.peeled { text += "^\(peeled.hexadecimal)\n" }
    }
    return text
  }
}

/// git's own rules for the names of refs.
private func isValid(_ name: String) -> Bool {
  var valid: Int32 = 0
  return git_reference_name_is_valid(&valid, name) == 0 && valid == 1
}
