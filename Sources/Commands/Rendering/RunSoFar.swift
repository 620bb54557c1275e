import Foundation
import Pools
import Reconciliation
import Synchronization

/// What is known of a run while it goes on, for whoever gives up waiting for it.
final class RunSoFar: Sendable {
  /// Who does the work.
  private enum Worker {
    /// Nobody yet: another command has the state.
    case nobody
    case controller
    case here(any RunLog)
  }

  private struct State {
    var worker = Worker.nobody
    var run: RunID?
    var revision: Revision?
    var notes: [String] = []
    var pools: [PoolReport] = []
  }

  private let startedAt: Date
  private let state = Mutex(State())

  init(at date: Date) { startedAt = date }

  func isHandedOver() { state.withLock { $0.worker = .controller } }
  func isDone(with log: any RunLog) { state.withLock { $0.worker = .here(log) } }

  func take(_ event: ReconcileEvent) {
    state.withLock { state in
      switch event {
      case .began(let run, let revision, _, _): (state.run, state.revision) = (run, revision)
      case .note(let text): state.notes.append(text)
      case .pool(let report): state.pools.append(report)
      case .progress, .finished: return
      }
    }
  }

  /// What goes on now, once the waiting is over and a run of this process has been ended.
  func outlook() async throws -> String {
    let state = state.withLock { $0 }
    switch state.worker {
    case .nobody: return "nothing was begun, since another process has the same state"
    case .controller: return "the controller goes on with it, and weir log shows it"
    case .here(let log):
      let open = try await log.openWrites().map(\.intent).filter { $0.run == state.run }
      guard let first = open.first else {
        return "the run was ended, and nothing of it is under way in Azure; weir log shows what was done"
      }
      let more = open.count > 1 ? " and \(open.count - 1) more" : ""
      return "the run was ended; \(first.target)\(more) may go on in Azure, and the next run follows it"
    }
  }

  /// The contract's object as far as it is known, with `error` for what kept it from being whole.
  func json(error: String) -> JSONValue {
    let state = state.withLock { $0 }
    let pools = state.pools.sorted { $0.name < $1.name }
    let counts = Dictionary(grouping: pools, by: \.outcome.rawValue).mapValues { JSONValue.integer(Int64($0.count)) }
    return [
      "run": .optional(state.run?.description), "trigger": .string(Trigger.command.rawValue),
      "revision": state.revision?.json ?? .null, "startedAt": .string(TimeText.iso(startedAt)), "finishedAt": .null,
      "pools": .array(pools.map(\.json)), "summary": .object(counts), "error": .string(error),
      "notes": .array(state.notes.map(JSONValue.string)), "timedOut": true,
    ]
  }
}
