import InstalledAzureCLI
import Pools
import Simulator
import Testing

@Suite("Debian's az 2.45.0", .serialized)
struct DebianTests {
  @Test("makes the published pool through Weir, finds it in step, and corrects its drift")
  func mainJob() async throws {
    try await Site.with(az: try InstalledAzureCLI.debian()) { site in
      try await site.push(try PublishedPool.files(site))
      let first = try await site.weir("reconcile", "--now", "--output", "json").succeeded()
      #expect(try first.json["summary"] == ["created": 1])
      let writes = site.writes
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.writes == writes)
      try site.simulation.change(
        "/subscriptions/\(Site.subscription)/resourcegroups/ds-vision/providers/"
          + "microsoft.compute/virtualmachinescalesets/vision", ["sku": ["capacity": 5]])
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.count(of: "vision") == 2)
      let doctor = try await site.weir("doctor").succeeded()
      #expect(doctor.output.contains("is 2.45.0 (2.45.0 or later is known to be good)"))
    }
  }
}
