import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("The servers of a simulation")
struct ServerTests {
  /// Asks with curl, which knows the CA file as any client would.
  private func ask(_ endpoints: Endpoints, _ arguments: String...) async throws -> CommandResult {
    try await command(
      ["curl", "--silent", "--show-error", "--max-time", "20", "--cacert", endpoints.caFile] + arguments)
  }

  private func token(_ endpoints: Endpoints) async throws -> String {
    let reply = try await ask(
      endpoints, "--header", "X-IDENTITY-HEADER: \(endpoints.secret)", endpoints.identityURL + "?resource=x")
    return "Authorization: Bearer " + (try #require(reply.json.member("access_token")?.string))
  }

  @Test("several simulations run side by side, and end when they are told to")
  func many() async throws {
    let urls = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 1...3 {
        group.addTask { try await withSimulation { endpoints, _ in endpoints.armURL } }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(urls.count == 3)
  }

  @Test("the metadata is for everybody, all else for who has a token, and TLS is trusted by the CA file alone")
  func access() async throws {
    try await withSimulation { endpoints, _ in
      let metadata = try await ask(endpoints, endpoints.armURL + "/metadata/endpoints?api-version=2022-09-01")
      #expect(metadata.json.member("resourceManager")?.string == endpoints.armURL)
      let list = endpoints.armURL + "/subscriptions?api-version=2022-12-01"
      #expect(try await ask(endpoints, list).json.first("error.code") == "AuthenticationFailed")
      let header = try await token(endpoints)
      let subscriptions = try await ask(endpoints, "--header", header, list)
      #expect(
        subscriptions.json.values("value.*.subscriptionId").compactMap(\.string)
          == [Simulator.Configuration.defaultSubscription])
      let wrong = try await ask(endpoints, "--header", "X-IDENTITY-HEADER: no", endpoints.identityURL + "?resource=x")
      #expect(wrong.json.member("access_token") == nil)
      let untrusted = try await command(["curl", "--silent", list])
      #expect(!untrusted.succeeded)
    }
  }

  @Test("a body may come in chunks, with comments and bare names")
  func dialect() async throws {
    try await withSimulation { endpoints, _ in
      let header = try await token(endpoints)
      let reply = try await ask(
        endpoints, "--header", header, "--header", "Transfer-Encoding: chunked", "--request", "PUT", "--data-binary",
        "{ /* where */ location: \"westus2\", // soon\n tags: {\"a\": \"b\",}}",
        endpoints.armURL + TestCloud.group + "?api-version=2021-04-01")
      #expect(reply.json.first("tags.a") == "b", "\(reply.output) \(reply.errors)")
      let wrong = try await ask(
        endpoints, "--header", header, "--request", "PUT", "--data-binary", "{location",
        endpoints.armURL + TestCloud.group + "?api-version=2021-04-01")
      #expect(wrong.json.first("error.code") == "InvalidRequestContent")
    }
  }

  @Test("connections are dropped, answers garbled and delayed on demand; silence ends with the caller's patience")
  func faults() async throws {
    try await withSimulation { endpoints, _ in
      let header = try await token(endpoints)
      let list = endpoints.armURL + TestCloud.subscription + "/resourcegroups?api-version=2021-04-01"
      for body in [
        #"{"action": "drop"}"#, #"{"action": "garbage", "text": "<html>"}"#, #"{"action": "silence"}"#,
        #"{"action": "delay", "milliseconds": 10}"#, #"{"action": "status", "status": 429, "retryAfter": 3}"#,
      ] {
        let added = try await ask(endpoints, "--data", body, endpoints.adminURL + "/faults")
        #expect(added.succeeded, "\(added.errors)")
      }
      let dropped = try await ask(endpoints, "--header", header, list)
      #expect(dropped.status == 52 || dropped.status == 56)
      #expect(try await ask(endpoints, "--header", header, list).output == "<html>")
      let silent = try await ask(endpoints, "--max-time", "1", "--header", header, list)
      #expect(silent.status == 28)
      #expect(try await ask(endpoints, "--header", header, list).json.member("value") == [])
      let throttled = try await ask(endpoints, "--include", "--header", header, list)
      #expect(throttled.output.lowercased().contains("retry-after: 3"))
    }
  }

  @Test("silence does not keep a simulation from ending")
  func silentEnd() async throws {
    let waiting = try await withSimulation { endpoints, _ in
      let header = try await token(endpoints)
      endpoints.simulation.inject(Fault(.silence(done: false)))
      let before = endpoints.simulation.requests.count
      let call = Task {
        try await command([
          "curl", "--silent", "--max-time", "60", "--cacert", endpoints.caFile, "--header", header,
          endpoints.armURL + "/subscriptions?api-version=2022-12-01",
        ])
      }
      while endpoints.simulation.requests.count == before { await Task.yield() }
      return call
    }
    #expect(try await !waiting.value.succeeded)
  }

  @Test("the admin endpoint lists, changes, advances, sets and forgets")
  func admin() async throws {
    try await withSimulation { endpoints, _ in
      let header = try await token(endpoints)
      let admin = endpoints.adminURL
      _ = try await ask(
        endpoints, "--header", header, "--request", "PUT", "--data", #"{"location": "westus2"}"#,
        endpoints.armURL + TestCloud.group + "?api-version=2021-04-01")
      _ = try await ask(
        endpoints, "--header", header, "--request", "PUT", "--data", #"{"location": "westus2"}"#,
        endpoints.armURL + Bodies.addressID + "?api-version=2024-05-01")
      let requests = try await ask(endpoints, admin + "/requests?write=true")
      #expect(requests.json.values("requests.*.method") == ["PUT", "PUT"])
      let changed = try await ask(
        endpoints, "--request", "PATCH", "--data", #"{"location": "eastus"}"#, admin + Bodies.addressID)
      #expect(changed.json.member("location") == "eastus")
      _ = try await ask(endpoints, "--data", #"{"seconds": 3600}"#, admin + "/advance")
      #expect(
        try await ask(endpoints, admin + Bodies.addressID).json.first("properties.provisioningState") == "Succeeded")
      let settings = try await ask(
        endpoints, "--request", "PATCH", "--data", #"{"pageSize": 1, "throttling": false}"#, admin + "/settings")
      #expect(settings.output.isEmpty)
      let wrong = try await ask(endpoints, "--data", #"{"action": "explode"}"#, admin + "/faults")
      #expect(wrong.json.first("error.code") == "InvalidRequestContent")
      _ = try await ask(endpoints, "--request", "POST", admin + "/reset")
      #expect(try await ask(endpoints, admin + "/requests").json.member("requests") == [])
      #expect(endpoints.simulation.resource(Bodies.addressID) == nil)
    }
  }

  @Test("the instructions are shell lines with every variable and command")
  func instructions() async throws {
    try await withSimulation { endpoints, directory in
      let script = endpoints.instructions
      let checked = try await command(["sh", "-n", "-c", script])
      #expect(checked.succeeded, "\(checked.errors)")
      for name in endpoints.environment(configDirectory: directory).keys {
        #expect(script.contains("export \(name)="))
      }
      #expect(script.contains("az login --identity"))
    }
  }
}
