import Foundation
import Glibc
import Pools
import Reconciliation
import Synchronization
import Testing

@testable import Commands

@Suite("the controller's socket")
struct ControlTests {
  @Test("messages are read back as they were")
  func messages() throws {
    let requests: [ControlRequest] = [
      .wake, .status,
      .reconcile(
        ReconcileRequest(
          pools: [try Fixtures.pool("nlp")], trigger: .command, reason: "why", now: true, dryRun: true, wait: false)),
    ]
    for request in requests { #expect(try ControlRequest(json: request.json) == request) }
    var report = try Fixtures.contractRun()
    report.finishedAt = Fixtures.noon
    let replies: [ControlReply] = [
      .accepted(pid: 7), .done, .failed(["a", "b"]), .event(.note("n")),
      .event(.progress(try Fixtures.pool("nlp"), "s")), .event(.pool(report.pools[1])), .event(.finished(report)),
      .event(
        .began(run: report.run, revision: try Fixtures.revision(), pools: [try Fixtures.pool("nlp")], subscriptions: 1)),
    ]
    for reply in replies { #expect(try ControlReply(json: reply.json) == reply) }
    #expect(throws: UnreadableMessage.self) { try ControlRequest(json: ["request": "format"]) }
  }

  @Test("a request is answered with events and a last reply, in a folder with a name of any length")
  func conversation() async throws {
    let harness = try CommandHarness()
    let folder = harness.folder + "/" + String(repeating: "long", count: 40)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/weir.sock"
    try Data("stale".utf8).write(to: URL(filePath: path))
    let server = try ControlServer(path: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await server.serve { request, reply in
          reply(.event(.note("\(request == .wake)")))
          return .done
        }
      }
      let client = ControlClient(path: path)
      var heard: [ControlReply] = []
      for try await reply in try #require(try await client.ask(.wake)) { heard.append(reply) }
      #expect(heard == [.accepted(pid: getpid()), .event(.note("true")), .done])
      group.cancelAll()
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try await ControlClient(path: path).ask(.wake) == nil)
  }

  @Test("a controller that does not answer is told after a while, whoever it is, and nobody waits for it to be listed")
  func silent() async throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.sock"
    // It listens, and hears nobody: as a controller that was stopped by a signal.
    let deaf = try UnixSocket.listen(at: path)
    defer { close(deaf) }
    try harness.write("\(getpid()) run\n", to: "weir.lock")
    var client = ControlClient(path: path)
    client.lock = harness.folder + "/weir.lock"
    for request in [ControlRequest.wake, .status] {
      let replies = try #require(try await client.ask(request, within: .milliseconds(200)))
      let error = await #expect(throws: ControlError.self) { for try await _ in replies {} }
      #expect(
        error
          == .silent(path: path, holder: .init(pid: getpid(), verb: "run"), after: .milliseconds(200)))
    }
    #expect(client.isAnswered)
    // And where so many wait already that the system takes no more.
    var waiting: [Int32] = []
    defer { waiting.forEach { close($0) } }
    while let descriptor = try? UnixSocket.connect(to: path, within: .zero) { waiting.append(descriptor) }
    #expect(client.isAnswered)
    await #expect(throws: ControlError.self) { try await client.ask(.wake, within: .milliseconds(200)) }
  }

  @Test("a socket whose file is taken away is made again, and that of another controller is left alone")
  func restored() async throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.sock"
    let server = try ControlServer(path: path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await server.serve { _, _ in .done } }
      for _ in 0..<3 {
        try server.restore()
        try FileManager.default.removeItem(atPath: path)
        #expect(!ControlClient(path: path).isAnswered)
        try server.restore()
        for try await _ in try #require(try await ControlClient(path: path).ask(.wake)) {}
      }
      group.cancelAll()
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    let first = try ControlServer(path: path)
    try FileManager.default.removeItem(atPath: path)
    let second = try ControlServer(path: path)
    first.stop()
    #expect(ControlClient(path: path).isAnswered)
    second.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a peer that does not read gets no more than fits, and keeps neither the work nor the end waiting")
  func unread() async throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.sock"
    let server = try ControlServer(path: path)
    let pool = try Fixtures.pool("nlp")
    let text = String(repeating: "x", count: 1_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      let (done, isDone) = AsyncStream.makeStream(of: Void.self)
      group.addTask {
        await server.serve { _, reply in
          for _ in 0..<100_000 { reply(.event(.progress(pool, text))) }
          isDone.yield()
          return .done
        }
      }
      let deaf = try UnixSocket.connect(to: path, within: .seconds(5))
      defer { close(deaf) }
      #expect(UnixSocket.send(Array("{\"request\": \"wake\"}\n".utf8), to: deaf))
      for await _ in done { break }
      group.cancelAll()
      // The end waits for it no longer than for a moment.
      try await group.next()
    }
  }

  @Test("a socket that is there and cannot be asked is told, and none or one that was left is not")
  func unreachable() async throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.sock"
    let left = try UnixSocket.listen(at: path)
    close(left)
    #expect(try await ControlClient(path: path).ask(.wake) == nil)
    #expect(!ControlClient(path: path).isAnswered)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    let error = await #expect(throws: ControlError.self) { try await ControlClient(path: path).ask(.wake) }
    let line = ErrorText.line(for: try #require(error))
    #expect(line.hasPrefix("\(path): the controller that runs with this state cannot be asked: "))
    #expect(line.hasSuffix("; run weir as the controller's user"))
  }

  @Test("what is no request is told so, and a line without end is not read for ever")
  func nonsense() async throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.sock"
    let server = try ControlServer(path: path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await server.serve { _, _ in .done } }
      for text in ["nonsense\n", String(repeating: "x", count: ControlRequest.limit + 100_000)] {
        let answer = try await Self.say(text, to: path)
        #expect(answer.contains("the request cannot be read"))
      }
      group.cancelAll()
    }
  }

  /// Blocking, so on a thread that is not Swift's own.
  private static func say(_ text: String, to path: String) async throws -> String {
    let descriptor = try UnixSocket.connect(to: path, within: .seconds(5))
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        defer { close(descriptor) }
        _ = UnixSocket.send(Array(text.utf8), to: descriptor)
        var reader = LineReader(descriptor, limit: 1 << 20)
        continuation.resume(returning: reader.next().map { String(decoding: $0, as: UTF8.self) } ?? "")
      }
    }
  }

  @Test("the lock is one process's at a time, and free again when it is let go")
  func lock() throws {
    let harness = try CommandHarness()
    let path = harness.folder + "/weir.lock"
    do {
      guard case .acquired(let lock) = try ControllerLock.acquire(path, for: "run") else {
        Issue.record("a free lock was not had")
        return
      }
      withExtendedLifetime(lock) {
        let second = try? ControllerLock.acquire(path, for: "reconcile")
        guard case .busy(let holder) = second else {
          Issue.record("a lock was had twice")
          return
        }
        #expect(holder == ControllerLock.Holder(pid: getpid(), verb: "run"))
      }
    }
    guard case .acquired = try ControllerLock.acquire(path, for: "reconcile") else {
      Issue.record("a lock that was let go was not had")
      return
    }
  }

  @Test("reconcile is done by the controller that runs, printed as if it were done here, and ended in order")
  func throughController() async throws {
    let harness = try CommandHarness()
    try FileManager.default.createDirectory(
      atPath: harness.state.directory, withIntermediateDirectories: true)
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let engine = Engine(
      reconcile: { request, events in
        #expect(request.reason == "why")
        #expect(request.wait)
        var report = try Fixtures.contractRun()
        report.pools.removeAll { $0.name.description == "audio" }
        for pool in report.pools { await events(.pool(pool)) }
        await events(.finished(report))
        return report
      },
      run: { _ in
        start.yield()
        try await Task.sleep(for: .seconds(86_400))
      }, wake: {})
    let running = Task { try await harness.run(["run"], engine: engine) }
    for await _ in started { break }
    // The loop and the socket begin side by side; the socket is bound before either.
    let result = try await harness.run(["reconcile", "--now", "--reason", "why"])
    #expect(result.status == .done)
    #expect(result.output.contains("✔ nlp   updated     scale set sku.capacity 2 → 4\n"))
    #expect(result.output.hasSuffix(": 1 unchanged, 1 updated\n"))
    #expect(harness.requests.withLock { $0.isEmpty })

    // The command does not wait, and the controller follows what it sends all the same.
    let handed = try await harness.run(["reconcile", "--now", "--no-wait", "--reason", "why"])
    #expect(handed.output == "handed to the running controller\n")

    let second = try await harness.run(["run"], engine: engine)
    #expect(second.status == .failed)
    #expect(second.error.hasPrefix("weir: another controller runs with this state (process \(getpid()), "))
    #expect(try await harness.run(["status"]).output.contains("a controller runs"))

    running.cancel()
    let ended = try await running.value
    #expect(ended.status == .done)
    #expect(ended.error.hasSuffix("weir: ended in order; what runs in Azure is taken up at the next start\n"))
    #expect(ended.output.contains("✔ nlp   updated     scale set sku.capacity 2 → 4\n"))
  }
}
