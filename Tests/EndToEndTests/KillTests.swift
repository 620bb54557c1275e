import Foundation
import Pools
import Simulator
import Testing

@Suite("SIGKILL", .serialized)
struct KillTests {
  /// The moments are spread over the time that a whole reconciliation takes here, so that each phase is hit.
  @Test("at twenty moments of a reconciliation ends in the same state, and no deployment runs twice")
  func twentyMoments() async throws {
    try await Site.with { site in
      site.simulation.withCloud { cloud, _ in cloud.settings.latency = .milliseconds(800) }
      try await site.push(try PublishedPool.files(site))
      try await site.weir("reconcile", "--now").succeeded()
      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 30)])
      let start = ContinuousClock.now
      try await site.weir("reconcile", "--now").succeeded()
      let whole = ContinuousClock.now - start

      var hit = 0
      for moment in 1...20 {
        let count = moment + 2
        try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: count)])
        site.simulation.forgetRequests()
        if try await site.killed(after: whole * moment / 21, "reconcile", "--now") { hit += 1 }
        let after = try await site.weir("reconcile", "--now", "--output", "json")
        #expect(after.code == 0, "moment \(moment): \(after.output) \(after.errors)")
        #expect(site.count(of: "vision") == Int64(count))
        let sent = site.deploymentsSent
        #expect(sent.count == 1, "moment \(moment): \(sent)")
        let writes = site.writes
        try await site.weir("reconcile", "--now").succeeded()
        #expect(site.writes == writes, "moment \(moment)")
      }
      #expect(hit >= 15, "only \(hit) of the runs were there to be killed")
    }
  }
}
