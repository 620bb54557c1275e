import CLibgit2

/// The library's one start, and the settings that hold for the whole process.
enum Libgit2 {
  /// Starts the library once. It is never shut down, since handles may live as long as the process.
  static func start() { _ = started }

  /// What is read is not cached beyond this: a manifest is parsed once and then kept by whoever asked for it.
  private static let cachedBytes = 16 << 20
  /// How much of the packs is mapped at once, and in what pieces, so that a large mirror does not become resident.
  private static let mappedBytes = 64 << 20
  private static let windowBytes = 4 << 20

  private static let started: Int32 = {
    let count = git_libgit2_init()
    // Whoever owns a repository, Weir only reads it: the check against hooks and configuration of others is not for it.
    _ = weir_git_set_flag(Int32(GIT_OPT_SET_OWNER_VALIDATION.rawValue), 0)
    _ = weir_git_set_flag(Int32(GIT_OPT_ENABLE_FSYNC_GITDIR.rawValue), 1)
    _ = weir_git_set_size(Int32(GIT_OPT_SET_CACHE_MAX_SIZE.rawValue), cachedBytes)
    _ = weir_git_set_size(Int32(GIT_OPT_SET_MWINDOW_SIZE.rawValue), windowBytes)
    _ = weir_git_set_size(Int32(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT.rawValue), mappedBytes)
    // A person's own git configuration (`insteadOf`, proxies) must not change what the controller does.
    for level in [GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL]
    {
      _ = weir_git_set_search_path(level.rawValue, "")
    }
    return count
  }()
}
