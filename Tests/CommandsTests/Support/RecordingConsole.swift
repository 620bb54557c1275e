import Synchronization

@testable import Commands

/// A console that keeps what is written to it.
final class RecordingConsole: Sendable {
  private final class Written: Sendable {
    let pieces = Mutex<[(Console.Stream, String)]>([])
  }

  private let written: Written
  let console: Console

  init(isTerminal: Bool = false, columns: @escaping @Sendable () -> Int = { 80 }) {
    let written = Written()
    self.written = written
    console = Console(isOutputTerminal: isTerminal, isErrorTerminal: isTerminal, columns: columns) { stream, text in
      written.pieces.withLock { $0.append((stream, text)) }
    }
  }

  var output: String { text(.output) }
  var error: String { text(.error) }
  /// Both streams as they were written.
  var both: String { written.pieces.withLock { $0.map(\.1).joined() } }

  private func text(_ stream: Console.Stream) -> String {
    written.pieces.withLock { $0.filter { $0.0 == stream }.map(\.1).joined() }
  }
}
