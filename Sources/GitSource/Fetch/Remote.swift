import CLibgit2
import Glibc

/// The owner of a `git_remote` that no configuration file knows.
struct Remote: ~Copyable {
  /// A ref as the server shows it.
  struct Head {
    var name: String
    var target: git_oid
  }

  private let pointer: OpaquePointer

  init(_ url: String, in repository: Repository) throws(GitFault) {
    var options = git_remote_create_options()
    try check(git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
    options.repository = repository.pointer
    options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
    pointer = try acquire { git_remote_create_with_opts($0, url, &options) }
  }

  deinit { git_remote_free(pointer) }

  /// Connects, and learns what refs the server has.
  func connect(_ fetch: git_fetch_options) throws(GitFault) {
    var options = git_remote_connect_options()
    try check(git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
    options.callbacks = fetch.callbacks
    options.proxy_opts = fetch.proxy_opts
    options.follow_redirects = fetch.follow_redirects
    try check(git_remote_connect_ext(pointer, GIT_DIRECTION_FETCH, &options))
  }

  /// All refs that the server shows.
  func heads() throws(GitFault) -> [Head] {
    var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try check(git_remote_ls(&list, &count, pointer))
    return UnsafeBufferPointer(start: list, count: count).compactMap { head in
      head?.pointee.name.map { Head(name: String(cString: $0), target: head?.pointee.oid ?? git_oid()) }
    }
  }

  /// Receives the objects of all branches and tags that are missing here. Moves no ref.
  func download(_ fetch: git_fetch_options) throws(GitFault) {
    var options = fetch
    var specifications: [UnsafeMutablePointer<CChar>?] = Self.specifications.map { strdup($0) }
    defer { specifications.forEach { free($0) } }
    let answer = specifications.withUnsafeMutableBufferPointer { buffer in
      var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
      return git_remote_download(pointer, &array, &options)
    }
    try check(answer)
  }

  private static let specifications = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
}
