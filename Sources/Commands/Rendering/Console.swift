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
  /// Why the answer could not be written, in the system's words; nil where it was, or its reader went away.
  var outputFault: @Sendable () -> String?

  init(
    isOutputTerminal: Bool = false, isErrorTerminal: Bool = false, width: Int = 80,
    outputFault: @escaping @Sendable () -> String? = { nil }, write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.write = write
    self.outputFault = outputFault
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
    FileDescriptors.reserveStandardOnes()
    let faults = Faults()
    return Console(
      isOutputTerminal: isatty(STDOUT_FILENO) == 1, isErrorTerminal: isatty(STDERR_FILENO) == 1, width: terminalWidth(),
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

  private static func terminalWidth() -> Int {
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
