import LocalServers
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("refs of a source")
struct RefTests {
  @Test("branches, tags, versions and commits are found in the mirror")
  func found() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let first = try await origin.head()
    try await origin.git("tag", "v1.2.0")
    try await origin.git("tag", "nightly")
    let second = try await origin.commit(["a.yaml": "2"])
    try await origin.git("tag", "-a", "v1.10.0", "-m", "annotated")
    try await origin.git("tag", "-a", "twice", "v1.10.0", "-m", "a tag of a tag")
    let third = try await origin.commit(["a.yaml": "3"])
    try await origin.git("tag", "v2.0.0-rc.1")
    let repository = try makeRepository(origin.path, in: origin.scratch)
    #expect(try await repository.fetch().commit == third)
    for (ref, name, commit) in [
      (.branch("main"), "main", third), (.tag("nightly"), "nightly", first), (.tag("v1.10.0"), "v1.10.0", second),
      (.tag("twice"), "twice", second), (.semver("^1.2"), "v1.10.0", second), (.semver("~1.2"), "v1.2.0", first),
      (.semver(">=2.0.0-0"), "v2.0.0-rc.1", third), (.commit(first), first.short, first),
      (.named("main~2"), "main~2", first), (.named("twice^"), "twice^", first),
      (.named("refs/tags/v1.10.0~0"), "refs/tags/v1.10.0~0", second),
    ] as [(SourceRef, String, CommitID)] {
      #expect(try await repository.revision(of: ref) == Revision(ref: name, commit: commit))
    }
  }

  @Test(
    "a ref that is not there is named in the error",
    arguments: [
      (.branch("live"), "branch live"), (.branch("nightly"), "branch nightly"),
      (.branch("../heads/main"), "branch ../heads/main"),
      (.branch("main~0"), "branch main~0"), (.tag("main"), "tag main"), (.tag("blob"), "tag blob"),
      (.semver("^9"), "tag in ^9"),
    ] as [(SourceRef, String)])
  func missing(_ row: (ref: SourceRef, name: String)) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.git("tag", "nightly")
    try await origin.git("tag", "blob", "HEAD:a.yaml")
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    let error = await sourceError { try await repository.revision(of: row.ref) }
    #expect(error == .refNotFound(ref: row.name, url: origin.path))
  }

  @Test("HEAD is of a working copy, which a source has none of", arguments: ["HEAD", "HEAD~1", "@"])
  func head(_ name: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    let error = await sourceError { try await repository.revision(of: .named(name)) }
    guard case .configuration(let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.hasPrefix("HEAD is of a working copy"))
  }

  @Test("settings that contradict themselves are refused before anything is fetched")
  func settings() async throws {
    let scratch = try TemporaryFolder()
    for (url, ref) in [
      ("git@host:pools", SourceRef.branch("main")), ("ftp://host/pools", .branch("main")),
      ("/srv/pools", .semver("newest")),
    ] {
      guard case .configuration = await sourceError({ try makeRepository(url, ref: ref, in: scratch) }) else {
        Issue.record("\(url) was taken")
        continue
      }
    }
  }
}
