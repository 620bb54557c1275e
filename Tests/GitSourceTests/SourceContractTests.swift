import Foundation
import PortContracts
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("the source's contract")
struct SourceContractTests {
  @Test("a mirror of a repository keeps the contract", arguments: SourceContract.laws)
  func git(_ law: Law<SourceSubject>) async throws {
    let origin = try await Origin()
    let repository = try makeRepository(origin.path, in: origin.scratch)
    let away = "\(origin.scratch.path)/away"
    try await law.check(
      SourceSubject(
        source: repository,
        commit: { files, rewriting in
          if rewriting { try await origin.git("checkout", "--quiet", "--orphan", "rewritten") }
          try await origin.git("rm", "-r", "--quiet", "--ignore-unmatch", "-f", ".")
          let commit = try await origin.commit(files)
          if rewriting { try await origin.git("branch", "--quiet", "-M", "rewritten", "main") }
          return commit
        },
        tag: { try await origin.git("tag", $0, $1.description) },
        setReachable: { isReachable in
          try FileManager.default.moveItem(
            atPath: isReachable ? away : origin.path, toPath: isReachable ? origin.path : away)
        }))
  }

  @Test("the source in memory keeps the contract", arguments: SourceContract.laws)
  func memory(_ law: Law<SourceSubject>) async throws {
    let source = InMemorySource()
    try await law.check(
      SourceSubject(
        source: source,
        commit: { files, rewriting in try #require(source.commit(files, rewriting: rewriting)) },
        tag: { source.tag($0, $1) },
        setReachable: { source.fail($0 ? nil : .unreachable(url: "memory", reason: "it is away")) }))
  }
}
