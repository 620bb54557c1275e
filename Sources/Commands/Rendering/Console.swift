import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a command's words go: standard output for the answer, standard error for everything else.
struct Console: Sendable {
  enum Stream: Hashable, Sendable {
    case output
    case error
  }

  var write: @Sendable (Stream, String) -> Void
  var isOutputTerminal: Bool
  var isErrorTerminal: Bool
  /// Columns of the terminal.
  var width: Int

  init(
    isOutputTerminal: Bool = false, isErrorTerminal: Bool = false, width: Int = 80,
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.write = write
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.width = width
  }

  /// Writes a line of the answer.
  func say(_ line: String) { write(.output, line + "\n") }
  /// Writes a line that is not the answer.
  func tell(_ line: String) { write(.error, line + "\n") }

  /// The process's own streams.
  ///
  /// A reader that goes away (`weir log | head`) ends the writing and not the work: what Azure was asked for goes on
  /// being followed and recorded.
  static func standard() -> Console {
    signal(SIGPIPE, SIG_IGN)
    let isClosed = Mutex<Set<Stream>>([])
    return Console(
      isOutputTerminal: isatty(STDOUT_FILENO) == 1, isErrorTerminal: isatty(STDERR_FILENO) == 1, width: terminalWidth()
    ) { stream, text in
      isClosed.withLock { closed in
        guard !closed.contains(stream) else { return }
        let descriptor = stream == .output ? STDOUT_FILENO : STDERR_FILENO
        if !FileDescriptors.writeAll(Array(text.utf8), to: descriptor) { closed.insert(stream) }
      }
    }
  }

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// Writing to a descriptor to the end.
enum FileDescriptors {
  /// False where the other end is gone or the disk is full.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
