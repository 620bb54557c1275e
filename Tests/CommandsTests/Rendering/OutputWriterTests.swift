import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Commands

@Suite("a stream whose reader is slow", .timeLimit(.minutes(5)))
struct OutputWriterTests {
  /// A pipe that is full, and is read when the test says so.
  private final class FullPipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
      _ = fcntl(writing, F_SETFL, O_NONBLOCK)
      let zeros = [UInt8](repeating: 0, count: 4_096)
      while write(writing, zeros, zeros.count) > 0 {}
      _ = fcntl(writing, F_SETFL, 0)
    }

    deinit {
      close(reading)
      close(writing)
    }

    /// Reads until the text ends with `end`; what filled the pipe is left out. On a thread of its own.
    func read(upTo end: String) async -> String {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async { [self] in
          var text = ""
          var chunk = [UInt8](repeating: 0, count: 65_536)
          while !text.hasSuffix(end) {
            let count = Glibc.read(reading, &chunk, chunk.count)
            guard count > 0 else { break }
            text += String(decoding: chunk[..<count].filter { $0 != 0 }, as: UTF8.self)
          }
          continuation.resume(returning: text)
        }
      }
    }
  }

  /// How many lines were told to be dropped.
  private final class Dropped: Sendable {
    private let lines = Mutex(0)
    var count: Int { lines.withLock { $0 } }
    func add(_ count: Int) { lines.withLock { $0 += count } }
  }

  @Test("progress never waits, is dropped beyond a bound, and how much is said before what comes after it")
  func progress() async throws {
    let (pipe, writer) = (try FullPipe(), OutputWriter(label: "test", limit: 100))
    for number in 0..<1_000 { writer.put("line \(number)\n", to: pipe.writing, as: .progress) }
    #expect(!writer.holdsAnswers)
    let text = await pipe.read(upTo: "nobody read\n")
    let lines = text.split(separator: "\n")
    #expect(lines.first == "line 0" && lines.count < 20)
    #expect(lines.last == "… \(1_000 - (lines.count - 1)) lines were not written, since nobody read")
    writer.put("more\n", to: pipe.writing, as: .progress)
    #expect(await pipe.read(upTo: "more\n") == "more\n")
  }

  @Test("an answer is whole however late it is read")
  func answer() async throws {
    let (pipe, writer) = (try FullPipe(), OutputWriter(label: "test", limit: 100))
    let lines = (0..<20_000).map { "line \($0)\n" }
    for line in lines { writer.put(line, to: pipe.writing, as: .answer) }
    writer.put("end\n", to: pipe.writing, as: .answer)
    #expect(writer.holdsAnswers)
    #expect(await pipe.read(upTo: "end\n") == lines.joined() + "end\n")
    await writer.waitUntilWritten()
    #expect(!writer.holdsAnswers)
  }

  @Test("objects of JSON are dropped without a line between them, and their number is told elsewhere")
  func records() async throws {
    let (pipe, dropped) = (try FullPipe(), Dropped())
    let writer = OutputWriter(label: "test", limit: 100) { dropped.add($0) }
    for _ in 0..<1_000 { writer.put("{\"a\": 1}\n", to: pipe.writing, as: .record) }
    let reading = Task { await pipe.read(upTo: "end\n") }
    await writer.waitUntilWritten()
    writer.put("end\n", to: pipe.writing, as: .answer)
    let lines = await reading.value.split(separator: "\n").dropLast()
    #expect(lines.allSatisfy { $0 == "{\"a\": 1}" } && lines.count < 20)
    await writer.waitUntilWritten()
    #expect(lines.count + dropped.count == 1_000)
  }

  @Test("who waits for a reader that never reads is let go where the task is cancelled")
  func cancelled() async throws {
    let (pipe, writer) = (try FullPipe(), OutputWriter(label: "test"))
    writer.put("answer\n", to: pipe.writing, as: .answer)
    let waiting = Task { await writer.waitUntilWritten() }
    waiting.cancel()
    await waiting.value
    #expect(writer.holdsAnswers)
    _ = await pipe.read(upTo: "answer\n")
  }

  @Test("a reader that goes away ends the writing, and nobody waits for it")
  func closed() async throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let writer = OutputWriter(label: "test")
    for _ in 0..<100 { writer.put("answer\n", to: ends[1], as: .answer) }
    await writer.waitUntilWritten()
    #expect(writer.fault(of: ends[1]) == EPIPE && !writer.holdsAnswers)
  }
}
