import Pools
import Testing

@testable import Simulator

@Suite("The paths of ARM")
struct PathTests {
  struct Row: Sendable {
    var path: String
    var type: String?
    var names: [String] = []
    var endsWithType = false
    var extended: String?
  }

  @Test(
    "a path comes apart into scope, type and names",
    arguments: [
      Row(path: "/subscriptions/s/resourceGroups/g"),
      Row(
        path: "/subscriptions/s/providers/Microsoft.Compute/virtualMachineScaleSets",
        type: "Microsoft.Compute/virtualMachineScaleSets", endsWithType: true, extended: "/subscriptions/s"),
      Row(
        path: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/t",
        type: "Microsoft.Network/virtualNetworks/subnets", names: ["v", "t"],
        extended: "/subscriptions/s/resourceGroups/g"),
      Row(
        path: "/subscriptions/s/resourceGroups/g/providers/P.N/a/b/providers/Microsoft.Authorization/locks/keep",
        type: "Microsoft.Authorization/locks", names: ["keep"],
        extended: "/subscriptions/s/resourceGroups/g/providers/P.N/a/b"),
      Row(path: "/subscriptions/s/providers"),
    ])
  func parts(_ row: Row) {
    let path = ARMPath(row.path)
    #expect(path.subscription == "s")
    #expect(path.type?.description == row.type)
    #expect(path.names == row.names)
    #expect(path.endsWithType == row.endsWithType)
    #expect(path.extended == row.extended)
  }

  @Test("keywords are known in any capitals, and a key has none")
  func capitals() {
    let path = ARMPath("/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/A.B/c/D")
    #expect(path.group == "G")
    #expect(path.key == "/subscriptions/s/resourcegroups/g/providers/a.b/c/d")
  }
}
