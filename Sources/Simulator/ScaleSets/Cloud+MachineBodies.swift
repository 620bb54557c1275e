import Foundation
import Pools

extension Cloud {
  /// One machine of a scale set as Compute lists it.
  func machineBody(_ machine: Machines.Machine, of scaleSet: Resource, withView: Bool) -> JSONValue {
    let profile = scaleSet.body.first("properties.virtualMachineProfile") ?? [:]
    let prefix = profile.first("osProfile.computerNamePrefix")?.string ?? scaleSet.name
    let digits = String(machine.number, radix: 36).uppercased()
    let computer = prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    var system = profile.member("osProfile") ?? [:]
    for hidden in ["adminPassword", "customData", "computerNamePrefix"] {
      system = system.changing(JSONPattern(hidden)) { _ in nil }
    }
    var properties: [String: JSONValue] = [
      "latestModelApplied": .bool(machine.latestModelApplied), "vmId": .string(machine.vmID),
      "modelDefinitionApplied": "VirtualMachineScaleSet", "networkProfileConfiguration": .null,
      "provisioningState": .string((scaleSet.settlesAt ?? .distantPast) > now ? scaleSet.settling : "Succeeded"),
      "timeCreated": .string(machine.created.armText),
      "hardwareProfile": ["vmSize": scaleSet.body.first("sku.name") ?? .null],
      "osProfile": system.changing("computerName") { _ in .string(computer) },
      "storageProfile": profile.member("storageProfile") ?? [:],
    ]
    properties = properties.filter { $0.value != .null }
    if withView { properties["instanceView"] = view(of: machine, computer, profile) }
    var members: [String: JSONValue] = [
      "id": .string("\(scaleSet.id)/virtualMachines/\(machine.number)"),
      "name": .string("\(scaleSet.name)_\(machine.number)"), "instanceId": .string(String(machine.number)),
      "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
      "sku": ["name": scaleSet.body.first("sku.name") ?? .null, "tier": scaleSet.body.first("sku.tier") ?? .null],
      "properties": .object(properties),
    ]
    members["location"] = scaleSet.body.member("location")
    members["tags"] = scaleSet.body.member("tags")
    members["zones"] = machine.zone.map { [.string($0)] }
    return .object(members)
  }

  /// - Parameter profile: the scale set's model, whose extensions each machine has.
  private func view(of machine: Machines.Machine, _ computer: String, _ profile: JSONValue) -> JSONValue {
    let extensions = profile.values("extensionProfile.extensions.*").map { part -> JSONValue in
      let kind = [part.first("properties.publisher")?.string, part.first("properties.type")?.string].compactMap { $0 }
      return [
        "name": part.member("name") ?? .null, "type": .string(kind.joined(separator: ".")),
        "typeHandlerVersion": part.first("properties.typeHandlerVersion") ?? .null,
        "statuses": [
          ["code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded"]
        ],
      ]
    }
    let asks =
      profile.first("networkProfile.healthProbe.id") != nil
      || extensions.contains { $0.member("type")?.string?.contains("ApplicationHealth") == true }
    var members = common(machine, computer)
    members["extensions"] = .array(extensions)
    if asks, machine.power == "running" {
      members["vmHealth"] = [
        "status": [
          "code": "HealthState/healthy", "level": "Info", "displayStatus": "The VM is reporting itself as healthy",
        ]
      ]
    }
    return .object(members)
  }

  private func common(_ machine: Machines.Machine, _ computer: String) -> [String: JSONValue] {
    [
      "computerName": .string(computer), "platformUpdateDomain": .integer(Int64(machine.number % 5)),
      "platformFaultDomain": .integer(Int64(machine.number % 5)),
      "statuses": [
        [
          "code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded",
          "time": .string(machine.created.armText),
        ],
        [
          "code": .string("PowerState/\(machine.power)"), "level": "Info",
          "displayStatus": .string("VM \(machine.power)"),
        ],
      ],
    ]
  }

  /// How many machines are in which state.
  func instanceView(of scaleSet: Resource) -> JSONValue {
    let machines = scaleSet.machines?.machines ?? []
    let powers = Dictionary(grouping: machines, by: \.power).mapValues(\.count).sorted { $0.key < $1.key }
    var summary: [JSONValue] = []
    if !machines.isEmpty {
      summary.append(["code": "ProvisioningState/succeeded", "count": .integer(Int64(machines.count))])
    }
    summary += powers.map { ["code": .string("PowerState/\($0.key)"), "count": .integer(Int64($0.value))] }
    return [
      "virtualMachine": ["statusesSummary": .array(summary)],
      "statuses": [
        ["code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded"]
      ],
    ]
  }

  func skuBody(_ scaleSet: Resource) -> JSONValue {
    [
      "resourceType": "Microsoft.Compute/virtualMachineScaleSets",
      "sku": ["name": scaleSet.body.first("sku.name") ?? .null, "tier": "Standard"],
      "capacity": ["minimum": 0, "maximum": 1000, "defaultCapacity": 1, "scaleType": "Automatic"],
    ]
  }
}
