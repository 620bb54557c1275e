import Testing

@testable import Pools

/// The published cluster template's scale set against what Azure answers to it in its newer API version.
@Suite("The published template's scale set")
struct PublishedTemplateTests {
  static let desired = #"""
    {"location": "westus2", "tags": {"weir-pool": "vision", "weir-managed-by": "weir"},
     "plan": {"name": "linuxdsvmubuntu", "publisher": "microsoft-ads", "product": "linux-data-science-vm-ubuntu"},
     "sku": {"name": "Standard_D2s_v3", "tier": "Standard", "capacity": 2},
     "properties": {"overprovision": false, "upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": {
       "storageProfile": {"osDisk": {"createOption": "FromImage", "caching": "ReadWrite"},
         "imageReference": {"publisher": "microsoft-ads", "offer": "linux-data-science-vm-ubuntu",
                            "sku": "linuxdsvmubuntu", "version": "latest"}},
       "osProfile": {"computerNamePrefix": "vision", "adminUsername": "ana", "adminPassword": "[parameters('pw')]"},
       "networkProfile": {"networkInterfaceConfigurations": [{"name": "visionnic", "properties": {"primary": true,
         "ipConfigurations": [{"name": "visionipconfig", "properties": {
           "subnet": {"id": "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/n/subnets/s"},
           "loadBalancerBackendAddressPools": [{"id":
             "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/loadBalancers/lb/backendAddressPools/p"}]
         }}]}}]},
       "extensionProfile": {"extensions": [{"name": "filesextension", "properties": {
         "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.0",
         "autoUpgradeMinorVersion": true, "settings": {"fileUris": ["https://example.com/mount.sh"],
           "commandToExecute": "[concat('bash mount.sh ', parameters('key'))]"}}}]}}}}
    """#

  static let answered = #"""
    {"id": "/x", "name": "vision", "type": "Microsoft.Compute/virtualMachineScaleSets", "etag": "\"1\"",
     "location": "westus2", "tags": {"weir-pool": "vision", "weir-managed-by": "weir"},
     "plan": {"name": "linuxdsvmubuntu", "publisher": "microsoft-ads", "product": "linux-data-science-vm-ubuntu"},
     "sku": {"name": "Standard_D2s_v3", "tier": "Standard", "capacity": 2},
     "properties": {"singlePlacementGroup": true, "orchestrationMode": "Uniform", "provisioningState": "Succeeded",
       "uniqueId": "u", "timeCreated": "2026-11-21T21:17:00Z", "platformFaultDomainCount": 5, "overprovision": false,
       "doNotRunExtensionsOnOverprovisionedVMs": false, "upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": {
       "storageProfile": {"osDisk": {"osType": "Linux", "createOption": "FromImage", "caching": "ReadWrite",
           "diskSizeGB": 50, "managedDisk": {"storageAccountType": "Premium_LRS"}}, "diskControllerType": "SCSI",
         "imageReference": {"publisher": "microsoft-ads", "offer": "linux-data-science-vm-ubuntu",
                            "sku": "linuxdsvmubuntu", "version": "latest"}},
       "osProfile": {"computerNamePrefix": "vision", "adminUsername": "ana", "secrets": [],
         "linuxConfiguration": {"disablePasswordAuthentication": false, "provisionVMAgent": true}},
       "networkProfile": {"networkInterfaceConfigurations": [{"name": "visionnic", "properties": {"primary": true,
         "enableAcceleratedNetworking": false, "dnsSettings": {"dnsServers": []}, "enableIPForwarding": false,
         "ipConfigurations": [{"name": "visionipconfig", "properties": {"privateIPAddressVersion": "IPv4",
           "subnet": {"id": "/subscriptions/s/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N/subnets/s"},
           "loadBalancerBackendAddressPools": [{"id":
             "/subscriptions/s/resourcegroups/G/providers/Microsoft.Network/loadBalancers/LB/backendAddressPools/P"}]
         }}]}}]},
       "extensionProfile": {"extensions": [{"name": "filesextension", "properties": {"provisioningState": "Succeeded",
         "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.0",
         "autoUpgradeMinorVersion": true, "settings": {"fileUris": ["https://example.com/mount.sh"],
           "commandToExecute": "bash mount.sh THEKEY"}}}]}}}}
    """#

  static let command = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    .appending(.index(0)).member("properties").member("settings").member("commandToExecute")

  func pool(_ change: (JSONValue) -> JSONValue = { $0 }) throws -> DesiredPool {
    let password = JSONPath("properties", "virtualMachineProfile", "osProfile", "adminPassword")
    return try Fixture.pool([
      Fixture.scaleSet(
        change(try JSONReader.read(Self.desired)), expressions: [password: ["pw"], Self.command: ["key"]])
    ])
  }

  func plan(_ pool: DesiredPool, digests: [String: String] = ["pw": "1", "key": "1"]) throws -> PoolPlan {
    let live = Fixture.live(try Fixture.scaleSet(try JSONReader.read(Self.answered)))
    var baseline = Baseline(applying: try self.pool(), secretDigests: ["pw": "1", "key": "1"])
    baseline.learnEcho(from: live)
    return Pools.plan(try Fixture.input(pool, live: live, baseline: baseline, digests: digests))
  }

  @Test("it is in step with Azure's answer to it")
  func inStep() throws { #expect(try plan(pool()).lines == []) }

  @Test("another count is one change")
  func count() throws {
    let moved = try pool { $0.setting(4, at: JSONPath("sku", "capacity")) }
    let plan = try plan(moved)
    #expect(plan.changes.map(\.text) == ["scale set sku.capacity 2 → 4"])
    #expect(plan.lines == ["sku.capacity 2 → 4 inPlace manifest"])
  }

  @Test("another storage key is one masked change that instances must take")
  func key() throws {
    let plan = try plan(pool(), digests: ["pw": "1", "key": "2"])
    #expect(plan.changes.map(\.kind) == [.rolling])
    #expect(plan.changes.map(\.after) == ["(secret)"])
    #expect(
      plan.changes.map(\.path.description) == [
        "properties.virtualMachineProfile.extensionProfile.extensions[name=filesextension].properties.settings"
          + ".commandToExecute"
      ])
  }
}
