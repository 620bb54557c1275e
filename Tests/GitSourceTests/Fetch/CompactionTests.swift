import Foundation
import LocalServers
import Manifests
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("packs of the mirror")
struct CompactionTests {
  @Test("packs that gather become one, and everything that was ever fetched can still be read")
  func compacted() async throws {
    let origin = try await Origin(["a.yaml": "0"])
    let repository = try makeRepository(origin.path, in: origin.scratch, maximumPacks: 3)
    var commits = [try await repository.fetch().commit]
    // Reads while the packs under it are replaced, as another process would.
    let reader = try makeRepository(origin.path, in: origin.scratch)
    _ = try await reader.files(in: commits[0])
    for number in 1...6 {
      try await origin.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "rewritten")
      commits.append(try await origin.commit(["a.yaml": "\(number)"]))
      #expect(try await repository.fetch().commit == commits.last)
    }
    let packs = try FileManager.default.contentsOfDirectory(atPath: "\(repository.mirror)/objects/pack")
    #expect(packs.count { $0.hasSuffix(".pack") } <= 4)
    #expect(packs.count { $0.hasSuffix(".idx") } == packs.count { $0.hasSuffix(".pack") })
    for (number, commit) in commits.enumerated() {
      for source in [repository, reader] {
        let file = try #require(try await source.files(in: commit).first)
        #expect(try await source.contents(of: file.blob, limit: 9) == Array("\(number)".utf8))
      }
    }
    try await Tool.git("fsck", "--full", "--strict", in: repository.mirror)
  }
}
