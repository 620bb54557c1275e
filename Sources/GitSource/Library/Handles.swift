import CLibgit2

/// The owner of a `git_object` of any type.
struct GitObject: ~Copyable {
  let pointer: OpaquePointer

  /// Reads the object, whatever it is; `type` refuses every other.
  init(_ id: git_oid, type: git_object_t = GIT_OBJECT_ANY, in repository: Repository) throws(GitFault) {
    var id = id
    pointer = try acquire { git_object_lookup($0, repository.pointer, &id, type) }
  }

  /// Reads the one object whose id begins with `digits` digits of `id`.
  init(prefix id: git_oid, digits: Int, type: git_object_t, in repository: Repository) throws(GitFault) {
    var id = id
    pointer = try acquire { git_object_lookup_prefix($0, repository.pointer, &id, digits, type) }
  }

  /// Reads what an expression of git's language of revisions stands for.
  init(revision: String, in repository: Repository) throws(GitFault) {
    pointer = try acquire { git_revparse_single($0, repository.pointer, revision) }
  }

  /// Follows annotated tags, and a commit to its tree, until an object of `type` is there.
  init(peeling object: borrowing GitObject, to type: git_object_t) throws(GitFault) {
    let source = object.pointer
    pointer = try acquire { git_object_peel($0, source, type) }
  }

  deinit { git_object_free(pointer) }

  var id: git_oid { git_object_id(pointer)?.pointee ?? git_oid() }
}

/// The owner of a `git_reference`.
struct Reference: ~Copyable {
  let pointer: OpaquePointer

  /// Looks a ref up by its full name, `refs/heads/main`; a name that git does not allow is a fault like a missing one.
  init(named name: String, in repository: Repository) throws(GitFault) {
    pointer = try acquire { git_reference_lookup($0, repository.pointer, name) }
  }

  /// The ref that `HEAD` leads to.
  init(headOf repository: Repository) throws(GitFault) {
    pointer = try acquire { git_repository_head($0, repository.pointer) }
  }

  deinit { git_reference_free(pointer) }

  /// The commit that the ref stands at, through annotated tags.
  func commit() throws(GitFault) -> git_oid {
    let source = pointer
    let object = try acquire { git_reference_peel($0, source, GIT_OBJECT_COMMIT) }
    defer { git_object_free(object) }
    return git_object_id(object)?.pointee ?? git_oid()
  }
}

/// The owner of a `git_tree`, read only where it is no larger than a limit.
struct Tree: ~Copyable {
  let pointer: OpaquePointer

  init(_ id: git_oid, in repository: Repository) throws(GitFault) {
    var id = id
    pointer = try acquire { git_tree_lookup($0, repository.pointer, &id) }
  }

  deinit { git_tree_free(pointer) }

  var count: Int { git_tree_entrycount(pointer) }

  /// The mode of what stands at a path below the tree; nil where nothing does.
  func mode(at path: String) throws(GitFault) -> git_filemode_t? {
    var entry: OpaquePointer?
    let code = git_tree_entry_bypath(&entry, pointer, path)
    defer { git_tree_entry_free(entry) }
    // A file stands where the path has a folder.
    if [GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue].contains(code) { return nil }
    _ = try check(code)
    return git_tree_entry_filemode(entry)
  }

  /// An entry as the tree holds it.
  struct Entry {
    var name: String
    var id: git_oid
    var mode: git_filemode_t
  }

  /// The entry at `position`; nil behind the last.
  subscript(position: Int) -> Entry? {
    guard let entry = git_tree_entry_byindex(pointer, position), let name = git_tree_entry_name(entry),
      let id = git_tree_entry_id(entry)
    else { return nil }
    return Entry(name: String(cString: name), id: id.pointee, mode: git_tree_entry_filemode(entry))
  }
}

/// The owner of a `git_blob`.
struct Blob: ~Copyable {
  let pointer: OpaquePointer

  init(_ id: git_oid, in repository: Repository) throws(GitFault) {
    var id = id
    pointer = try acquire { git_blob_lookup($0, repository.pointer, &id) }
  }

  deinit { git_blob_free(pointer) }

  var bytes: [UInt8] {
    guard let start = git_blob_rawcontent(pointer) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(git_blob_rawsize(pointer))))
  }
}

/// The owner of a `git_index`, the list of what is staged.
struct Index: ~Copyable {
  let pointer: OpaquePointer

  /// Opens the index file at `path`; one that is not there is an empty index.
  init(file path: String) throws(GitFault) {
    Libgit2.start()
    pointer = try acquire { git_index_open($0, path) }
  }

  init(of repository: Repository) throws(GitFault) {
    pointer = try acquire { git_repository_index($0, repository.pointer) }
  }

  deinit { git_index_free(pointer) }

  var count: Int { git_index_entrycount(pointer) }
  subscript(position: Int) -> git_index_entry? { git_index_get_byindex(pointer, position)?.pointee }
}
