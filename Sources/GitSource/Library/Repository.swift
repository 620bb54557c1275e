import CLibgit2

/// The owner of an open `git_repository`. Not `Sendable`: it stays on the thread that opened it.
final class Repository {
  let pointer: OpaquePointer

  /// Opens the repository whose git directory is `path`, and looks nowhere else.
  init(gitDirectory path: String) throws(GitFault) {
    Libgit2.start()
    pointer = try acquire { git_repository_open_ext($0, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil) }
  }

  /// Opens the repository that `path` is in, going upwards as git does.
  init(around path: String) throws(GitFault) {
    Libgit2.start()
    pointer = try acquire { git_repository_open_ext($0, path, GIT_REPOSITORY_OPEN_CROSS_FS.rawValue, nil) }
  }

  deinit { git_repository_free(pointer) }

  /// Reads objects from `directory` and `alternates` from now on, instead of from the repository's own folder.
  func readObjects(from directory: String, alternates: [String]) throws(GitFault) {
    let database = try acquire { git_odb_open($0, directory) }
    defer { git_odb_free(database) }
    for alternate in alternates { try check(git_odb_add_disk_alternate(database, alternate)) }
    try check(git_repository_set_odb(pointer, database))
  }

  /// The size and type of an object, without reading its content.
  func header(of id: git_oid) throws(GitFault) -> (size: Int, type: git_object_t) {
    let database = try acquire { git_repository_odb($0, pointer) }
    defer { git_odb_free(database) }
    var size = 0
    var type = GIT_OBJECT_INVALID
    var id = id
    try check(git_odb_read_header(&size, &type, database, &id))
    return (size, type)
  }
}
