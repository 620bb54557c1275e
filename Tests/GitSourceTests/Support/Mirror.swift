import Foundation
import Glibc
import LocalServers
import Reconciliation
import TemporaryFolders

@testable import GitSource

/// The program that fetches in tests, built beside the test program.
enum FetchChild {
  static var path: String {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let path = (tests as NSString).deletingLastPathComponent + "/git-fetch-child"
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw ToolError("\(path) is not built: the test target must depend on git-fetch-child")
      }
      return path
    }
  }

  static var program: GitRepositorySettings.FetchProgram {
    get throws { GitRepositorySettings.FetchProgram(executable: try path, arguments: []) }
  }

  /// The child, with `script` run by the shell before it in the same process.
  static func program(after script: String) throws -> GitRepositorySettings.FetchProgram {
    GitRepositorySettings.FetchProgram(
      executable: "/bin/sh", arguments: ["-c", "\(script)\nexec \(try path)"], environment: ["PATH": "/usr/bin:/bin"])
  }
}

/// Makes a repository of `url` whose mirrors are in `scratch`.
func makeRepository(
  _ url: String, ref: SourceRef = .branch("main"), in scratch: TemporaryFolder, timeout: Duration = .seconds(300),
  authentication: GitRepositorySettings.Authentication = .init(),
  program: GitRepositorySettings.FetchProgram? = nil, maximumFetch: Int = 1 << 30, maximumPacks: Int = 50,
  limits: ReadingLimits = ReadingLimits()
) throws -> GitRepository {
  try GitRepository(
    GitRepositorySettings(
      address: GitAddress(url, relativeTo: "/"), ref: ref, timeout: timeout, authentication: authentication,
      mirrors: "\(scratch.path)/mirrors",
      program: program ?? FetchChild.program, maximumFetch: maximumFetch, maximumPacks: maximumPacks,
      limits: limits))
}

/// The error that `body` throws.
func sourceError(_ body: () async throws -> some Any) async -> SourceError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? SourceError
  }
}
