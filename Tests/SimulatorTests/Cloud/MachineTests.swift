import Pools
import Testing

@testable import Simulator

@Suite("The machines of a scale set")
struct MachineTests {
  private func machines(_ test: inout TestCloud) -> [JSONValue] {
    test.send("GET", Bodies.scaleSetID + "/virtualMachines", version: "2024-07-01").list
  }

  @Test("there are as many as the count says, and the newest go first")
  func capacity() throws {
    var test = try TestCloud.withScaleSet()
    #expect(machines(&test).compactMap { $0.member("instanceId")?.string } == ["0", "1"])
    _ = test.send("PATCH", Bodies.scaleSetID, ["sku": ["capacity": 4]], version: "2024-07-01")
    #expect(machines(&test).count == 4)
    _ = test.send("PATCH", Bodies.scaleSetID, ["sku": ["capacity": 1]], version: "2024-07-01")
    #expect(machines(&test).compactMap { $0.member("name")?.string } == ["vision_0"])
  }

  @Test("a new model reaches them only when they are told, unless the policy is automatic")
  func model() throws {
    let bigger: JSONValue = ["sku": ["name": "Standard_D4s_v5"]]
    var test = try TestCloud.withScaleSet()
    _ = test.send("PATCH", Bodies.scaleSetID, bigger, version: "2024-07-01")
    #expect(machines(&test).allSatisfy { $0.first("properties.latestModelApplied") == false })
    let upgrade = test.send(
      "POST", Bodies.scaleSetID + "/manualupgrade", ["instanceIds": ["1"]], version: "2024-07-01")
    #expect(upgrade.status == 202)
    #expect(machines(&test).map { $0.first("properties.latestModelApplied") } == [false, true])
    _ = test.send("POST", Bodies.scaleSetID + "/manualupgrade", ["instanceIds": ["*"]], version: "2024-07-01")
    #expect(machines(&test).allSatisfy { $0.first("properties.latestModelApplied") == true })

    var automatic = try TestCloud.withScaleSet(["properties": ["upgradePolicy": ["mode": "Automatic"]]])
    _ = automatic.send("PATCH", Bodies.scaleSetID, bigger, version: "2024-07-01")
    #expect(machines(&automatic).allSatisfy { $0.first("properties.latestModelApplied") == false })
    automatic.wait(.seconds(7))
    #expect(machines(&automatic).allSatisfy { $0.first("properties.latestModelApplied") == true })
  }

  /// A health extension, without which nothing rolls.
  static let health: JSONValue = [
    "name": "health",
    "properties": [
      "publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux", "typeHandlerVersion": "1.0",
      "settings": ["protocol": "tcp", "port": 22],
    ],
  ]

  @Test("a rolling upgrade goes through them batch by batch, with its pauses, and says how far it is")
  func rolling() throws {
    var test = try TestCloud.withScaleSet([
      "sku": ["capacity": 5],
      "properties": [
        "upgradePolicy": [
          "mode": "Rolling",
          "rollingUpgradePolicy": ["maxBatchInstancePercent": 40, "pauseTimeBetweenBatches": "PT4S"],
        ], "virtualMachineProfile": ["extensionProfile": ["extensions": [Self.health]]],
      ],
    ])
    let latest = Bodies.scaleSetID + "/rollingUpgrades/latest"
    #expect(test.send("GET", latest, version: "2024-07-01").status == 404)
    _ = test.send("PATCH", Bodies.scaleSetID, ["sku": ["name": "Standard_D4s_v5"]], version: "2024-07-01")
    var done: [Int] = []
    var codes: [JSONValue?] = []
    for wait in [0, 6, 9, 1, 10] {
      test.wait(.seconds(wait))
      done.append(machines(&test).filter { $0.first("properties.latestModelApplied") == true }.count)
      codes.append(test.send("GET", latest, version: "2024-07-01").value("properties.runningStatus.code"))
    }
    #expect(done == [0, 2, 2, 4, 5])
    #expect(codes == ["RollingForward", "RollingForward", "RollingForward", "RollingForward", "Completed"])
    let progress = test.send("GET", latest, version: "2024-07-01")
    #expect(progress.value("properties.progress.successfulInstanceCount") == 5)
  }

  @Test("an instance's view has its extensions and its health")
  func view() throws {
    var test = try TestCloud.withScaleSet([
      "properties": ["virtualMachineProfile": ["extensionProfile": ["extensions": [Self.health]]]]
    ])
    let view = test.send("GET", Bodies.scaleSetID + "/virtualMachines/0/instanceView", version: "2024-07-01")
    #expect(view.body?.values("extensions.*.type") == ["Microsoft.ManagedServices.ApplicationHealthLinux"])
    #expect(view.value("vmHealth.status.code") == "HealthState/healthy")
  }

  @Test("the same model again changes nothing, tags and counts are no model, and a secret is")
  func sameModel() throws {
    var test = try TestCloud.withScaleSet()
    _ = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(["tags": ["a": "b"]]), version: "2024-07-01")
    #expect(machines(&test).allSatisfy { $0.first("properties.latestModelApplied") == true })
    let read = try #require(test.send("GET", Bodies.scaleSetID, version: "2024-07-01").body)
    _ = test.send("PUT", Bodies.scaleSetID, read, version: "2024-07-01")
    #expect(machines(&test).allSatisfy { $0.first("properties.latestModelApplied") == true })
    let password: JSONValue = ["properties": ["virtualMachineProfile": ["osProfile": ["adminPassword": "Other-1"]]]]
    _ = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(password), version: "2024-07-01")
    #expect(machines(&test).allSatisfy { $0.first("properties.latestModelApplied") == false })
  }

  @Test("they are stopped, started and deleted by their numbers")
  func actions() throws {
    var test = try TestCloud.withScaleSet()
    _ = test.send("POST", Bodies.scaleSetID + "/deallocate", ["instanceIds": ["0"]], version: "2024-07-01")
    let view = test.send("GET", Bodies.scaleSetID + "/instanceView", version: "2024-07-01")
    #expect(
      view.body?.values("virtualMachine.statusesSummary.*.code").compactMap(\.string)
        == ["ProvisioningState/succeeded", "PowerState/deallocated", "PowerState/running"])
    _ = test.send("POST", Bodies.scaleSetID + "/virtualMachines/0/start", version: "2024-07-01")
    let one = test.send("GET", Bodies.scaleSetID + "/virtualMachines/0/instanceView", version: "2024-07-01")
    #expect(one.body?.values("statuses.*.code").contains("PowerState/running") == true)
    _ = test.send("POST", Bodies.scaleSetID + "/delete", ["instanceIds": ["0"]], version: "2024-07-01")
    #expect(test.send("GET", Bodies.scaleSetID, version: "2024-07-01").value("sku.capacity") == 1)
    #expect(test.send("GET", Bodies.scaleSetID + "/virtualMachines/0", version: "2024-07-01").status == 404)
  }
}
