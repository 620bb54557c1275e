import AzureCLI
import Foundation
import Pools
import Reconciliation
import Testing

@Suite("deployments") struct DeploymentTests {
  private static let base = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/pools/providers"

  @Test("are listed by state, correlation id, time and innermost error")
  func list() async throws {
    let az = try FakeAz(
      #"""
      cat <<'END'
      {"value": [
        {"name": "b", "properties": {"provisioningState": "Failed", "correlationId": "c2", "timestamp": "2026-11-21T21:17:00Z",
          "error": {"code": "DeploymentFailed", "message": "see inner", "details":
            [{"code": "Conflict", "message": "{\"error\": {\"code\": \"SkuNotAvailable\", \"message\": \"none left\"}}"}]}}},
        {"name": "a", "properties": {"provisioningState": "Accepted", "correlationId": "c1", "outputs": {"x": 1}}},
        {"name": "c", "properties": {"provisioningState": "succeeded", "correlationId": "c3"}},
        {"name": "d", "properties": {"provisioningState": "Canceled", "correlationId": "c4"}}
      ]}
      END
      """#)
    let found = try await az.azure().deployments(in: Sample.scope())
    #expect(found.map(\.name) == ["a", "b", "c", "d"])
    #expect(found.map(\.state) == [.running, .failed, .succeeded, .canceled])
    #expect(found.map(\.correlationID) == ["c1", "c2", "c3", "c4"])
    #expect(found[1].timestamp == StandingClock.moment)
    #expect(found.map(\.error) == [nil, "SkuNotAvailable: none left", nil, nil])
  }

  @Test("a group that is not there keeps none, and any other refusal throws")
  func noGroup() async throws {
    let missing = try FakeAz(
      #"printf '%s' 'ERROR: Not Found({"error": {"code": "ResourceGroupNotFound", "message": ""}})' >&2; exit 1"#)
    #expect(try await missing.azure().deployments(in: Sample.scope()).isEmpty)
    let strange = try FakeAz("echo 'ERROR: Not Found' >&2; exit 1")
    let error = await azureError { _ = try await strange.azure().deployments(in: Sample.scope()) }
    #expect(error?.kind == "notFound")
  }

  @Test("one without a correlation id makes the list throw", arguments: ["{}", #"{"name": "a"}"#, "null"])
  func odd(item: String) async throws {
    let az = try FakeAz("printf '%s' '{\"value\": [\(item)]}'")
    let error = await azureError { _ = try await az.azure().deployments(in: Sample.scope()) }
    #expect(error?.kind == "unreadable")
  }

  @Test("are sent once, as one PUT that az does not repeat by itself, with what they are in a file")
  func start() async throws {
    let az = try FakeAz(#"for word; do case $word in @*body.json) cp "${word#@}" "$here/body" ;; esac; done"#)
    try await az.azure().start(Sample.deployment())
    let calls = az.lines("calls").filter { $0.hasPrefix("rest") }
    #expect(calls.count == 1)
    #expect(calls.first?.hasPrefix("rest --method put --verbose --output-file /dev/stdout --body @/") == true)
    #expect(
      calls.first?.hasSuffix(
        "--url /subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/pools/providers"
          + "/Microsoft.Resources/deployments/weir-vision-3f9a0c12d4e5?api-version=2021-04-01") == true)
    #expect(
      try JSONReader.read(az.text("body"))
        == [
          "properties": [
            "mode": "Incremental", "parameters": [:], "template": ["contentVersion": "1.0.0.0", "resources": []],
          ]
        ])
  }

  @Test("one that failed has the message of its operation, deployments inside it included, the first first")
  func failure() async throws {
    let az = try FakeAz(
      #"""
      case $url in
      */outer/operations*) cat <<'END'
      {"value": [
        {"properties": {"provisioningState": "Failed", "timestamp": "2026-11-21T21:17:02Z", "statusCode": "Conflict",
          "targetResource": {"id": "\#(Self.base)/Microsoft.Compute/virtualMachineScaleSets/vision"},
          "statusMessage": {"error": {"code": "SkuNotAvailable", "message": "none left"}}}},
        {"properties": {"provisioningState": "Failed", "timestamp": "2026-11-21T21:17:01Z",
          "targetResource": {"id": "\#(Self.base)/Microsoft.Resources/deployments/inner"},
          "statusMessage": {"error": {"code": "DeploymentFailed", "message": "see inside"}}}},
        {"properties": {"provisioningState": "Succeeded"}}
      ]}
      END
      ;;
      */inner/operations*) cat <<'END'
      {"value": [{"properties": {"provisioningState": "Failed",
          "targetResource": {"id": "\#(Self.base)/Microsoft.Network/loadBalancers/lb"},
          "statusMessage": {"status": "Failed", "error": {"code": "X", "message": "y"}}}}]}
      END
      ;;
      esac
      """#)
    #expect(
      try await az.azure().failure(of: "outer", in: Sample.scope())
        == "Microsoft.Network/loadBalancers/lb: X: y; "
        + "Microsoft.Compute/virtualMachineScaleSets/vision: SkuNotAvailable: none left")
  }

  @Test("one that failed before its first operation has its own message, and one that is gone has none")
  func failureWithoutOperations() async throws {
    let az = try FakeAz(
      #"""
      case $url in
      */early/operations*) echo '{"value": []}' ;;
      */early*) echo '{"name": "early", "properties": {"provisioningState": "Failed", "correlationId": "c",
        "error": {"code": "InvalidTemplate", "message": "line 3"}}}' ;;
      *) printf '%s' 'ERROR: Not Found({"error": {"code": "DeploymentNotFound", "message": ""}})' >&2; exit 1 ;;
      esac
      """#)
    #expect(try await az.azure().failure(of: "early", in: Sample.scope()) == "InvalidTemplate: line 3")
    #expect(try await az.azure().failure(of: "gone", in: Sample.scope()) == nil)
  }
}

@Suite("resource groups") struct ResourceGroupTests {
  private func group(tags: [String: String], location: Location?) throws -> ResourceGroup {
    ResourceGroup(name: try #require(ResourceGroupName("pools")), location: location, tags: tags)
  }

  @Test("are listed by name")
  func list() async throws {
    let az = try FakeAz(
      #"""
      echo '{"value": [{"name": "b", "location": "westus2", "tags": {"x": "y"}}, {"name": "A", "location": "eastus"}]}'
      """#)
    let groups = try await az.azure().resourceGroups(in: Sample.subscription())
    #expect(groups.map(\.name.description) == ["A", "b"])
    #expect(groups.map(\.location) == [Location("eastus"), Location("westus2")])
    #expect(groups.map(\.tags) == [[:], ["x": "y"]])
  }

  @Test("are made with their tags, whatever those are called", arguments: ["weir-pool", "@etc", "-x", "a=b", ""])
  func make(tag: String) async throws {
    let az = try FakeAz(#"for word; do case $word in @*body.json) cp "${word#@}" "$here/body" ;; esac; done"#)
    let group = try group(tags: [tag: "b=c d"], location: Location("westus2"))
    try await az.azure().makeResourceGroup(group, in: Sample.subscription())
    #expect(try JSONReader.read(az.text("body")) == ["location": "westus2", "tags": [tag: "b=c d"]])
    #expect(
      az.lines("calls").last?.hasSuffix(
        "--url /subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/pools?api-version=2021-04-01") == true
    )
  }

  @Test("one is read by its name, and is said to be on its way out")
  func read() async throws {
    let az = try FakeAz(
      #"echo '{"name": "POOLS", "location": "westus2", "tags": {"a": "b"}, "properties": {"provisioningState": "Deleting"}}'"#
    )
    let found = try await az.azure().resourceGroup(Sample.scope().resourceGroup, in: Sample.subscription())
    #expect(found?.isBeingDeleted == true && found?.tags == ["a": "b"])
    let other = try FakeAz(#"echo '{"name": "other"}'"#)
    let error = await azureError {
      _ = try await other.azure().resourceGroup(Sample.scope().resourceGroup, in: Sample.subscription())
    }
    #expect(error?.kind == "unreadable")
  }

  @Test("one without a location is refused")
  func nowhere() async throws {
    let az = try FakeAz("")
    let group = try group(tags: [:], location: nil)
    let error = await azureError { try await az.azure().makeResourceGroup(group, in: Sample.subscription()) }
    #expect(error?.kind == "invalidTemplate")
  }
}
