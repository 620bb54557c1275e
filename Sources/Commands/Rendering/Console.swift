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
  /// True where lines can be rewritten in place: standard output is a terminal that moves its cursor.
  var rewrites: Bool
  /// Columns of the terminal as it is now; people resize it.
  var columns: @Sendable () -> Int
  /// What stands at the terminal's bottom and is rewritten.
  private let bottom = BottomLines()
  /// Why the answer could not be written, in the system's words; nil where it was, or its reader went away.
  var outputFault: @Sendable () -> String?

  init(
    isOutputTerminal: Bool = false, isErrorTerminal: Bool = false, rewrites: Bool? = nil,
    columns: @escaping @Sendable () -> Int = { 80 }, outputFault: @escaping @Sendable () -> String? = { nil },
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.write = write
    self.outputFault = outputFault
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.rewrites = rewrites ?? isOutputTerminal
    self.columns = columns
  }

  /// Writes a line of the answer.
  func say(_ line: String) { write(.output, line + "\n") }
  /// Writes a line that is not the answer, above the lines at the bottom of the terminal.
  func tell(_ line: String) {
    guard isErrorTerminal else { return write(.error, line + "\n") }
    bottom.update { shown in
      let (erasure, lines) = (BottomLines.erasure(of: shown, columns: columns()), BottomLines.text(of: shown))
      if !shown.isEmpty { write(.output, erasure) }
      write(.error, line + "\n")
      if !shown.isEmpty { write(.output, lines) }
    }
  }

  /// Writes lines of the answer, and below them those that stand at the bottom until the next call.
  func say(_ lines: [String], above active: [BottomLines.Line]) {
    let text = lines.map { $0 + "\n" }.joined()
    guard rewrites else { return text.isEmpty ? () : write(.output, text) }
    bottom.update { shown in
      let all = BottomLines.erasure(of: shown, columns: columns()) + text + BottomLines.text(of: active)
      if !all.isEmpty { write(.output, all) }
      shown = active
    }
  }

  /// The process's own streams.
  ///
  /// A reader that goes away (`weir log | head`) ends the writing and not the work: what Azure was asked for goes on
  /// being followed and recorded.
  ///
  /// - Parameter terminal: the environment's `TERM`; a `dumb` one, and none, moves no cursor.
  static func standard(terminal: String?) -> Console {
    signal(SIGPIPE, SIG_IGN)
    FileDescriptors.reserveStandardOnes()
    let faults = Faults()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    return Console(
      isOutputTerminal: isTerminal, isErrorTerminal: isatty(STDERR_FILENO) == 1,
      rewrites: isTerminal && !["", "dumb"].contains(terminal ?? ""), columns: terminalWidth,
      outputFault: { faults.ofOutput }
    ) { stream, text in
      faults.write(text, to: stream)
    }
  }

  /// The streams that can be written no more, and why.
  private final class Faults: Sendable {
    private let numbers = Mutex<[Stream: Int32]>([:])

    func write(_ text: String, to stream: Stream) {
      numbers.withLock { numbers in
        guard numbers[stream] == nil else { return }
        let descriptor = stream == .output ? STDOUT_FILENO : STDERR_FILENO
        if !FileDescriptors.writeAll(Array(text.utf8), to: descriptor) { numbers[stream] = errno }
      }
    }

    var ofOutput: String? {
      numbers.withLock { $0[.output] }.flatMap { $0 == EPIPE ? nil : SystemError.text($0) }
    }
  }

  @Sendable private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// Writing to a descriptor to the end.
enum FileDescriptors {
  /// Fills the places of standard streams that were handed over closed, so that no file of ours comes to be one of them.
  static func reserveStandardOnes() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // Only to be read, so that writing to it goes on being an error. The lowest free number is this one.
      _ = open("/dev/null", O_RDONLY)
    }
  }

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
