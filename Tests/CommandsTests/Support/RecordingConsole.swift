import Synchronization

@testable import Commands

/// A console that keeps what is written to it.
final class RecordingConsole: Sendable {
  private let written = Mutex<[(Console.Stream, String)]>([])
  private let isTerminal: Bool

  init(isTerminal: Bool = false) { self.isTerminal = isTerminal }

  var console: Console {
    Console(isOutputTerminal: isTerminal, isErrorTerminal: isTerminal, width: 80) { stream, text in
      self.written.withLock { $0.append((stream, text)) }
    }
  }

  var output: String { text(.output) }
  var error: String { text(.error) }

  private func text(_ stream: Console.Stream) -> String {
    written.withLock { $0.filter { $0.0 == stream }.map(\.1).joined() }
  }
}
