import Foundation
import Testing

@testable import AzureCLI

/// The setting up of an `az` for a test.
enum TestAz {
  static let environment = ProcessInfo.processInfo.environment

  /// Runs one command of the set-up; fails the test where it fails.
  static func run(_ command: [String], in environment: [String: String]) async throws {
    let result = try await ProcessRun(
      program: try #require(command.first), arguments: Array(command.dropFirst()), environment: environment,
      deadline: .seconds(600), outputLimit: 1 << 20
    ).run()
    try #require(result.exitCode == 0, "\(command): \(String(decoding: result.errorOutput, as: UTF8.self))")
  }
}
