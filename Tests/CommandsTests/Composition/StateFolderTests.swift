import Foundation
import Glibc
import Reconciliation
import TemporaryFolders
import Testing

@testable import Commands

@Suite("the state's folder")
struct StateFolderTests {
  private func mode(_ path: String, _ mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private func reason(_ state: StateLocation, isWriting: Bool = true) -> (path: String, reason: String)? {
    do throws(LogError) {
      try StatePermissions.check(state, isWriting: isWriting)
      return nil
    } catch {
      guard case .storage(let path, let reason) = error else { return nil }
      return (path, reason)
    }
  }

  @Test(
    "is refused where others may write to it, to a folder above it or to a file of it, with the command that ends that",
    arguments: [
      ("above/state", 0o777), ("above/state", 0o770), ("above/state", 0o707), ("above/state", 0o1777), ("above", 0o777),
      ("above", 0o775), ("above/state/weir.db", 0o666), ("above/state/weir.db", 0o620),
      ("above/state/weir.lock", 0o602),
      ("above/state/weir.key", 0o622), ("above/state/weir.git", 0o777), ("above/state/tmp", 0o1777),
    ])
  func others(_ place: String, _ mode: Int) throws {
    let folder = try TemporaryFolder()
    for file in ["weir.db", "weir.lock", "weir.key", "weir.git/HEAD", "tmp/x"] {
      try folder.write("", to: "above/state/\(file)")
    }
    for path in ["above", "above/state", "above/state/weir.git", "above/state/tmp"] {
      try self.mode(folder.path(path), 0o755)
    }
    for path in ["weir.db", "weir.lock", "weir.key"] { try self.mode(folder.path("above/state/\(path)"), 0o600) }
    let state = StateLocation(database: folder.path("above/state/weir.db"))
    #expect(reason(state) == nil)
    try self.mode(folder.path(place), mode)
    for isWriting in [true, false] {
      let found = try #require(reason(state, isWriting: isWriting))
      #expect(found.path == folder.path(place))
      #expect(
        found.reason.contains("(mode 0\(String(mode, radix: 8)))") && found.reason.contains("chmod go-w \(found.path)"))
    }
    #expect(throws: LogError.self) { try StateFolder.prepare(state) }
    #expect(throws: LogError.self) { try StateFolder.exists(state) }
  }

  @Test("may lie below a folder where others add files and not touch them, as /tmp is, and where nothing is yet")
  func sticky() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "shared/own/weir.db")
    try mode(folder.path("shared"), 0o1777)
    try mode(folder.path("shared/own"), 0o700)
    try mode(folder.path("shared/own/weir.db"), 0o600)
    #expect(reason(StateLocation(database: folder.path("shared/own/weir.db"))) == nil)
    try StateFolder.prepare(StateLocation(database: folder.path("shared/new/deep/weir.db")))
    #expect(reason(StateLocation(database: folder.path("shared/weir.db"))) != nil)
  }

  @Test("of another user is refused, and only reading it is not")
  func owner() throws {
    // Only root may give a file away; in a container the tests run as root.
    guard geteuid() == 0 else { return }
    let folder = try TemporaryFolder()
    try folder.write("", to: "above/state/weir.db")
    for path in ["above", "above/state"] { try mode(folder.path(path), 0o755) }
    try mode(folder.path("above/state/weir.db"), 0o600)
    let state = StateLocation(database: folder.path("above/state/weir.db"))
    try #require(chown(folder.path("above"), 65_534, 65_534) == 0)
    #expect(reason(state)?.reason.contains("run weir as that user") == true)
    #expect(reason(state, isWriting: false) == nil)
    // A state that is wholly another user's is one that root may help out with.
    try #require(chown(folder.path("above/state/weir.db"), 65_534, 65_534) == 0)
    #expect(reason(state) == nil)
  }

  @Test("is the one that links lead to")
  func links() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "open/state/weir.db")
    try folder.write("", to: "own/x")
    try mode(folder.path("open/state"), 0o755)
    try mode(folder.path("open/state/weir.db"), 0o600)
    try mode(folder.path("open"), 0o777)
    try mode(folder.path("own"), 0o700)
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.path("own/state"), withDestinationPath: folder.path("open/state"))
    try files.createSymbolicLink(
      atPath: folder.path("own/weir.db"), withDestinationPath: folder.path("open/state/weir.db"))
    for place in ["own/state/weir.db", "own/weir.db"] {
      #expect(reason(StateLocation(database: folder.path(place)))?.path == folder.path("open"), "\(place)")
    }
  }

  @Test("a lock counts only while its file has its name")
  func lock() throws {
    let folder = try TemporaryFolder()
    let state = StateLocation(database: folder.path("weir.db"))
    guard case .acquired(let lock) = try ControllerLock.acquire(state.lock, for: "run") else {
      Issue.record("a free lock was not had")
      return
    }
    let watch = StateWatch(state, lock: lock)
    try watch.check()
    try FileManager.default.removeItem(atPath: state.lock)
    #expect(throws: LogError.self) { try watch.check() }
    try folder.write("", to: "weir.lock")
    #expect(throws: LogError.self) { try watch.check() }
  }
}
