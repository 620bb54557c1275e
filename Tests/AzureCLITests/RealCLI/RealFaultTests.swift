import AzureCLI
import Pools
import Reconciliation
import Simulator
import Testing

@Suite("the real az where Azure fails") struct RealFaultTests {
  struct Row: Sendable, CustomStringConvertible {
    var action: Fault.Action
    var kind: String
    var says: String
    init(_ status: Int, _ code: String, _ kind: String) {
      action = .status(status, code: code, message: "because of \(code)", retryAfter: nil)
      self.kind = kind
      says = code
    }
    init(_ action: Fault.Action, _ kind: String, _ says: String) {
      self.action = action
      self.kind = kind
      self.says = says
    }
    var description: String { "\(action)" }
  }

  private static let answers = [
    Row(401, "ExpiredAuthenticationToken", "notSignedIn"),
    Row(403, "AuthorizationFailed", "forbidden"),
    Row(404, "SubscriptionNotFound", "notFound"),
    Row(429, "TooManyRequests", "throttled"),
    Row(409, "AnotherOperationInProgress", "conflict"),
    Row(400, "InvalidApiVersionParameter", "invalidTemplate"),
    Row(500, "InternalServerError", "unreachable"),
    Row(503, "ServiceUnavailable", "unreachable"),
    Row(.drop(done: false), "unreachable", "Connection aborted"),
    Row(.garbage("<html>maintenance"), "unreadable", "no JSON"),
    Row(.garbage(#"{"value": ["#), "unreadable", "no JSON"),
  ]

  // Rows share a simulation here: each would cost four az processes to sign in to its own.
  @Test("a list throws what the failure means, and is whole again when it is over")
  func list() async throws {
    try await RealAz.use { real in
      for row in Self.answers {
        // As often as a read is tried.
        real.simulation.inject(Fault(row.action, match: Fault.Match(method: "GET", path: "resourcegroups"), times: 4))
        let error = await azureError { _ = try await real.azure.resourceGroups(in: real.subscription) }
        real.simulation.clearFaults()
        #expect(error?.kind == row.kind, "\(row): \(String(describing: error))")
        #expect(error?.message.contains(row.says) == true, "\(row): \(String(describing: error))")
      }
      let groups = try await real.azure.resourceGroups(in: real.subscription)
      #expect(groups.isEmpty)
    }
  }

  @Test("a server that never answers is given up at the deadline")
  func silence() async throws {
    try await RealAz.use(timeout: .seconds(5)) { real in
      real.simulation.inject(Fault(.silence(done: false), match: Fault.Match(path: "resourcegroups")))
      let error = await azureError { _ = try await real.azure.resourceGroups(in: real.subscription) }
      #expect(error?.kind == "unreadable" && error?.message.contains("did not end within 5s") == true)
    }
  }

  /// The `PUT` of a deployment.
  private static let refusals = [
    Row(409, "DeploymentActive", "conflict"),
    Row(403, "AuthorizationFailed", "forbidden"),
    Row(409, "DeploymentQuotaExceeded", "quota"),
    Row(400, "InvalidTemplate", "invalidTemplate"),
    Row(403, "RequestDisallowedByPolicy", "policy"),
  ]

  @Test("a deployment throws what its refusal means, and makes nothing")
  func deployment() async throws {
    try await RealAz.use { real in
      let scope = try Sample.scope()
      let group = ResourceGroup(name: scope.resourceGroup, location: Location("westus2"))
      try await real.azure.makeResourceGroup(group, in: real.subscription)
      for row in Self.refusals {
        real.simulation.inject(Fault(row.action, match: Fault.Match(method: "PUT", path: "deployments")))
        let error = await azureError { try await real.azure.start(Sample.network()) }
        #expect(error?.kind == row.kind, "\(row): \(String(describing: error))")
        #expect(error?.message.contains(row.says) == true, "\(row): \(String(describing: error))")
      }
      let left = try await real.azure.deployments(in: scope)
      #expect(left.isEmpty)
    }
  }

  @Test("a deployment whose operation fails tells that operation's own message")
  func operation() async throws {
    try await RealAz.use { real in
      let scope = try Sample.scope()
      let group = ResourceGroup(name: scope.resourceGroup, location: Location("westus2"))
      try await real.azure.makeResourceGroup(group, in: real.subscription)
      real.simulation.inject(
        Fault(.failOperation(code: "SkuNotAvailable", message: "none left in westus2"), match: Fault.Match(path: "net"))
      )
      try await real.azure.start(Sample.network())
      real.simulation.advance(by: .seconds(60))
      let status = try #require(try await real.azure.deployments(in: scope).first)
      #expect(status.state == .failed)
      let failure = try #require(try await real.azure.failure(of: status.name, in: scope))
      #expect(failure.contains("virtualNetworks/net") && failure.contains("SkuNotAvailable: none left in westus2"))
    }
  }

  @Test("a subscription that the login does not reach is not signed in")
  func stranger() async throws {
    try await RealAz.use { real in
      let stranger = try #require(SubscriptionID("99999999-2222-3333-4444-555555555555"))
      let error = await azureError { _ = try await real.azure.resourceGroups(in: stranger) }
      #expect(error?.kind == "notSignedIn")
    }
  }

  @Test("an az without a login is not signed in")
  func loggedOut() async throws {
    try await RealAz.use { real in
      let other = try real.azure { $0.configDirectory = real.azure.configuration.privateDirectory + "-none" }
      let error = await azureError { try await other.signIn() }
      #expect(error?.kind == "notSignedIn")
    }
  }

  @Test("a server that az does not trust is out of reach")
  func untrusted() async throws {
    try await RealAz.use { real in
      let other = try real.azure { $0.environment["REQUESTS_CA_BUNDLE"] = nil }
      let error = await azureError { _ = try await other.resourceGroups(in: real.subscription) }
      #expect(error?.kind == "unreachable")
      #expect(error?.message.contains("CERTIFICATE_VERIFY_FAILED") == true)
    }
  }

  @Test("who is signed in, and what that may do, is told")
  func diagnosis() async throws {
    try await RealAz.use { real in
      let version = try await real.azure.version()
      #expect(version.split(separator: ".").count == 3)
      let account = try await real.azure.account()
      #expect(account.subscription == real.subscription && account.kind == "managedIdentity")
      let group = ResourceGroup(
        name: try #require(ResourceGroupName("g")), location: Location("westus2"), tags: [:])
      try await real.azure.makeResourceGroup(group, in: real.subscription)
      for name in [nil, group.name] {
        let permissions = try await real.azure.permissions(in: real.subscription, group: name)
        #expect(AzurePermissions.neededInGroup.allSatisfy(permissions.allows))
      }
      let refusal = Fault.Action.status(403, code: "AuthorizationFailed", message: "no", retryAfter: nil)
      real.simulation.inject(Fault(refusal, match: Fault.Match(path: "permissions")))
      let error = await azureError { _ = try await real.azure.permissions(in: real.subscription) }
      #expect(error?.kind == "forbidden")
    }
  }

  @Test("eight calls at once share one look at the login, and none breaks another's")
  func parallel() async throws {
    try await RealAz.use { real in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try await real.azure.resourceGroups(in: real.subscription) } }
        try await group.waitForAll()
      }
      #expect(real.calls.all.map(\.exitCode) == Array(repeating: 0, count: 9))
      #expect(real.calls.all.allSatisfy { $0.arguments.allSatisfy { !$0.contains("eyJ") } })
      #expect(real.calls.all.filter { $0.arguments.first == "account" }.count == 1)
    }
  }
}
