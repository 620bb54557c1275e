import Glibc
import PortContracts
import Reconciliation
import ReconciliationLog

import struct Foundation.Date

/// A process for the tests of the log to kill, starve or strip of its rights. It says on standard output what it has done.
@main
struct LogCrashProbe {
  static func main() async {
    let words = CommandLine.arguments.dropFirst()
    guard words.count == 3, let task = words.first, let path = words.dropFirst().first,
      let number = words.last.flatMap({ Int($0) })
    else {
      say("usage: LogCrashProbe steps|intents|notes|fill|unprivileged|read LOG NUMBER")
      exit(64)
    }
    do {
      switch task {
      case "steps": try await take(number, path)
      case "intents": try await intend(number, path)
      case "notes": try await note(number, path)
      case "fill": try await fill(number, path)
      case "unprivileged": try await writeUnprivileged(path)
      case "read": try await readUnprivileged(path)
      default: exit(64)
      }
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  /// Does the first `count` steps of the script, and waits to be killed.
  private static func take(_ count: Int, _ path: String) async throws {
    let log = try await SQLiteRunLog.open(at: path)
    for step in RunLogScript.steps.prefix(count) { try await step.call(log) }
    say("done")
    try await Task.sleep(for: .seconds(300))
  }

  /// Says the id of each intent as soon as the log has answered it, until it is killed or there are `limit`.
  private static func intend(_ limit: Int, _ path: String) async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    for _ in 0..<limit {
      say(String(try await log.intend(Samples.intent(Samples.run(0), baseline: Samples.baseline()))))
    }
  }

  /// Begins a run of its own, `number`, and writes a hundred notes to it.
  private static func note(_ number: Int, _ path: String) async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(number))
    for position in 0..<100 { try await log.note("note \(position)", in: Samples.run(number)) }
    say("done")
  }

  /// Writes until no file may grow past `bytes` any more, as on a full disk.
  private static func fill(_ bytes: Int, _ path: String) async throws {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(70) }
    try await intend(100_000, path)
  }

  /// Writes as nobody, since root may write where the mode says that none may.
  private static func writeUnprivileged(_ path: String) async throws {
    becomeNobody()
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    say("done")
  }

  /// Reads as nobody and says how many runs there are, and then tries to write.
  private static func readUnprivileged(_ path: String) async throws {
    becomeNobody()
    let log = try await SQLiteRunLog.open(at: path)
    say("\(try await log.runs(pool: nil, limit: 99).count) runs, \(try await log.states().count) states")
    do { try await log.note("a word", in: Samples.run(0)) } catch { say("failed: \(error)") }
    let news = try await log.nextEvents(after: .beginning, clock: NoClock())
    say("\(news.count) events")
  }

  /// A clock on which nothing is ever waited for.
  private struct NoClock: WallClock {
    func now() -> Date { Samples.start }
    func sleep(for duration: Duration) async throws { throw CancellationError() }
  }

  private static func becomeNobody() {
    guard geteuid() == 0 else { return }
    guard setgid(65_534) == 0, setuid(65_534) == 0 else { exit(70) }
  }

  private static func say(_ line: String) {
    let text = Array("\(line)\n".utf8)
    _ = write(STDOUT_FILENO, text, text.count)
  }
}
