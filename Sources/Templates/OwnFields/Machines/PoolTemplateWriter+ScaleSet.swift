import Pools

extension PoolTemplateWriter {
  private typealias Machine = MachineFields

  /// The scale set: what the machines are, how many, and how they take changes.
  mutating func scaleSet() -> JSONValue {
    var needs: [PoolResource] = [.balancer, .securityGroup]
    if hasOwnNetwork { needs.append(.subnet) }
    let machine = fields.machine
    return resource(
      .scaleSet, dependsOn: needs,
      [
        "sku": ["name": parameters.value("size", .string(machine.size), at: "spec.size"), "capacity": capacity()],
        "plan": plan(),
        "zones": machine.zones.isEmpty
          ? nil : parameters.value("zones", .array(machine.zones.map { .string($0) }), at: "spec.zones"),
        "identity": identity(),
        "properties": .some(model()),
      ])
  }

  private mutating func model() -> [String: JSONValue?] {
    let mode = JSONValue.string(fields.orchestration.rawValue)
    var properties: [String: JSONValue?] = [
      "orchestrationMode": parameters.value("orchestration", mode, at: "spec.orchestration"),
      // A single placement group ends at 100 machines, and a scale set that began with one keeps its fault domains.
      "singlePlacementGroup": false,
      "upgradePolicy": upgradePolicy(),
      "automaticRepairsPolicy": repairs(),
      // `zoneBalance` is left at Azure's default, best effort: strict balance would leave a pool small where one zone is
      // full, as it often is for GPU and spot sizes. It is for life, and only taken beside two zones or more.
      "scaleInPolicy": [
        "rules": parameters.value("scaleIn", .string(fields.machine.scaleIn.rawValue), at: "spec.scaleIn").inList
      ],
      // There is no termination notice (`scheduledEventsProfile`): nothing on these images listens for one, so it would
      // only make every machine that goes five minutes more expensive.
      "virtualMachineProfile": machineProfile(),
    ]
    if fields.machine.dataDisks.contains(where: { $0.type == "UltraSSD_LRS" }) {
      properties["additionalCapabilities"] = ["ultraSSDEnabled": true]
    }
    switch fields.orchestration {
    case .uniform:
      // Machines that Azure makes in surplus and takes away again would be in the balancer meanwhile, with people.
      properties["overprovision"] = false
    case .flexible:
      // Spread as widely as Azure can; the only count that it takes in regions with zones.
      properties["platformFaultDomainCount"] = 1
    }
    return properties
  }

  /// The count, or where an autoscaler has it, the one that it begins with.
  private mutating func capacity() -> JSONValue {
    switch fields.count {
    case .instances(let count): parameters.value("capacity", .integer(Int64(count)), at: "spec.instances")
    case .autoscale(let autoscale):
      parameters.value("capacity", .integer(Int64(autoscale.initial)), at: "spec.autoscale.default")
    }
  }

  private mutating func plan() -> JSONValue? {
    guard case .marketplace(_, _, _, _, let plan?) = fields.machine.image else { return nil }
    return [
      "name": parameters.value("planName", .string(plan.name), at: "spec.image.plan.name"),
      "publisher": parameters.value("planPublisher", .string(plan.publisher), at: "spec.image.plan.publisher"),
      "product": parameters.value("planProduct", .string(plan.product), at: "spec.image.plan.product"),
    ]
  }

  private mutating func identity() -> JSONValue? {
    let assigned = fields.identity.userAssigned
    guard hasSystemIdentity || !assigned.isEmpty else { return nil }
    guard !assigned.isEmpty else { return ["type": "SystemAssigned"] }
    var identities: [String: JSONValue] = [:]
    for index in assigned.indices { identities["[\(userIdentity(index))]"] = [:] }
    return [
      "type": hasSystemIdentity ? "SystemAssigned, UserAssigned" : "UserAssigned",
      "userAssignedIdentities": .object(identities),
    ]
  }

  /// A user-assigned identity's id, without brackets.
  mutating func userIdentity(_ index: Int) -> String {
    let ids = JSONValue.array(fields.identity.userAssigned.map { .string($0.description) })
    return parameters.value("userIdentities", ids, at: "spec.identity.userAssigned").element(index)
  }

  /// Signing in with Entra ID needs one, and so does a vault where no other identity could be given the right to it.
  var hasSystemIdentity: Bool {
    let identity = fields.identity
    return identity.isSystemAssigned || identity.hasEntraLogin
      || (identity.keyVault != nil && identity.userAssigned.isEmpty)
  }
}
