import Foundation
import Synchronization

/// Reads the command lines of all processes again and again, as a colleague on the same machine could.
final class ProcessList: Sendable {
  private let words: [String]
  private let state = Mutex<(seen: Set<String>, looks: Int)>(([], 0))

  private init(_ words: [String]) { self.words = words }

  /// What was seen while `body` ran: every command line that held one of `words`.
  static func watching<Result: Sendable>(
    for words: [String], _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> (result: Result, seen: Set<String>, looks: Int) {
    let list = ProcessList(words)
    let result = try await withThrowingTaskGroup(of: Result?.self) { tasks in
      tasks.addTask { try await body() }
      tasks.addTask {
        while !Task.isCancelled {
          list.look()
          try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
      }
      defer { tasks.cancelAll() }
      while let next = try await tasks.next() { if let next { return next } }
      throw CancellationError()
    }
    return list.state.withLock { (result, $0.seen, $0.looks) }
  }

  private func look() {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let lines = processes.filter { Int($0) != nil }
      .compactMap { FileManager.default.contents(atPath: "/proc/\($0)/cmdline") }
      .map { String(decoding: $0, as: UTF8.self) }
      .filter { line in words.contains { line.contains($0) } }
    state.withLock {
      $0.seen.formUnion(lines)
      $0.looks += 1
    }
  }
}
