import AzureCLI
import Foundation
import Reconciliation
import Testing

@Suite("an az that fails as a process") struct ProcessFaultTests {
  @Test("one that hangs is ended at its deadline, and its children with it, even those that mind no SIGTERM")
  func hangs() async throws {
    let az = try FakeAz(
      """
      sh -c 'trap "" TERM; echo $$ > '"$here"'/grandchild; while :; do sleep 1000; done' &
      echo $$ > "$here/child"
      wait
      """)
    // Long enough for both to begin, on a machine that is busy with other tests too.
    let error = await azureError { _ = try await Sample.list(az.azure(timeout: .seconds(15))) }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains("did not end within 15s") == true)
    for name in ["child", "grandchild"] {
      let process = try #require(az.lines(name).first.flatMap { Int32($0) }, "\(name) has begun")
      try await eventually("\(name) is gone") { !isAlive(process) }
    }
    #expect(az.calls.all.last?.exitCode == nil)
  }

  @Test("what outlives an az that ended well is ended too")
  func leavesAProcess() async throws {
    let az = try FakeAz(
      """
      sleep 1000 >/dev/null 2>&1 &
      echo $! > "$here/left"
      echo '{"value": []}'
      """)
    #expect(try await Sample.list(az.azure()).isEmpty)
    let process = try #require(az.lines("left").first.flatMap { Int32($0) })
    try await eventually("the process is gone") { !isAlive(process) }
  }

  @Test("a cancelled call throws CancellationError and leaves no process")
  func cancelled() async throws {
    let az = try FakeAz(
      """
      sleep 1000 & echo $! > "$here/grandchild.new"; mv "$here/grandchild.new" "$here/grandchild"
      wait
      """)
    let azure = try az.azure()
    let task = Task { try await Sample.list(azure) }
    try await eventually("az runs") { !az.lines("grandchild").isEmpty }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let process = try #require(az.lines("grandchild").first.flatMap { Int32($0) })
    try await eventually("the grandchild is gone") { !isAlive(process) }
  }

  @Test(
    "whatever else is wrong with it is unreadable, and the message says what",
    arguments: [
      ("yes", "more than 1048576 bytes"),
      ("yes >&2", "more than"),
      ("kill -9 $$", "signal 9"),
      ("echo hello", "no JSON"),
      ("printf '{\"value\": [{\"id\": '", "no JSON"),
      ("exit 3", "without a word"),
      ("echo 'Segmentation fault' >&2; exit 139", "Segmentation fault"),
      ("echo '[]'", "no list"),
      ("exit 0", "no JSON"),
    ])
  func unreadable(script: String, says: String) async throws {
    let az = try FakeAz(script)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("\n") == false)
  }

  @Test("an az that is not there is said so, by path and by name", arguments: ["/nowhere/az", "weir-no-such-az"])
  func missing(cli: String) async throws {
    let az = try FakeAz("")
    var configuration = try az.azure().configuration
    configuration.cli = cli
    let azure = try AzureCommandLine(configuration)
    let error = await azureError { try await azure.signIn() }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains("\(cli) is not there") == true, "\(error?.message ?? "")")
  }

  @Test("standard input is empty, and the session its own")
  func surroundings() async throws {
    let az = try FakeAz(
      """
      cat > "$here/input"
      ps -o sid= -p $$ | tr -d ' ' > "$here/session"; echo $$ > "$here/process"
      echo '{"value": []}'
      """)
    _ = try await Sample.list(az.azure())
    #expect(az.text("input").isEmpty)
    #expect(az.text("session") == az.text("process"))
  }

  @Test("every call is told to the record, with its words, its time and its end")
  func recorded() async throws {
    let az = try FakeAz("exit 1")
    _ = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(az.calls.all.map(\.exitCode) == [0, 1])
    #expect(az.calls.all.allSatisfy { $0.startedAt == StandingClock.moment })
    #expect(az.calls.all.last?.arguments.prefix(3) == ["rest", "--method", "get"])
  }
}
