import Foundation
import Glibc
import Pools
import Simulator
import Testing

/// The deployments of these tests take an hour in Azure: whoever ends sooner has not waited for them.
@Suite("SIGTERM in the midst of a deployment", .serialized, .timeLimit(.minutes(10)))
struct TerminationTests {
  private static let anHour = Duration.seconds(3_600)

  private func withSite(_ body: @escaping @Sendable (Site, AzDoor) async throws -> Void) async throws {
    try await Site.with { site in
      site.simulation.withCloud { cloud, _ in cloud.settings.latency = Self.anHour }
      let door = try AzDoor(site)
      try site.settings(cli: door.path)
      try await site.push(try PublishedPool.files(site))
      try await body(site, door)
    }
  }

  /// Starts the controller again, lets Azure come to its end, and expects that the pool was deployed once in all.
  private func expectTakenUp(_ site: Site) async throws {
    let asked = site.simulation.requests.count
    try await site.running { _ in
      try await site.until("the deployment is looked for") {
        site.simulation.requests.dropFirst(asked).contains { $0.path.lowercased().contains("/deployments") }
      }
      // Now, where the first controller was ended before it had sent it.
      try await site.until("the deployment was sent") { !site.deploymentsSent.isEmpty }
      site.simulation.advance(by: Self.anHour)
      try await site.until("the pool is made") {
        try await site.weir("status", "vision").output.contains("created")
      }
    }
    #expect(site.count(of: "vision") == 2)
    #expect(site.deploymentsSent.count == 1)
    let writes = site.writes
    let next = try await site.weir("reconcile", "--now").succeeded()
    #expect(next.output.contains("1 unchanged") && site.writes == writes)
  }

  @Test("ends weir run in order with 0, and the next one takes up what runs in Azure")
  func following() async throws {
    try await withSite { site, _ in
      try await site.running { _ in
        try await site.until("the deployment is followed") {
          let asked = site.simulation.requests.map { "\($0.method) \($0.path)".lowercased() }
          let sent = asked.firstIndex { $0.hasPrefix("put ") && $0.contains("/deployments/") } ?? asked.count
          return asked[sent...].contains { $0.hasPrefix("get ") && $0.contains("/deployments") }
        }
      }
      #expect(site.said.contains("weir: ended in order; what runs in Azure is taken up at the next start\n"))
      #expect(site.count(of: "vision") == nil)
      let status = try await site.weir("status", "--output", "json").json["pools"]?.array?.first
      #expect(status?["outcome"] == "applying")
      #expect(!FileManager.default.fileExists(atPath: site.state.appending(path: "weir.sock").path()))
      try await expectTakenUp(site)
    }
  }

  @Test("while az runs ends az as well and leaves no file of secrets, and the next one deploys once")
  func calling() async throws {
    try await withSite { site, door in
      let called = site.folder.appending(path: "called").path()
      try door.order("before-put-deployment", "echo $$ >\(called).new; mv \(called).new \(called); exec sleep 1000")
      try await site.running { _ in
        try await site.until("az is called") { FileManager.default.fileExists(atPath: called) }
      }
      let az = try #require(try pid_t(String(contentsOfFile: called, encoding: .utf8).dropLast()))
      #expect(kill(az, 0) != 0 && errno == ESRCH)
      #expect(try FileManager.default.contentsOfDirectory(atPath: site.state.appending(path: "tmp").path()).isEmpty)
      #expect(site.deploymentsSent.isEmpty)
      try await expectTakenUp(site)
    }
  }

  @Test("ends weir reconcile with 1, a line that says what becomes of it, and what it began is taken up")
  func command() async throws {
    try await withSite { site, _ in
      let ended = try await site.ended(by: SIGTERM, ["reconcile", "--now"]) {
        try await site.until("the deployment is sent") { !site.deploymentsSent.isEmpty }
      }
      #expect(ended.code == 1, "\(ended.status)")
      #expect(ended.errors.contains("the next run takes it up"), "\(ended.errors)")
      try await expectTakenUp(site)
    }
  }
}
