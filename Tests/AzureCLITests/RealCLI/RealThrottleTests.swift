import AzureCLI
import Foundation
import Pools
import Reconciliation
import Simulator
import Testing

@Suite("the real az where Azure throttles", .serialized) struct RealThrottleTests {
  private static func throttle(_ message: String, after seconds: Int?) -> Fault.Action {
    .status(429, code: "SubscriptionRequestsThrottled", message: message, retryAfter: seconds)
  }

  /// Azure/azure-service-operator#2643: the deployment's PUT answers 429 and asks for five minutes.
  @Test("a deployment is sent once, and throws until when Azure asks to wait", arguments: RealAz.Version.allCases)
  func deployment(version: RealAz.Version) async throws {
    try await RealAz.use(version) { real in
      let scope = try Sample.scope()
      let group = ResourceGroup(name: scope.resourceGroup, location: Location("westus2"))
      try await real.azure.makeResourceGroup(group, in: real.subscription)
      let rows: [(message: String, header: Int?, wait: Double)] = [
        ("… Please try again after '5' minutes.", 300, 300), ("slow down", 420, 420),
        ("… Please try again after '17' seconds.", nil, 17),
      ]
      for row in rows {
        real.simulation.forgetRequests()
        real.simulation.inject(
          Fault(
            Self.throttle(row.message, after: row.header), match: Fault.Match(method: "PUT", path: "deployments"),
            times: 9))
        // Another process knows nothing of what this one was told.
        let azure = try real.azure { $0.chance = { 0 } }
        for _ in 0..<2 {
          let error = await azureError { try await azure.start(Sample.network()) }
          let until = StandingClock.moment.addingTimeInterval(row.wait)
          guard case .throttled(let told?, _)? = error, told == until else {
            Issue.record("\(row): \(String(describing: error))")
            return
          }
        }
        #expect(real.simulation.writes.count == 1, "\(real.simulation.writes)")
        real.simulation.clearFaults()
      }
      try await real.azure.start(Sample.network())
      let started = try await real.azure.deployments(in: scope)
      #expect(started.count == 1)
    }
  }

  @Test("a read waits as long as it is asked to, and is done in the same call", arguments: RealAz.Version.allCases)
  func read(version: RealAz.Version) async throws {
    try await RealAz.use(version) { real in
      let faults: [Fault.Action] = [
        Self.throttle("… Please try again after '7' seconds.", after: 7), Self.throttle("slow down", after: 11),
        .status(503, code: "ServiceUnavailable", message: "", retryAfter: nil), .drop(done: true),
        .status(504, code: "GatewayTimeout", message: "", retryAfter: nil),
      ]
      for fault in faults {
        real.simulation.forgetRequests()
        real.simulation.inject(Fault(fault, match: Fault.Match(method: "GET", path: "resourcegroups"), times: 2))
        let groups = try await real.azure.resourceGroups(in: real.subscription)
        #expect(groups.isEmpty)
        #expect(real.simulation.requests.count == 3, "\(fault)")
      }
    }
  }

  @Test(
    "one token is fetched for calls side by side, and one more once it has ended", arguments: RealAz.Version.allCases)
  func tokens(version: RealAz.Version) async throws {
    try await RealAz.use(version) { real in
      let list = { @Sendable in _ = try await real.azure.resourceGroups(in: real.subscription) }
      let before = real.simulation.tokens
      try await Self.eightTimes(list)
      let once = real.simulation.tokens - before
      // 2.45 asks twice in one process (measured).
      #expect(once >= 1 && once <= 2)
      #expect(real.calls.all.filter { $0.arguments.first == "account" }.count == 1)
      // A token is good for a day.
      real.simulation.advance(by: .seconds(2 * 86_400))
      try await Self.eightTimes(list)
      #expect(real.simulation.tokens - before == 2 * once)
      #expect(real.calls.all.filter { $0.arguments.first == "account" }.count == 2)
    }
  }

  private static func eightTimes(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await body() } }
      try await group.waitForAll()
    }
  }

  @Test("what a list leaves out is still read by its id", arguments: RealAz.Version.allCases)
  func omitted(version: RealAz.Version) async throws {
    try await RealAz.use(version) { real in
      let scope = try Sample.scope()
      let group = ResourceGroup(name: scope.resourceGroup, location: Location("westus2"), tags: ["a": "ü"])
      try await real.azure.makeResourceGroup(group, in: real.subscription)
      try await real.azure.start(Sample.network())
      real.simulation.advance(by: .seconds(60))
      let type = try #require(ResourceType("Microsoft.Network/virtualNetworks"))
      let id = try #require(
        ResourceID(subscription: real.subscription, resourceGroup: scope.resourceGroup, type: type, names: ["net"]))
      #expect(try await real.azure.resource(id, apiVersion: "2023-04-01") != nil)
      #expect(try await real.azure.resourceGroup(scope.resourceGroup, in: real.subscription)?.tags == ["a": "ü"])
      let page = #"<html><title>404 Not Found</title></html>"#
      for fault in [
        Fault.Action.garbage(page, status: 404), .garbage("", status: 200),
        .status(404, code: "NoRegisteredProviderFound", message: "", retryAfter: nil),
        .status(404, code: "SubscriptionNotFound", message: "", retryAfter: nil),
        .status(403, code: "ResourceNotFound", message: "", retryAfter: nil),
      ] {
        real.simulation.inject(Fault(fault, match: Fault.Match(method: "GET", path: "virtualNetworks/net")))
        let error = await azureError { _ = try await real.azure.resource(id, apiVersion: "2023-04-01") }
        #expect(error != nil, "\(fault)")
      }
      try await real.azure.delete(id, apiVersion: "2023-04-01")
      #expect(try await real.azure.resource(id, apiVersion: "2023-04-01") == nil)
    }
  }
}
