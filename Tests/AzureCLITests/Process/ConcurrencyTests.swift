import Foundation
import Reconciliation
import Synchronization
import Testing

@testable import AzureCLI

@Suite("calls side by side") struct ConcurrencyTests {
  @Test("no more than so many az run at once")
  func bounded() async throws {
    let az = try FakeAz(
      """
      mkdir -p "$here/running"; touch "$here/running/$$"
      ls "$here/running" | wc -l >> "$here/counts"
      sleep 0.05; rm "$here/running/$$"; echo '{"value": []}'
      """)
    let azure = try az.azure {
      $0.concurrency = 2
      $0.patience = .seconds(100_000)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try await Sample.list(azure) } }
      try await group.waitForAll()
    }
    let counts = az.lines("counts").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    #expect(counts.count == 8)
    #expect(counts.max() ?? 0 <= 2)
  }

  @Test("the login is looked at once, before anything else, however many calls come at once")
  func signInOnce() async throws {
    let az = try FakeAz("echo '{\"value\": []}'")
    let azure = try az.azure()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try await Sample.list(azure) } }
      try await group.waitForAll()
    }
    #expect(az.lines("calls").count == 9)
    #expect(
      az.lines("calls").first
        == "account get-access-token --only-show-errors -o json --subscription 11111111-2222-3333-4444-555555555555")
    #expect(az.lines("calls").filter { $0.hasPrefix("account") }.count == 1)
  }

  @Test("a call that finds the login ended has the next one look again")
  func signInAgain() async throws {
    let az = try FakeAz("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1")
    let azure = try az.azure()
    for _ in 0..<2 {
      let error = await azureError { _ = try await Sample.list(azure) }
      #expect(error?.kind == "notSignedIn")
    }
    #expect(az.lines("calls").filter { $0.hasPrefix("account") }.count == 2)
  }

  @Test("a token that Azure takes no more is fetched again once for all, and the calls are sent again with the new one")
  func expired() async throws {
    let az = try FakeAz(
      signIn: #"{"accessToken": "'$(wc -l < "$here/calls")'", "tokenType": "Bearer"}"#,
      """
      for word; do case $word in @*headers.json) used=$(tr -dc 0-9 < "${word#@}") ;; esac; done
      if [ "$used" = 1 ]; then
        echo 'ERROR: Unauthorized({"error": {"code": "ExpiredAuthenticationToken", "message": ""}})' >&2; exit 1
      fi
      echo '{"value": []}'
      """)
    let azure = try az.azure()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try await Sample.list(azure) } }
      try await group.waitForAll()
    }
    #expect(az.lines("calls").filter { $0.hasPrefix("account") }.count == 2)
  }

  @Test("a login that fails or hangs is shared by all who wait for it, and looked at again by who comes later")
  func sharedFailure() async throws {
    struct Broken: Error {}
    let attempt = SharedAttempt<Int>()
    let (opened, open) = AsyncStream<Void>.makeStream()
    let (begun, isBegun) = AsyncStream<Void>.makeStream()
    let made = Order()
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        let result = try? await attempt.value {
          made.add(0)
          isBegun.yield()
          for await _ in opened { break }
          throw Broken()
        }
        return result == nil
      }
      for await _ in begun { break }
      for number in 1...3 {
        group.addTask {
          do {
            return try await attempt.value {
              made.add(number)
              return number
            } == number
          } catch { return error is Broken }
        }
      }
      open.yield()
      for await isRight in group { #expect(isRight) }
    }
    #expect(try await attempt.value { 7 } == 7)
  }

  @Test("one whose caller is cancelled is made by the next who waits for it")
  func cancelledAttempt() async throws {
    let attempt = SharedAttempt<Int>()
    let (begun, isBegun) = AsyncStream<Void>.makeStream()
    let first = Task {
      try await attempt.value {
        isBegun.yield()
        try await Task.sleep(for: .seconds(100_000))
        return 1
      }
    }
    for await _ in begun { break }
    let second = Task { try await attempt.value { 2 } }
    first.cancel()
    #expect(try await second.value == 2)
    await #expect(throws: CancellationError.self) { _ = try await first.value }
  }

  @Test("one az that hangs steps aside, and the others go on with its place")
  func hanging() async throws {
    let az = try FakeAz(
      """
      case "$url" in *resourcegroups*) touch "$here/hangs"; sleep 1000 ;; esac
      echo '{"value": []}'
      """)
    let azure = try az.azure {
      $0.concurrency = 1
      $0.patience = .milliseconds(1)
    }
    let hanging = Task { _ = try await azure.resourceGroups(in: Sample.subscription()) }
    try await eventually("a call hangs") {
      FileManager.default.fileExists(atPath: az.folder.appending(path: "hangs").path)
    }
    #expect(try await Sample.list(azure).isEmpty)
    hanging.cancel()
    await #expect(throws: CancellationError.self) { try await hanging.value }
  }

  @Test("those who wait get in in the order in which they came")
  func order() async throws {
    let turnstile = Turnstile(places: 1)
    let order = Order()
    let (opened, open) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await turnstile.pass { for await _ in opened { break } } }
      try await eventually("the place is taken") { turnstile.free == 0 }
      for number in 0..<5 {
        group.addTask { try await turnstile.pass { order.add(number) } }
        try await eventually("\(number) waits") { turnstile.waiting == number + 1 }
      }
      open.yield()
      try await group.waitForAll()
    }
    #expect(order.numbers == [0, 1, 2, 3, 4])
  }

  @Test("one that is cancelled while it waits leaves the queue, and its place is nobody's")
  func cancelledWaiter() async throws {
    let turnstile = Turnstile(places: 1)
    let (opened, open) = AsyncStream<Void>.makeStream()
    let holder = Task { try await turnstile.pass { for await _ in opened { break } } }
    try await eventually("the place is taken") { turnstile.free == 0 }
    let waiter = Task { try await turnstile.pass {} }
    try await eventually("it waits") { turnstile.waiting == 1 }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    #expect(turnstile.waiting == 0)
    open.yield()
    try await holder.value
    try await turnstile.pass {}
    #expect(turnstile.free == 1)
  }

  private final class Order: Sendable {
    private let kept = Mutex<[Int]>([])
    func add(_ number: Int) { kept.withLock { $0.append(number) } }
    var numbers: [Int] { kept.withLock { $0 } }
  }
}
