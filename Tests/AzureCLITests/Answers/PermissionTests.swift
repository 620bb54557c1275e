import Testing

@testable import AzureCLI

@Suite("what a principal may do") struct PermissionTests {
  @Test(
    "an action is matched with a pattern of stars, capitals not counted",
    arguments: [
      ("Microsoft.Compute/virtualMachineScaleSets/write", "*", true),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "microsoft.compute/*", true),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "*/write", true),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "Microsoft.*/virtual*/write", true),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "**", true),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "*/read", false),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "Microsoft.Compute", false),
      (
        "Microsoft.Compute/virtualMachineScaleSets/write", "Microsoft.Compute/virtualMachineScaleSets/write/action",
        false
      ),
      ("Microsoft.Compute/virtualMachineScaleSets/write", "", false),
      ("a/a/ab", "*/ab", true), ("a/a/a", "*/ab", false),
    ])
  func patterns(_ row: (action: String, pattern: String, matches: Bool)) {
    #expect(AzurePermissions.matches(row.action, row.pattern) == row.matches)
  }

  @Test("an exception takes from its own role only")
  func exceptions() {
    let contributor = AzurePermissions.Grant(actions: ["*"], exceptions: ["Microsoft.Authorization/*/write"])
    let assigner = AzurePermissions.Grant(actions: ["Microsoft.Authorization/roleAssignments/write"], exceptions: [])
    let action = "Microsoft.Authorization/roleAssignments/write"
    #expect(!AzurePermissions(grants: [contributor]).allows(action))
    #expect(AzurePermissions(grants: [contributor, assigner]).allows(action))
    #expect(!AzurePermissions(grants: []).allows(action))
    for needed in AzurePermissions.neededInGroup + [AzurePermissions.neededForGroups] {
      #expect(AzurePermissions(grants: [contributor]).allows(needed))
      #expect(!AzurePermissions(grants: [.init(actions: ["*/read"], exceptions: [])]).allows(needed))
    }
  }
}
