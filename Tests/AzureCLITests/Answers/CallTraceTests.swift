import Foundation
import Testing

@testable import AzureCLI

@Suite("what az rest --verbose tells") struct CallTraceTests {
  /// As 2.45 and 2.91 write it (measured).
  private static func trace(headers: [String], status: Int = 429, error: String) -> String {
    """
    INFO: Request URL: 'https://management.azure.com/subscriptions/x?api-version=2021-04-01'
    INFO: Request method: 'PUT'
    INFO: Request headers:
    INFO:     'Retry-After': '1'
    INFO:     'Authorization': 'Bearer eyJhbGciOiJSU...'
    INFO: Request body:
    INFO: {"properties": {"parameters": {"p": {"value": "geheim"}}}}
    INFO: Response status: \(status)
    INFO: Response headers:
    \(headers.map { "INFO:     \($0)" }.joined(separator: "\n"))
    INFO:     'Content-Type': 'application/json; charset=utf-8'
    INFO: Response content:
    INFO: {"error":
    {"code":"x", "message": "
    ERROR: Not Found(is only text)"}}
    \(error)
    INFO: Command ran in 0.369 seconds (init: 0.108, invoke: 0.261)

    """
  }

  private static let refusal = #"ERROR: Too Many Requests({"error": {"code": "x", "message": ""}})"#

  @Test(
    "is the wait that the answer's header asks for",
    arguments: [
      ("'Retry-After': '300'", 300.0), ("'retry-after': '0'", 0), ("'Retry-After': '99999999999'", 3_600),
      ("'Retry-After': '-5'", 0), ("'x-ms-retry-after-ms': '1500'", 1.5), ("'retry-after-ms': '20'", 0.02),
      ("'Retry-After': 'Sat, 21 Nov 2026 21:20:00 GMT'", 180),
      ("'Retry-After': 'Sat, 21 Nov 2020 21:20:00 GMT'", 0), ("'Retry-After': 'Sat, 21 Nov 9999 21:20:00 GMT'", 3_600),
      ("'Retry-After': 'soon'", nil), ("'Retry-After': ''", nil), ("'Other': '5'", nil), ("nonsense", nil),
      ("'Retry-After': 'Sat, 99 Nov 2026 99:99:99 GMT'", nil),
    ] as [(String, Double?)])
  func retryAfter(header: String, seconds: Double?) {
    let trace = CallTrace(Self.trace(headers: [header], error: Self.refusal), at: StandingClock.moment)
    #expect(trace.retryAfter == seconds.map { Duration.milliseconds(Int64($0 * 1_000)) })
    #expect(trace.status == 429)
    #expect(trace.errors == Self.refusal + "\n")
  }

  @Test("leaves nothing of the bodies")
  func bodies() {
    let trace = CallTrace(Self.trace(headers: [], status: 201, error: "WARNING: old"), at: StandingClock.moment)
    #expect(trace.status == 201 && !trace.errors.contains("geheim"))
    let unanswered = """
      INFO: Request body:
      INFO: {"value": "geheim",
      "more": "geheim"}
      ERROR: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
      """
    let errors = CallTrace(unanswered, at: StandingClock.moment).errors
    #expect(errors.hasPrefix("ERROR: ('Connection aborted.'") && !errors.contains("geheim"))
    #expect(CallTrace("INFO: Request body:\nINFO: geheim", at: StandingClock.moment).errors.isEmpty)
  }

  @Test("is nothing where the call was not verbose", arguments: ["", "ERROR: Not Found", "killed\n"])
  func quiet(text: String) {
    let trace = CallTrace(text, at: StandingClock.moment)
    #expect(trace.errors == text && trace.status == nil && trace.retryAfter == nil)
  }
}
