import Pools
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a command's words go: standard output for the answer, standard error for everything else.
///
/// Nothing here waits for a reader: texts go into the queue of a stream. `drain` waits for what is left of them.
struct Console: Sendable {
  enum Stream: Hashable, Sendable {
    case output
    case error
  }

  /// The streams behind the texts.
  var write: @Sendable (Stream, String) -> Void
  var isOutputTerminal: Bool
  var isErrorTerminal: Bool
  /// True where lines can be rewritten in place: standard output is a terminal that moves its cursor.
  var rewrites: Bool
  /// Columns of the terminal as it is now; people resize it.
  var columns: @Sendable () -> Int
  /// What stands at the terminal's bottom and is rewritten.
  private let bottom = BottomLines()
  /// The queues of the process's own streams; nil for a console that keeps what is written to it.
  private var streams: ProcessStreams?
  /// What every text counts as at most: an answer, but where a command goes on for days.
  private var importance = OutputWriter.Importance.answer
  /// Hides secret values in every text; nil before any can be known.
  private var redactor: Redactor?

  init(
    isOutputTerminal: Bool = false, isErrorTerminal: Bool = false, rewrites: Bool? = nil,
    columns: @escaping @Sendable () -> Int = { 80 },
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.write = write
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.rewrites = rewrites ?? isOutputTerminal
    self.columns = columns
  }

  /// The same console for a command that goes on for days: no line of it waits for a reader.
  ///
  /// - Parameter isJSON: true where standard output is a stream of JSON objects.
  func forRunningOn(isJSON: Bool) -> Console {
    var console = self
    console.importance = isJSON ? .record : .progress
    return console
  }

  /// Writes a line of the answer, or several of them in one piece.
  func say(_ text: String) { put(visible(text, on: .output) + "\n", to: .output, as: importance) }

  /// The same console with a redactor before it.
  func redacting(with redactor: Redactor) -> Console {
    var console = self
    console.redactor = redactor
    return console
  }

  /// Writes a line that is not the answer, above the lines at the bottom of the terminal.
  func tell(_ text: String) {
    let text = visible(text, on: .error) + "\n"
    let importance = importance == .answer ? importance : .progress
    guard isErrorTerminal else { return put(text, to: .error, as: importance) }
    bottom.update { shown in
      let (erasure, lines) = (BottomLines.erasure(of: shown, columns: columns()), BottomLines.text(of: shown))
      if !shown.isEmpty { put(erasure, to: .output, as: importance) }
      put(text, to: .error, as: importance)
      if !shown.isEmpty { put(lines, to: .output, as: importance) }
    }
  }

  /// Writes lines of the answer, and below them those that stand at the bottom until the next call.
  func say(_ lines: [String], above active: [BottomLines.Line]) {
    let text = lines.map { visible($0, on: .output) + "\n" }.joined()
    guard rewrites else { return text.isEmpty ? () : put(text, to: .output, as: importance) }
    bottom.update { shown in
      // What stands at the bottom is rewritten soon again, and has to be erased for as long as it stands there.
      if text.isEmpty, !active.isEmpty, !(streams?.hasRoom ?? true) { return }
      let all =
        BottomLines.erasure(of: shown, columns: columns()) + text
        + BottomLines.text(of: active.map { .init(text: visible($0.text, on: .output), width: $0.width) })
      if !all.isEmpty { put(all, to: .output, as: importance) }
      shown = active
    }
  }

  /// Writes a document as it is, to be kept in a file.
  func write(document: String) { put(redacted(document), to: .output, as: importance) }

  /// The one place that every line passes before it leaves: secret values are hidden, and what would forge lines or command
  /// a build service is written out.
  private func visible(_ text: String, on stream: Stream) -> String {
    LineText.output(redacted(text), keepingColours: stream == .output ? isOutputTerminal : isErrorTerminal)
  }

  private func redacted(_ text: String) -> String { redactor?.redactAnswer(text) ?? text }

  private func put(_ text: String, to stream: Stream, as importance: OutputWriter.Importance) {
    guard importance != .answer, let streams else { return write(stream, text) }
    streams.put(text, to: stream, as: importance)
  }
}

extension Console {
  /// How long an interrupted command tries to write what it has said already.
  private static let grace = Duration.seconds(1)

  /// Waits until everything is written or nobody will ever read it.
  ///
  /// - Parameter isPatient: false to wait for a second at most, as a cancelled task does.
  func drain(isPatient: Bool = true) async {
    guard let streams else { return }
    if isPatient { await streams.waitUntilWritten() }
    guard !isPatient || Task.isCancelled else { return }
    // A task of its own, since this one is cancelled and would not wait.
    await Task {
      await withTaskGroup { group in
        group.addTask { await streams.waitUntilWritten() }
        group.addTask { try? await Task.sleep(for: Self.grace) }
        await group.next()
        group.cancelAll()
      }
    }.value
  }

  /// Waits for the reader where much of what was said is not read yet, so that a long answer is not kept in memory.
  func waitForReader() async { await streams?.waitUntilWritten(leaving: 1 << 16) }

  /// Why the answer is not whole, in the system's words; nil where it is, or its reader went away.
  var outputFault: String? {
    guard let streams else { return nil }
    if let number = streams.fault(of: .output) { return number == EPIPE ? nil : SystemError.text(number) }
    return streams.holdsAnswers ? "interrupted while nobody read it" : nil
  }

  /// True where the reader of standard output went away: nothing that is said is read any more.
  var isOutputClosed: Bool { streams?.isOutputClosed ?? false }

  /// The process's own streams.
  ///
  /// A reader that goes away (`weir log | head`) ends the writing and not the work: what Azure was asked for goes on
  /// being followed and recorded.
  ///
  /// - Parameter terminal: the environment's `TERM`; a `dumb` one, and none, moves no cursor.
  static func standard(terminal: String?) -> Console {
    signal(SIGPIPE, SIG_IGN)
    FileDescriptors.reserveStandardOnes()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let streams = ProcessStreams()
    var console = Console(
      isOutputTerminal: isTerminal, isErrorTerminal: isatty(STDERR_FILENO) == 1,
      rewrites: isTerminal && !["", "dumb"].contains(terminal ?? ""), columns: terminalWidth
    ) { stream, text in
      streams.put(text, to: stream, as: .answer)
    }
    console.streams = streams
    return console
  }

  @Sendable private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// The queues of standard output and standard error: one where both are the same file, so that their lines stay in order.
private final class ProcessStreams: Sendable {
  private let output: OutputWriter
  private let error: OutputWriter

  init() {
    let error = OutputWriter(label: "weir.error")
    self.error = error
    let isOne = FileIdentity(descriptor: STDOUT_FILENO).map { $0 == FileIdentity(descriptor: STDERR_FILENO) } ?? false
    output =
      isOne
      ? error
      : OutputWriter(label: "weir.output") { count in
        error.put(
          "weir: warning: \(count) lines of standard output were not written, since nobody read\n",
          to: STDERR_FILENO, as: .progress)
      }
  }

  func put(_ text: String, to stream: Console.Stream, as importance: OutputWriter.Importance) {
    switch stream {
    case .output: output.put(text, to: STDOUT_FILENO, as: importance)
    case .error: error.put(text, to: STDERR_FILENO, as: importance)
    }
  }

  var hasRoom: Bool { output.hasRoom }
  var holdsAnswers: Bool { output.holdsAnswers }

  func fault(of stream: Console.Stream) -> Int32? {
    stream == .output ? output.fault(of: STDOUT_FILENO) : error.fault(of: STDERR_FILENO)
  }

  var isOutputClosed: Bool {
    if output.fault(of: STDOUT_FILENO) != nil { return true }
    // A pipe without a reader says so before anything is written to it (poll(2)).
    var state = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
  }

  func waitUntilWritten(leaving rest: Int = 0) async {
    await output.waitUntilWritten(leaving: rest)
    await error.waitUntilWritten(leaving: rest)
  }
}

extension Redactor {
  /// Redacts what a command writes. An answer in JSON stays one: its strings are redacted, and it is laid out as before.
  fileprivate func redactAnswer(_ text: String) -> String {
    let redacted = redact(text)
    guard redacted != text, text.first == "{" || text.first == "[", let value = try? JSONReader.read(Array(text.utf8))
    else { return redacted }
    let isLaidOut = text.dropLast().contains("\n")
    return (isLaidOut ? redact(value).answer : redact(value).text()) + (text.hasSuffix("\n") ? "\n" : "")
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

  /// False, with the reason in `errno`, where the other end is gone or the disk is full.
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
