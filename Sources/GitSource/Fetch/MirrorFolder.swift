import CLibgit2
import Foundation
import Glibc

/// The mirror on disk, held by this process alone while the value lives. Only the child process uses it.
///
/// All refs of a mirror stand in one file, `packed-refs`, which is replaced whole by a rename: whoever reads sees either
/// all of the refs from before a fetch or all of those after it. Objects only ever come in, under names of their own.
final class MirrorFolder {
  let path: String
  private let lock: FileLock

  /// Waits until no other process fetches into the mirror, for at most `seconds`.
  init(at path: String, waitingAtMost seconds: Double) throws(FetchFailure) {
    do {
      let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw FetchFailure(.storage, "its folder cannot be made: \(error.localizedDescription)")
    }
    lock = try FileLock(path + ".lock")
    self.path = path
    guard try lock.isTaken(within: seconds) else {
      throw FetchFailure(.storage, "another process has been fetching into it all the time; it will be tried again")
    }
  }

  /// Opens the mirror, making it first where it is missing, and takes away what killed fetches have left behind.
  func repository() throws(FetchFailure) -> Repository {
    Libgit2.start()
    remove("\(path).new")
    if access(path, F_OK) != 0 { try make() }
    removeLeftovers()
    do throws(GitFault) { return try Repository(gitDirectory: path) } catch {
      throw FetchFailure(.storage, "it is damaged (\(error.message)): delete the folder and it will be made again")
    }
  }

  /// Makes an empty mirror beside its place and moves it there whole.
  private func make() throws(FetchFailure) {
    do throws(GitFault) {
      let made = try acquire { git_repository_init($0, "\(path).new", 1) }
      git_repository_free(made)
    } catch {
      throw FetchFailure(.storage, error.message)
    }
    guard rename("\(path).new", path) == 0 else { throw FetchFailure(.storage, Self.lastError) }
  }

  /// Packs that were being written, and lock files: nobody else can be writing, since this process holds the lock.
  private func removeLeftovers() {
    let packs = "\(path)/objects/pack"
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: packs)) ?? [])
    for name in names {
      let stem = name.split(separator: ".").first.map(String.init) ?? name
      let isWhole =
        (name == "\(stem).pack" && names.contains("\(stem).idx"))
        || (name == "\(stem).idx" && names.contains("\(stem).pack"))
      if !isWhole { remove("\(packs)/\(name)") }
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where name.hasSuffix(".lock") || name == Self.newRefs {
      remove("\(path)/\(name)")
    }
  }

  private static let newRefs = "packed-refs.new"

  /// Puts `refs` in the place of all refs of the mirror. Answers false where they are what they were.
  func replaceRefs(with refs: PackedRefs) throws(FetchFailure) -> Bool {
    let bytes = Array(refs.text.utf8)
    let file = "\(path)/packed-refs"
    if let present = FileManager.default.contents(atPath: file), present.elementsEqual(bytes) { return false }
    let new = "\(path)/\(Self.newRefs)"
    let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FetchFailure(.storage, Self.lastError) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw FetchFailure(.storage, Self.lastError) }
      rest = rest.dropFirst(written)
    }
    guard fsync(descriptor) == 0, rename(new, file) == 0 else { throw FetchFailure(.storage, Self.lastError) }
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    return true
  }

  /// Puts the packs into one where they are more than `limit`. It is given up at `deadline`, and then tried again only
  /// when as many packs have come on top, so that a mirror too large for it does not spend its time on trying.
  func compact(_ repository: Repository, above limit: Int, deadline: Double) {
    let packs = "\(path)/objects/pack"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: packs)) ?? []
    let count = names.count { $0.hasSuffix(".pack") }
    guard limit > 0, count > limit, count % limit == 1 || limit == 1 else { return }
    do throws(GitFault) {
      try Compaction(repository: repository, packs: packs).run(replacing: names, deadline: deadline)
    } catch {
      // The mirror is as good as before, and what is half written goes with the next fetch.
      return
    }
  }

  /// Makes the folder that libgit2 takes for the user's home while it speaks ssh, with nothing but these known hosts. It
  /// must be there before the library starts.
  ///
  /// libgit2 1.5.1 asks a server for a key of a type that `~/.ssh/known_hosts` has, so it must find the lines that count
  /// there; otherwise a server with several keys would show one that nobody has written down. Whether the key that is
  /// shown is trusted is not decided by this.
  func makeHome(knownHosts: String) throws(FetchFailure) {
    let home = "\(path).home"
    do {
      try FileManager.default.createDirectory(atPath: "\(home)/.ssh", withIntermediateDirectories: true)
      try Data(knownHosts.utf8).write(to: URL(fileURLWithPath: "\(home)/.ssh/known_hosts"), options: .atomic)
    } catch {
      throw FetchFailure(.storage, "\(home) cannot be written: \(error.localizedDescription)")
    }
    setenv("HOME", home, 1)
  }

  private func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  private static var lastError: String { String(cString: strerror(errno)) }
}
