import Foundation
import Glibc
import Pools
import Simulator
import Subprocess
import Testing

@Suite("SIGKILL", .serialized)
struct KillTests {
  /// When Weir is killed.
  private enum Moment: Sendable {
    /// After a part of the time that a reconciliation takes here.
    case part(Double)
    /// `before` or `after` a call of `az`, by its number or kind.
    case call(String)
    /// Right after Azure was asked something: a part of the method and the path, and what was asked before it.
    case request(String, after: String = "")
    /// Azure has made the pool, and Weir has not read that yet.
    case made
  }

  /// Start and fetch, the reads, the group, the deployment in the midst of `az` and on its way, the following, what Azure
  /// answered being read, and the end.
  private static let moments: [Moment] = [
    .part(0.01), .part(0.03), .part(0.08), .part(0.9), .part(0.97),
    .call("before-1"), .call("after-1"), .call("before-2"), .call("before-4"), .call("after-5"),
    .call("before-put-group"), .request("PUT /resourcegroups/"), .call("after-put-group"),
    .call("before-get-group"), .call("before-put-deployment"), .request("PUT /deployments/"),
    .call("after-put-deployment"), .request("GET /deployments", after: "PUT /deployments/"), .made,
    .request("GET /virtualmachinescalesets", after: "PUT /deployments/"),
  ]

  @Test("at twenty moments of a reconciliation ends in the same state, and no deployment runs twice")
  func twentyMoments() async throws {
    try await Site.with { site in
      site.simulation.withCloud { cloud, _ in cloud.settings.latency = .milliseconds(800) }
      let door = try AzDoor(site)
      try site.settings(cli: door.path)
      try await site.push(["template.json": try PublishedPool.template])
      // The first time a command is slower than later ones, which would move the moments.
      try await site.push(["p00.yaml": manifest("p00", site)])
      try await site.weir("reconcile", "--now").succeeded()

      try await site.push(["undisturbed.yaml": manifest("p99", site)])
      let start = ContinuousClock.now
      try await site.weir("reconcile", "--now").succeeded()
      let whole = ContinuousClock.now - start
      let expected = documents("p99", site)
      #expect(expected.count == 4)

      #expect(Self.moments.count == 20)
      for (index, moment) in Self.moments.enumerated() {
        let pool = "p" + (index < 9 ? "0" : "") + String(index + 1)
        try await site.push(["\(pool).yaml": manifest(pool, site)])
        site.simulation.forgetRequests()
        try door.forget()
        let isKilled = try await kill(at: moment, of: pool, whole: whole, door, site)
        if case .part = moment {} else { #expect(isKilled, "\(moment): \(door.kinds)") }

        let after = try await site.weir("reconcile", "--now", "--output", "json")
        #expect(after.code == 0, "\(moment): \(after.output) \(after.errors)")
        #expect(documents(pool, site) == expected, "\(moment)")
        // By what Azure was sent, and by what it keeps.
        let sent = site.deploymentsSent
        #expect(sent.count == 1 && sent.allSatisfy { $0.hasPrefix("weir-\(pool)-") }, "\(moment): \(sent)")
        #expect(kept(pool, site) == [sent.first ?? "": "Succeeded"], "\(moment)")
      }
      let writes = site.writes
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.writes == writes)
      try await expectWholeLog(site)
    }
  }

  /// Every run has an end and nothing is open, and every pool is made and in step.
  private func expectWholeLog(_ site: Site) async throws {
    let runs = try await site.weir("log", "--limit", "200", "--output", "json").succeeded().json["runs"]?.array ?? []
    #expect(runs.count > 30)
    #expect(runs.allSatisfy { $0["finishedAt"] != .null }, "\(runs)")
    let states = try await site.weir("status", "--output", "json").succeeded().json["pools"]?.array ?? []
    #expect(states.count == 22)
    #expect(states.allSatisfy { $0["open"] == [] && $0["outcome"] == "unchanged" }, "\(states)")
  }

  /// True where Weir was still there to be killed.
  private func kill(
    at moment: Moment, of pool: String, whole: Duration, _ door: AzDoor, _ site: Site
  ) async throws -> Bool {
    switch moment {
    case .part(let part):
      return try await killed(site) { try await Task.sleep(for: whole * part) }
    case .call(let call):
      try door.order(call, AzDoor.killCaller)
      return try await site.run(Site.weir, ["reconcile", "--now"]).status == .signaled(SIGKILL)
    case .request(let wanted, let first):
      return try await killed(site) {
        try await site.until("Azure is asked \(wanted)", every: .milliseconds(3)) {
          let asked = site.simulation.requests.map { "\($0.method) \($0.path)".lowercased() }
          let before = asked.firstIndex { Self.matches($0, first) } ?? asked.count
          return asked[before...].contains { Self.matches($0, wanted) }
        }
      }
    case .made:
      return try await killed(site) {
        try await site.until("the pool is made", every: .milliseconds(3)) {
          site.live("ds-\(pool)", "Microsoft.Compute/virtualMachineScaleSets", pool) != nil
        }
      }
    }
  }

  /// The deployments that Azure keeps of the pool's group, each with its end.
  private func kept(_ pool: String, _ site: Site) -> [String: String] {
    guard let group = Self.group(pool), let subscription = Self.subscription else { return [:] }
    return site.simulation.deployments(of: group, in: subscription)
  }

  private func killed(_ site: Site, when moment: @escaping @Sendable () async throws -> Void) async throws -> Bool {
    try await site.ended(by: SIGKILL, ["reconcile", "--now"], when: moment).status == .signaled(SIGKILL)
  }

  private static func matches(_ request: String, _ pattern: String) -> Bool {
    pattern.lowercased().split(separator: " ").allSatisfy { request.contains($0) }
  }

  private static let subscription = SubscriptionID(Site.subscription)
  private static func group(_ pool: String) -> ResourceGroupName? { ResourceGroupName("ds-\(pool)") }

  /// The pool's resources as Azure has them, without its name and what is another one each time that a thing is made.
  private func documents(_ pool: String, _ site: Site) -> [String] {
    let fleeting: Set<String> = ["etag", "resourceGuid", "timeCreated", "uniqueId"]
    func settled(_ value: JSONValue) -> JSONValue {
      switch value {
      case .object(let members):
        .object(members.filter { !fleeting.contains($0.key) }.mapValues(settled))
      case .array(let elements): .array(elements.map(settled))
      default: value
      }
    }
    guard let group = Self.group(pool), let subscription = Self.subscription else { return [] }
    return site.simulation.resources(of: group, in: subscription)
      .map { settled($0).text().replacing(pool.uppercased(), with: "POOL").replacing(pool, with: "pool") }
  }

  private func manifest(_ pool: String, _ site: Site) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: \(pool)}
    spec:
      resourceGroup: ds-\(pool)
      location: westus2
      template:
        file: template.json
        parameters:
          vmssName: \(pool)
          instanceCount: 2
          adminUsername: dsvmuser
          vmSku: Standard_D2s_v3
          storageAccountName: teamfiles
          shareName: dsvmshare
          mountpointPath: /mnt/dsvmshare
        secrets:
          adminPassword: {file: \(site.folder.path())/admin-password}
          storageAccountKey: {file: \(site.folder.path())/storage-key}
    """
  }
}
