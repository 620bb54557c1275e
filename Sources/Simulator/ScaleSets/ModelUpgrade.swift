import Foundation
import Pools

/// How the machines of a scale set come to its newest model by themselves.
package struct ModelUpgrade: Hashable, Sendable {
  var startedAt: Date
  /// When the batch that is under way has it.
  var nextAt: Date
  /// The part of the machines that one batch has, in per cent.
  var share: Int
  var pause: Duration
  var isRolling: Bool
  /// Nil while it goes on.
  var endedAt: Date?

  /// Nil where the policy leaves it to people.
  init?(_ body: JSONValue, at now: Date, latency: Duration) {
    let policy = body.first("properties.upgradePolicy")
    switch policy?.member("mode")?.string?.lowercased() {
    case "automatic": (share, pause, isRolling) = (100, .zero, false)
    case "rolling":
      let rolling = policy?.member("rollingUpgradePolicy")
      share = Int(rolling?.member("maxBatchInstancePercent")?.integer ?? 20)
      pause = .seconds(rolling?.member("pauseTimeBetweenBatches")?.string?.isoSeconds ?? 0)
      isRolling = true
    default: return nil
    }
    startedAt = now
    nextAt = now.advanced(by: latency)
  }

  /// How many machines of `count` take the model at once.
  func batch(of count: Int) -> Int { max(1, (count * share + 99) / 100) }
}

extension Cloud {
  /// Lets the machines take their new models that would have done so until `moment`.
  mutating func advanceUpgrades(to moment: Date) {
    for key in upgrading.sorted() {
      guard var scaleSet = store[key], var upgrade = scaleSet.upgrade, var machines = scaleSet.machines else {
        upgrading.remove(key)
        continue
      }
      while upgrade.endedAt == nil, upgrade.nextAt <= moment {
        let waiting = machines.machines.filter { !$0.latestModelApplied }.map(\.number)
        machines.applyModel(to: Set(waiting.prefix(upgrade.batch(of: machines.machines.count))))
        if machines.machines.allSatisfy(\.latestModelApplied) {
          upgrade.endedAt = upgrade.nextAt
        } else {
          upgrade.nextAt = upgrade.nextAt.advanced(by: settings.latency + upgrade.pause)
        }
      }
      scaleSet.machines = machines
      scaleSet.upgrade = upgrade
      store[key] = scaleSet
      if upgrade.endedAt != nil { upgrading.remove(key) }
    }
  }

  /// `rollingUpgrades/latest` as Compute answers it. Throws where there was none.
  func rollingUpgrade(of scaleSet: Resource) throws(ARMError) -> JSONValue {
    guard let upgrade = scaleSet.upgrade, upgrade.isRolling else {
      throw ARMError(404, "NotFound", "The scale set '\(scaleSet.name)' has had no rolling upgrade.")
    }
    let machines = scaleSet.machines?.machines ?? []
    let done = machines.filter(\.latestModelApplied).count
    let isOver = upgrade.endedAt != nil
    let running = isOver ? 0 : min(upgrade.batch(of: machines.count), machines.count - done)
    var status: [String: JSONValue] = [
      "code": isOver ? "Completed" : "RollingForward", "startTime": .string(upgrade.startedAt.armText),
      "lastAction": "Start", "lastActionTime": .string(upgrade.startedAt.armText),
    ]
    if let end = upgrade.endedAt { status["completedTime"] = .string(end.armText) }
    var members: [String: JSONValue] = [
      "id": .string("\(scaleSet.id)/rollingUpgrades/latest"), "name": "latest",
      "type": "Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades",
      "properties": [
        "policy": scaleSet.body.first("properties.upgradePolicy.rollingUpgradePolicy") ?? [:],
        "runningStatus": .object(status),
        "progress": [
          "successfulInstanceCount": .integer(Int64(done)), "failedInstanceCount": 0,
          "inProgressInstanceCount": .integer(Int64(running)),
          "pendingInstanceCount": .integer(Int64(machines.count - done - running)),
        ],
      ],
    ]
    members["location"] = scaleSet.body.member("location")
    return .object(members)
  }
}
