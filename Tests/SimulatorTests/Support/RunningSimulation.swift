import Foundation
import Synchronization
import TemporaryFolders
import Testing

@testable import Simulator

/// Runs a simulation for as long as `body` takes, on ports of the kernel's choice, in a directory that is gone afterwards.
func withSimulation<Result: Sendable>(
  _ change: (inout Simulator.Configuration) -> Void = { _ in },
  _ body: @escaping @Sendable (Endpoints, _ directory: String) async throws -> Result
) async throws -> Result {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  let directory = folder.path
  var configuration = Simulator.Configuration(directory: directory)
  change(&configuration)
  let ready = AsyncStream<Endpoints>.makeStream()
  return try await withThrowingTaskGroup(of: Result?.self) { [configuration] group in
    group.addTask {
      try await Simulator.run(configuration) { ready.continuation.yield($0) }
      return nil
    }
    group.addTask {
      for await endpoints in ready.stream { return try await body(endpoints, directory) }
      return nil
    }
    let result = try await group.next().flatMap { $0 }
    group.cancelAll()
    while try await group.next() != nil {}
    return try #require(result)
  }
}
