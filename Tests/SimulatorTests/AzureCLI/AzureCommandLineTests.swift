import Foundation
import Pools
import Testing

@testable import Simulator

/// The real, unpatched `az` against the simulation.
@Suite("PyPI's az", .serialized)
struct AzureCommandLineTests {
  @Test("signs in, and makes, lists and deletes groups")
  func groups() async throws {
    try await withSimulation { endpoints, directory in
      let az = try await SignedInAzure(endpoints, directory: directory)
      let made = try expectSuccess(
        try await az("group", "create", "--name", "vision", "--location", "West US 2", "--tags", "weir-pool=vision"))
      #expect(made.member("location") == "westus2")
      #expect(try expectSuccess(try await az("group", "list")).values("*.name") == ["vision"])
      #expect(try await az("group", "exists", "--name", "vision").output.contains("true"))
      let gone = try await az("group", "delete", "--name", "vision", "--yes")
      #expect(gone.succeeded, "\(gone.errors)")
      #expect(try expectSuccess(try await az("group", "list")) == [])
    }
  }

  @Test("validates, previews, starts, follows and lists deployments")
  func deployments() async throws {
    try await withSimulation { endpoints, directory in
      let az = try await SignedInAzure(endpoints, directory: directory)
      _ = try expectSuccess(try await az("group", "create", "--name", "vision", "--location", "westus2"))
      let file = directory + "/template.json"
      let body = Deployments.chain.first("properties.template") ?? [:]
      try Data(body.text().utf8).write(to: URL(filePath: file))
      let common = ["--resource-group", "vision", "--name", "d"]
      func deployment(_ words: String...) async throws -> CommandResult {
        try await command([az.az, "deployment"] + words + common, environment: az.environment)
      }
      let valid = try await deployment("group", "validate", "--template-file", file)
      #expect(try expectSuccess(valid).first("properties.provisioningState") == "Succeeded")
      let preview = try await deployment("group", "what-if", "--template-file", file, "--no-pretty-print")
      #expect(try expectSuccess(preview).values("changes.*.changeType") == ["Create", "Create", "Create"])
      endpoints.simulation.withCloud { cloud, _ in cloud.settings.latency = .seconds(3600) }
      let started = try await deployment("group", "create", "--no-wait", "--template-file", file)
      #expect(started.succeeded, "\(started.errors)")
      let active = try await deployment("group", "create", "--no-wait", "--template-file", file)
      #expect(active.errors.contains("DeploymentActive"))
      endpoints.simulation.advance(by: .seconds(3600))
      #expect(
        try expectSuccess(try await deployment("group", "show")).first("properties.provisioningState") == "Succeeded")
      let operations = try expectSuccess(try await deployment("operation", "group", "list"))
      #expect(operations.array?.count == 4)
      let list = try expectSuccess(try await az("deployment", "group", "list", "--resource-group", "vision"))
      #expect(list.values("*.name") == ["d"])
    }
  }

  @Test("reads ARM's lists page by page, and writes under a condition")
  func rest() async throws {
    try await withSimulation({ $0.cloud.pageSize = 2 }) { endpoints, directory in
      let az = try await SignedInAzure(endpoints, directory: directory)
      _ = try expectSuccess(try await az("group", "create", "--name", "vision", "--location", "westus2"))
      for name in ["a", "b", "c"] {
        let path = TestCloud.id("Microsoft.Network/publicIPAddresses/\(name)?api-version=2024-05-01")
        _ = try expectSuccess(try await az.rest("put", path, body: ["location": "westus2"]))
      }
      let list = "/providers/Microsoft.Network/publicIPAddresses?api-version=2024-05-01"
      let first = try expectSuccess(try await az.rest("get", TestCloud.subscription + list))
      let next = try #require(first.member("nextLink")?.string)
      let second = try expectSuccess(try await az("rest", "--method", "get", "--url", next))
      #expect((first.values("value.*.name") + second.values("value.*.name")) == ["a", "b", "c"])
      #expect(second.member("nextLink") == nil)

      _ = try expectSuccess(
        try await az.rest("put", Bodies.networkID + "?api-version=2024-05-01", body: Bodies.network))
      let path = Bodies.scaleSetID + "?api-version=2024-07-01"
      let made = try expectSuccess(try await az.rest("put", path, body: Bodies.scaleSet([:])))
      let etag = try #require(made.member("etag")?.string)
      let patch: JSONValue = ["sku": ["capacity": 3]]
      let patched = try await az.rest("patch", path, body: patch, headers: "If-Match=\(etag)")
      #expect(try expectSuccess(patched).first("sku.capacity") == 3)
      let stale = try await az.rest("patch", path, body: patch, headers: "If-Match=\(etag)")
      #expect(stale.errors.contains("PreconditionFailed"))
      let sets = try expectSuccess(try await az("vmss", "list", "--resource-group", "vision"))
      #expect(sets.values("*.sku.capacity") == [3])
    }
  }
}
