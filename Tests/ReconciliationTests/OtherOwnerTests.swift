import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A pool does nothing to what is not its own", .timeLimit(.minutes(10)))
struct OtherOwnerTests {
  private static let victim =
    "/subscriptions/\(subscription)/resourceGroups/ds-victim/providers/Microsoft.Compute/virtualMachineScaleSets/victim"
  private static let vault =
    "/subscriptions/\(subscription)/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/team"

  /// Two pools; the template of `vision` has one resource more.
  private static func files(_ resource: String) -> [String: String] {
    var files = Repository.pools("victim")
    files["vision.yaml"] = Repository.manifest("vision").replacing("file: template.json", with: "file: vision.json")
    files["vision.json"] = Repository.template.replacing("\"resources\": [", with: "\"resources\": [\n\(resource),")
    return files
  }

  private static func lock(on scope: String) -> String {
    let group = scope.split(separator: "/")[3]
    return """
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "lock", "resourceGroup": "\(group)",
       "properties": {"mode": "Incremental", "template": {
         "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
         "contentVersion": "1.0.0.0", "resources": [
           {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "stop", "scope": "\(scope)",
            "properties": {"level": "ReadOnly"}}]}}}
      """
  }

  private static func address(_ member: String) -> String {
    """
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "more",
     "location": "westus2", "sku": {"name": "Standard"}, \(member)}
    """
  }

  static let attacks: [String] = [
    lock(on: victim), address(#""tags": {"x": "[reference('\#(victim)', '2024-07-01').uniqueId]"}"#),
    address(#""identity": {"userAssignedIdentities": {"\#(victim)": {}}}"#),
    """
    {"type": "Microsoft.Insights/autoscaleSettings", "apiVersion": "2022-10-01", "name": "off", "location": "westus2",
     "properties": {"targetResourceUri": "\(victim)", "enabled": true, "profiles": [
       {"name": "off", "capacity": {"minimum": "0", "maximum": "0", "default": "0"}, "rules": []}]}}
    """,
  ]

  @Test("of another pool of the revision, before that is made and after", arguments: attacks, [true, false])
  func claimed(_ resource: String, _ isMade: Bool) async throws {
    let world = try World(Repository.pools("victim"))
    if isMade { try await world.reconcile() }
    world.source.commit(Self.files(resource))
    let report = try await world.reconcile(["vision"])
    #expect(report["vision"]?.outcome == .refused)
    #expect(report["vision"]?.message?.contains("pool victim") == true, "\(report["vision"]?.message ?? "")")
    #expect(!world.azure.writes.contains { $0.contains("vision") })
  }

  @Test("that another controller has, by tags which are read before the first write, and once")
  func controller() async throws {
    let reading = #""tags": {"x": "[reference('\#(Self.vault)', '2023-07-01').vaultUri]"}"#
    let world = try World(Self.files(Self.address(reading)))
    let tags = try unwrap(ResourceID("\(Self.vault)/providers/Microsoft.Resources/tags/default"))
    world.azure.withState { state in
      state.resources[tags] = ResourceDocument(
        id: tags, apiVersion: "2021-04-01", body: ["properties": ["tags": ["weir-managed-by": "other"]]])
    }
    let report = try await world.reconcile()
    #expect(report.outcomes == ["victim": .created, "vision": .refused])
    #expect(report["vision"]?.message?.contains("controller other") == true, "\(report["vision"]?.message ?? "")")
    world.azure.withState { $0.resources[tags]?.body = ["properties": ["tags": ["team": "audio"]]] }
    let second = try await world.reconcile(now: true)
    #expect(second["vision"]?.outcome == .created, "\(second["vision"]?.message ?? "")")
    let reads = Self.tagReads(world)
    #expect(try await world.reconcile(now: true)["vision"]?.outcome == .unchanged)
    #expect(Self.tagReads(world) == reads)
  }

  private static func tagReads(_ world: World) -> Int {
    world.azure.withState { $0.calls.filter { $0.contains("Microsoft.Resources/tags") }.count }
  }

  @Test("while nobody can tell whose it is, nothing is written")
  func unknown() async throws {
    let azure = InMemoryAzure { words in
      if words.contains("Microsoft.Resources/tags") { throw AzureError.unreachable("reset") }
    }
    let world = try World(Self.files(Self.lock(on: Self.vault)), azure: azure)
    let report = try await world.reconcile(["vision"])
    #expect(report["vision"]?.outcome == .unknown)
    #expect(!world.azure.writes.contains { $0.contains("vision") })
  }
}
