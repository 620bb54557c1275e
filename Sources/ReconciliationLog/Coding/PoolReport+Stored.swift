import Pools
import Reconciliation

extension PoolReport {
  /// The report with every text cut to the log's limits; its changes are cut where they are stored.
  func bounded(_ limits: LogLimits) -> PoolReport {
    var report = self
    report.manifest = manifest.bounded(to: limits.argument)
    report.message = message?.bounded(to: limits.message)
    report.deployment = deployment?.bounded(to: limits.argument)
    report.correlationID = correlationID?.bounded(to: limits.argument)
    return report
  }

  func stored(_ limits: LogLimits) -> JSONValue {
    let report = bounded(limits)
    return .storing([
      "name": name.description.stored,
      "subscription": subscription.description.stored,
      "resourceGroup": resourceGroup.description.stored,
      "manifest": report.manifest.stored,
      "outcome": outcome.rawValue.stored,
      "message": report.message?.stored,
      "deployment": report.deployment?.stored,
      "correlationID": report.correlationID?.stored,
      "changes": storedChanges(limits),
      "waiting": waiting?.stored(limits),
    ])
  }

  /// Nil where there are none, which is so for nearly every report.
  func storedChanges(_ limits: LogLimits) -> JSONValue? {
    changes.isEmpty ? nil : .array(changes.map { $0.stored(limits) })
  }

  init(stored value: JSONValue) throws {
    self.init(
      name: try value.stored("name", as: PoolName.init(_:)),
      subscription: try value.stored("subscription", as: SubscriptionID.init(_:)),
      resourceGroup: try value.stored("resourceGroup", as: ResourceGroupName.init(_:)),
      manifest: try value.storedText("manifest"),
      outcome: try value.stored("outcome", as: Outcome.init(rawValue:)),
      message: value["message"]?.string,
      deployment: value["deployment"]?.string,
      correlationID: value["correlationID"]?.string,
      changes: try (value["changes"] ?? []).storedElements("the changes of a report").map(Change.init(stored:)))
    waiting = try value["waiting"].map(Waiting.init(stored:))
  }
}
