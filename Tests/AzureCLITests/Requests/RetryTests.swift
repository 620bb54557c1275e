import Foundation
import Pools
import Reconciliation
import Synchronization
import Testing

@testable import AzureCLI

@Suite("reads that fail and pass") struct RetryTests {
  /// Fails with these, one a call, the last again and again, and then lists nothing where `ends` is true.
  private static func az(_ refusals: [String], ends: Bool = true) throws -> FakeAz {
    let cases = refusals.enumerated().map { number, text in
      let isLast = number == refusals.count - 1
      return "\(isLast && !ends ? "*" : "\(number + 1)")) printf '%s' '\(text)' >&2; exit 1 ;;"
    }
    return try FakeAz(
      """
      echo x >> "$here/tries"
      case $(wc -l < "$here/tries") in
      \(cases.joined(separator: "\n"))
      esac
      echo '{"value": []}'
      """)
  }

  private static func refusal(_ words: String, _ code: String = "x", message: String = "") -> String {
    #"ERROR: \#(words)({"error": {"code": "\#(code)", "message": "\#(message)"}})"#
  }

  private static let reset = "ERROR: (Connection aborted., ConnectionResetError(104, Connection reset by peer))"

  @Test(
    "are tried again in the same call",
    arguments: [
      [refusal("Service Unavailable")], [refusal("Internal Server Error", "InternalServerError")],
      [refusal("Bad Gateway"), refusal("Gateway Timeout", "GatewayTimeout")],
      [reset], [reset, refusal("Too Many Requests"), refusal("Request Timeout")],
      [refusal("Too Many Requests", "TooManyRequests", message: "try again after 30 seconds")],
    ])
  func passes(refusals: [String]) async throws {
    let az = try Self.az(refusals)
    #expect(try await Sample.list(az.azure()).isEmpty)
    #expect(az.lines("tries").count == refusals.count + 1)
  }

  @Test(
    "are given up after a few tries, and what stands is not tried again",
    arguments: [
      (refusal("Service Unavailable"), 4, "unreachable"), (reset, 4, "unreachable"),
      (refusal("Forbidden", "AuthorizationFailed"), 1, "forbidden"),
      (refusal("Bad Request", "InvalidApiVersionParameter"), 1, "invalidTemplate"),
      (refusal("Not Found", "ResourceGroupNotFound"), 1, "notFound"),
      // Longer than a read may take.
      (refusal("Too Many Requests", "TooManyRequests", message: "try again after 30 minutes"), 1, "throttled"),
    ])
  func stands(refusal: String, tries: Int, kind: String) async throws {
    let az = try Self.az([refusal], ends: false)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == kind)
    #expect(az.lines("tries").count == tries)
  }

  @Test("that are throttled ask for the header by the second try, and wait as long as it says")
  func header() async throws {
    let az = try FakeAz(
      """
      echo "$*" >> "$here/tries"
      case $(wc -l < "$here/tries") in
      1) echo 'ERROR: Too Many Requests({"error": {"code": "x", "message": ""}})' >&2; exit 1 ;;
      2) cat >&2 <<'END'
      INFO: Response status: 429
      INFO: Response headers:
      INFO:     'Retry-After': '77'
      INFO: Response content:
      ERROR: Too Many Requests({"error": {"code": "x", "message": ""}})
      END
      exit 1 ;;
      esac
      echo '{"value": []}'
      """)
    let clock = CountingClock()
    #expect(try await Sample.list(az.azure(clock: clock)).isEmpty)
    #expect(az.lines("tries").map { $0.contains("--verbose") } == [false, true, true])
    let waits = clock.waits
    #expect(waits.count == 2 && waits[0] < .seconds(2) && waits[1] >= .seconds(77) && waits[1] <= .seconds(78))
  }

  @Test("are tried again where the token cannot be had for a moment")
  func token() async throws {
    let az = try FakeAz(
      signIn: "", "echo '{\"value\": []}'",
      beforeSignIn: """
        echo x >> "$here/signs"
        if [ "$(wc -l < "$here/signs")" = 1 ]; then echo 'ERROR: Max retries exceeded with url: /token' >&2; exit 1; fi
        """)
    #expect(try await Sample.list(az.azure()).isEmpty)
    #expect(az.lines("signs").count == 2)
  }

  @Test("end at once when their task is cancelled while they wait")
  func cancelled() async throws {
    let az = try Self.az([Self.refusal("Service Unavailable")], ends: false)
    let clock = StoppedClock()
    let azure = try az.azure(clock: clock)
    let task = Task { try await Sample.list(azure) }
    try await eventually("the read waits") { clock.isWaiting }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(az.lines("tries").count == 1)
  }

  @Test(
    "wait twice as long each time, less by chance, and never past their budget",
    arguments: [
      (AzureError.unreachable(""), 1, 0.0, 1.0), (.unreachable(""), 2, 0, 2), (.unreachable(""), 3, 0, 4),
      (.unreachable(""), 4, 0, nil), (.unreachable(""), 3, 1, 2), (.unreachable(""), 1, .nan, 1),
      (.throttled(until: StandingClock.moment.addingTimeInterval(20), message: ""), 1, 0.5, 20.5),
      (.throttled(until: StandingClock.moment.addingTimeInterval(-20), message: ""), 1, 0, 0),
      (.throttled(until: StandingClock.moment.addingTimeInterval(120), message: ""), 1, 0, nil),
      (.unreadable(""), 1, 0, nil), (.conflict(""), 1, 0, nil), (.notSignedIn(""), 1, 0, nil),
    ] as [(AzureError, Int, Double, Double?)])
  func waits(error: AzureError, tries: Int, chance: Double, seconds: Double?) {
    let wait = ReadRetries(budget: .seconds(100))
      .wait(after: error, tries: tries, isTold: true, spent: .seconds(5), at: StandingClock.moment, chance: chance)
    #expect(wait == seconds.map { .milliseconds(Int64($0 * 1_000)) })
  }

  @Test("of all pages together have a deadline, however quick each page is")
  func listDeadline() async throws {
    let base = "/subscriptions/11111111-2222-3333-4444-555555555555"
    let az = try FakeAz(
      """
      if [ "$1" = cloud ]; then echo '"https://arm.example"'; exit 0; fi
      echo x >> "$here/pages"
      echo '{"value": [], "nextLink": "https://arm.example\(base)/x?skip='$(wc -l < "$here/pages")'"}'
      """)
    let azure = try az.azure { $0.listTimeout = .zero }
    let error = await azureError { _ = try await Sample.list(azure) }
    #expect(error?.kind == "unreadable" && error?.message.contains("was not at its end after") == true)
    #expect(az.lines("pages").count <= 1)
  }
}

/// A clock that stands, for which every wait is over at once and is remembered.
final class CountingClock: WallClock {
  private let kept = Mutex<[Duration]>([])
  var waits: [Duration] { kept.withLock { $0 } }
  func now() -> Date { StandingClock.moment }
  func sleep(for duration: Duration) async throws { kept.withLock { $0.append(duration) } }
}

/// A clock on which no wait is ever over.
final class StoppedClock: WallClock {
  private let waiting = Mutex(false)
  var isWaiting: Bool { waiting.withLock { $0 } }
  func now() -> Date { StandingClock.moment }
  func sleep(for duration: Duration) async throws {
    waiting.withLock { $0 = true }
    try await Task.sleep(for: .seconds(100_000))
  }
}
