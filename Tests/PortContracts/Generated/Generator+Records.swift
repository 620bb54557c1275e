package import Pools
package import Reconciliation

package import struct Foundation.Date

extension Generator {
  /// Any time of this century, with all the digits that a clock gives.
  package mutating func date() -> Date {
    Date(timeIntervalSinceReferenceDate: .random(in: 0...3_000_000_000, using: &self))
  }

  package mutating func runID() -> RunID {
    RunID(at: date(), random: (UInt16.random(in: 0...UInt16.max, using: &self), next()))
  }

  package mutating func commit() -> CommitID {
    CommitID(String(list(40...40) { $0.one(of: Array("0123456789abcdef"), or: "f") })) ?? Samples.revision.commit
  }

  package mutating func runStart() -> RunStart {
    RunStart(
      id: runID(), trigger: one(of: Trigger.allCases, or: .schedule), reason: maybe { $0.text() }, startedAt: date())
  }

  package mutating func report(of pool: PoolName? = nil) -> PoolReport {
    PoolReport(
      name: pool ?? poolName(), subscription: Samples.subscription, resourceGroup: Samples.group, manifest: text(),
      outcome: one(of: Outcome.allCases, or: .unchanged), message: maybe { $0.text() },
      deployment: maybe { $0.text() }, correlationID: maybe { $0.text() }, changes: list(0...6) { $0.change() })
  }

  package mutating func state(of pool: PoolName? = nil) -> PoolState {
    PoolState(
      name: pool ?? poolName(), failures: number(0...50), notBefore: maybe { $0.date() },
      suspension: maybe { generator in
        PoolState.Suspension(
          reason: generator.text(), since: generator.date(), until: generator.maybe { $0.date() })
      },
      last: maybe { $0.report(of: pool) }, lastRun: maybe { $0.runID() }, lastAt: maybe { $0.date() })
  }

  package mutating func intent(in run: RunID, of pool: PoolName? = nil) -> WriteIntent {
    WriteIntent(
      run: run, pool: pool ?? poolName(),
      scope: DeploymentScope(subscription: Samples.subscription, resourceGroup: Samples.group),
      action: one(of: [.makeResourceGroup, .deploy, .adopt, .detach], or: .delete), target: text(),
      previousCorrelationID: maybe { $0.text() }, baseline: maybe { $0.baseline() },
      effect: maybe { generator in
        WriteIntent.Effect(
          outcome: generator.one(of: Outcome.allCases, or: .updated), changes: generator.list(0...4) { $0.change() })
      }, at: date())
  }

  /// A duration in whole nanoseconds, as far as the log keeps one.
  package mutating func call() -> AzureCall {
    AzureCall(
      arguments: list(0...8) { $0.text() }, startedAt: date(),
      duration: .nanoseconds(Int64(number(0...7_200_000_000_000))),
      exitCode: maybe { Int32($0.number(-1...255)) })
  }
}
