import Pools

/// Who tells the scale set whether a machine works: one source only, or Azure refuses to act on either.
enum HealthSource {
  case onMachine
  /// The balancer's probe of the first port.
  case probe
  case nobody
}

extension PoolTemplateWriter {
  /// The extension where the manifest has it; else the balancer's probe, which Flexible machines have no use of.
  var healthSource: HealthSource {
    if fields.machine.health != nil { return .onMachine }
    return fields.orchestration == .uniform && !fields.access.ports.isEmpty ? .probe : .nobody
  }

  /// How instances take a new model.
  ///
  /// Image upgrades are not among it (`automaticOSUpgradePolicy`): they put a new system disk under people's work when
  /// the publisher likes. A manifest that names another version does it when the team likes. (checkov's CKV_AZURE_95
  /// asks for an extension that upgrades itself: the health extension does, where a pool has one. Flexible sets, it says,
  /// can never be right.)
  mutating func upgradePolicy() -> JSONValue {
    let field = "spec.update.policy"
    // Nobody could say whether a batch went well.
    if fields.update.policy == .rolling, healthSource == .nobody {
      return ["mode": parameters.value("updatePolicy", "Manual", at: field)]
    }
    let mode = parameters.value("updatePolicy", .string(fields.update.policy.rawValue), at: field)
    guard fields.update.policy == .rolling else { return ["mode": mode] }
    let percent = parameters.value(
      "maxUnavailable", .integer(Int64(fields.update.maxUnavailable)), at: "spec.update.maxUnavailable")
    return [
      "mode": mode,
      "rollingUpgradePolicy": [
        "maxBatchInstancePercent": percent,
        // The batch under way counts as unhealthy, so these may not be smaller.
        "maxUnhealthyInstancePercent": percent,
        "maxUnhealthyUpgradedInstancePercent": percent,
        // Long enough that the balancer's probes have found the batch well again.
        "pauseTimeBetweenBatches": "PT1M",
        "prioritizeUnhealthyInstances": true,
      ],
    ]
  }

  /// A machine that stays sick is put in another's place: what people keep is on the share.
  mutating func repairs() -> JSONValue? {
    guard let minutes = fields.machine.repairsAfter, healthSource != .nobody else { return nil }
    let after = parameters.value("repairsAfter", .integer(Int64(minutes)), at: "spec.repairs.after")
    return ["enabled": true, "gracePeriod": after.minutes, "repairAction": "Replace"]
  }

  /// The probe that stands for the machines' health, where anything asks.
  mutating func healthProbe() -> JSONValue? {
    guard healthSource == .probe, fields.update.policy == .rolling || fields.machine.repairsAfter != nil else {
      return nil
    }
    return PoolResource.balancer.part("probes", named: "\(port(0)).name")
  }
}
