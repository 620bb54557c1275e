import Foundation
import Pools
import Reconciliation
import Synchronization
import Testing

@testable import AzureCLI

@Suite("writes that Azure throttles") struct ThrottledWriteTests {
  /// Refuses every `PUT` and `DELETE` with a header that asks for five minutes.
  private static func az() throws -> FakeAz {
    try FakeAz(
      """
      case "$*" in
      *"--method put"*|*"--method delete"*) echo x >> "$here/writes"; cat >&2 <<'END'
      INFO: Request body:
      INFO: {"properties": {}}
      INFO: Response status: 429
      INFO: Response headers:
      INFO:     'Retry-After': '300'
      INFO: Response content:
      INFO: {"error":{"code":"SubscriptionRequestsThrottled","message":"slow down"}}
      ERROR: Too Many Requests({"error":{"code":"SubscriptionRequestsThrottled","message":"slow down"}})
      END
      exit 1 ;;
      esac
      echo '{"value": []}'
      """)
  }

  private static let until = StandingClock.moment.addingTimeInterval(300)

  @Test("throw until when Azure asks to wait, and until then no write of the subscription is sent")
  func deployment() async throws {
    let az = try Self.az()
    let clock = MovableClock()
    let azure = try az.azure(clock: clock)
    let group = ResourceGroup(name: try Sample.scope().resourceGroup, location: Location("westus2"))
    for _ in 0..<2 {
      let error = await azureError { try await azure.start(Sample.deployment()) }
      #expect(error == .throttled(until: Self.until, message: "SubscriptionRequestsThrottled: slow down"))
    }
    _ = await azureError { try await azure.makeResourceGroup(group, in: Sample.subscription()) }
    #expect(az.lines("writes").count == 1)
    // Reads and deletions are counted apart.
    #expect(try await Sample.list(azure).isEmpty)
    _ = await azureError { try await azure.delete(Sample.scaleSet(), apiVersion: "2024-07-01") }
    #expect(az.lines("writes").count == 2)
    clock.now(is: Self.until)
    let error = await azureError { try await azure.start(Sample.deployment()) }
    #expect(error?.kind == "throttled")
    #expect(az.lines("writes").count == 3)
  }

  @Test("are not held up longer than Azure ever asks for where the clock is set back")
  func setBack() async throws {
    let az = try Self.az()
    let clock = MovableClock()
    let azure = try az.azure(clock: clock)
    _ = await azureError { try await azure.start(Sample.deployment()) }
    clock.now(is: StandingClock.moment.addingTimeInterval(-86_400))
    _ = await azureError { try await azure.start(Sample.deployment()) }
    #expect(az.lines("writes").count == 2)
  }
}

/// A clock that a test sets, and for which every wait is over at once.
final class MovableClock: WallClock {
  private let moment = Mutex(StandingClock.moment)
  func now() -> Date { moment.withLock { $0 } }
  func now(is date: Date) { moment.withLock { $0 = date } }
  func sleep(for duration: Duration) async throws { try Task.checkCancellation() }
}
