import CLibgit2
import Glibc

/// Puts the many packs of a mirror into one. Every fetch that finds something new adds a pack, and a year of them would
/// make each lookup slow.
///
/// Nothing is thrown away, since a commit that no ref leads to any more may be the last good one. It is work that can
/// wait: where it would take too long, or fails, the packs stay as they are and a later fetch tries again.
struct Compaction {
  let repository: Repository
  /// The folder of the packs.
  let packs: String

  /// What the callbacks of one compaction share; they run on the thread that started it.
  private final class Progress {
    let deadline: Double
    var objects: [git_oid] = []
    init(deadline: Double) { self.deadline = deadline }

    static func at(_ payload: UnsafeMutableRawPointer?) -> Progress? {
      payload.map { Unmanaged<Progress>.fromOpaque($0).takeUnretainedValue() }
    }
    /// What a callback answers: to go on, or to stop.
    var verdict: Int32 { MonotonicClock.seconds < deadline ? 0 : GIT_EUSER.rawValue }
  }

  /// - Parameters:
  ///   - old: the names, without folder, of the packs that are there, which are replaced.
  ///   - deadline: in seconds of the monotonic clock.
  func run(replacing old: [String], deadline: Double) throws(GitFault) {
    let progress = Progress(deadline: deadline)
    let payload = Unmanaged.passUnretained(progress).toOpaque()
    defer { withExtendedLifetime(progress) {} }
    let database = try acquire { git_repository_odb($0, repository.pointer) }
    defer { git_odb_free(database) }
    let listed = git_odb_foreach(
      database,
      { id, payload in
        guard let id, let progress = Progress.at(payload) else { return GIT_EUSER.rawValue }
        progress.objects.append(id.pointee)
        return progress.verdict
      }, payload)
    try check(listed)

    let builder = try acquire { git_packbuilder_new($0, repository.pointer) }
    defer { git_packbuilder_free(builder) }
    git_packbuilder_set_threads(builder, 1)
    try check(
      git_packbuilder_set_callbacks(
        builder, { _, _, _, payload in Progress.at(payload)?.verdict ?? GIT_EUSER.rawValue }, payload))
    for var id in progress.objects { try check(git_packbuilder_insert(builder, &id, nil)) }
    try check(
      git_packbuilder_write(
        builder, packs, 0, { _, payload in Progress.at(payload)?.verdict ?? GIT_EUSER.rawValue }, payload))

    let new = git_packbuilder_name(builder).map { "pack-\(String(cString: $0))" }
    // Whoever reads from an old pack at this moment opens the mirror anew and finds the new one.
    for name in old where new.map({ !name.hasPrefix($0) }) ?? false { unlink("\(packs)/\(name)") }
  }
}
