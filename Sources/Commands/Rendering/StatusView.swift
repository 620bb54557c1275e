import Foundation
import Pools
import Reconciliation

/// The last known state of pools, from the log alone.
struct StatusView {
  var states: [PoolState]
  var revision: Revision?
  /// True where a controller runs with this state.
  var isControllerRunning: Bool
  var now: Date
  /// What Azure answers in other words, of the pools whose baselines were read.
  var echoes: [PoolName: EchoView] = [:]

  /// What a pool is now, which a suspension says before its last outcome.
  private func outcome(of state: PoolState) -> Outcome? {
    isSuspended(state) ? .suspended : state.last?.outcome
  }

  private func isSuspended(_ state: PoolState) -> Bool {
    state.suspension.map { $0.until.map { $0 > now } ?? true } ?? false
  }

  /// True where at least one pool needs a person.
  var hasTrouble: Bool { states.contains { outcome(of: $0)?.isTrouble ?? false } }

  func lines(palette: Palette) -> [String] {
    let place = revision.map { "\($0.ref)@\($0.commit.short)" } ?? "no revision yet"
    let controller = isControllerRunning ? "a controller runs" : "no controller runs"
    let header = "► \(palette.bold(place))  \(controller)"
    guard !states.isEmpty else { return [header, "no pool has been reconciled yet; weir reconcile --now does it"] }
    let rows = Columns.lines(states.map(row))
    return [header]
      + zip(states, rows).map { state, row in
        "\(outcome(of: state).map(palette.sign) ?? " ") \(row)"
      }
  }

  private func row(_ state: PoolState) -> [String] {
    var detail = state.last?.message.map(LineText.single) ?? ""
    if isSuspended(state), let suspension = state.suspension {
      let end = suspension.until.map { "until \(TimeText.absolute($0))" } ?? "until weir resume \(state.name)"
      detail = "\(end): \(LineText.single(suspension.reason))"
    } else if let next = state.notBefore, next > now {
      let again = "next try \(TimeText.relative(next, to: now)), failed \(state.failures) times"
      detail = detail.isEmpty ? again : "\(detail); \(again)"
    }
    return [
      state.name.description, outcome(of: state)?.rawValue ?? "new",
      state.lastAt.map { TimeText.relative($0, to: now) } ?? "never", detail,
    ]
  }

  var json: JSONValue {
    [
      "controller": ["running": .bool(isControllerRunning)], "revision": revision?.json ?? .null,
      "pools": .array(states.map(json)),
    ]
  }

  private func json(_ state: PoolState) -> JSONValue {
    let last = state.last
    var members: [String: JSONValue] = [
      "name": .string(state.name.description), "outcome": .optional(outcome(of: state)?.rawValue),
      "lastOutcome": .optional(last?.outcome.rawValue), "message": .optional(last?.message),
      "subscription": .optional(last?.subscription.description),
      "resourceGroup": .optional(last?.resourceGroup.description), "manifest": .optional(last?.manifest),
      "deployment": .optional(last?.deployment), "failures": .integer(Int64(state.failures)),
      "notBefore": .optional(state.notBefore.map(TimeText.iso)), "lastRun": .optional(state.lastRun?.description),
      "lastAt": .optional(state.lastAt.map(TimeText.iso)),
      "suspension": state.suspension.map { suspension in
        [
          "reason": .string(suspension.reason), "since": .string(TimeText.iso(suspension.since)),
          "until": .optional(suspension.until.map(TimeText.iso)), "active": .bool(isSuspended(state)),
        ]
      } ?? .null,
    ]
    if let echo = echoes[state.name] { members["echo"] = echo.json }
    return .object(members)
  }
}
