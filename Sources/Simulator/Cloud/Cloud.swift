package import Foundation
import Pools

/// All of a simulated Azure, as one value: what it holds and what it answers.
///
/// It has no clock and no randomness of its own: each request brings its moment, and before it is answered, all that
/// should have happened until then happens. So the same requests at the same moments get the same answers.
package struct Cloud: Sendable {
  /// What is to be done about a request.
  package enum Verdict: Sendable {
    case reply(ARMReply)
    /// Wait so long, then answer this.
    case late(Duration, ARMReply)
    /// Cut the connection.
    case drop
    /// Say nothing, until the other side gives up.
    case silence
    /// This text under this status.
    case garbage(String, status: Int)
  }

  package var settings: CloudSettings
  var identifiers: Identifiers
  var throttle: Throttle?
  package var faults = FaultQueue()
  package var journal = RequestJournal()
  /// The moment of the request that is being answered; it never goes back.
  var now: Date

  var groups: [GroupKey: ResourceGroupState] = [:]
  /// Those that are being deleted.
  var dyingGroups: Set<GroupKey> = []
  package var store = ResourceStore()
  var deployments: [GroupKey: [String: Deployment]] = [:]
  /// The deployments that have not ended.
  var active: Set<DeploymentKey> = []
  var tracked = TrackedOperations()
  /// When resources that are being deleted will be gone, by their keys.
  var deleting: [String: Date] = [:]
  /// The scale sets whose machines take a new model one batch after the other, by their keys.
  var upgrading: Set<String> = []
  var metrics = Metrics()
  /// Until when autoscale settings have been looked at.
  var autoscaledUntil: Date
  /// When a setting's rules have acted last, by its key.
  var autoscaledAt: [String: Date] = [:]
  var autoscaleActions: [AutoscaleAction] = []

  package init(_ settings: CloudSettings, at now: Date) {
    self.settings = settings
    self.now = now
    autoscaledUntil = now
    identifiers = Identifiers(seed: settings.seed)
    throttle = settings.throttle.map { Throttle($0) }
  }

  /// Forgets everything but the settings.
  package mutating func reset(at now: Date) {
    var seed = identifiers
    self = Cloud(settings, at: max(now, self.now))
    identifiers = Identifiers(seed: seed.next())
  }

  /// Takes a request at a moment: notes it, lets faults and buckets have their say, and answers it.
  package mutating func take(_ request: ARMRequest, at moment: Date) -> Verdict {
    advance(to: moment)
    let number = journal.add(request, at: now)
    switch faults.take(method: request.method, path: request.path.text) {
    case nil: return .reply(answered(request, number))
    case .delay(let duration): return .late(duration, answered(request, number))
    case .drop(let done):
      if done { _ = answered(request, number) }
      return .drop
    case .silence(let done):
      if done { _ = answered(request, number) }
      return .silence
    case .garbage(let text, let status):
      journal.setStatus(status, of: number)
      return .garbage(text, status: status)
    case .omit(let text): return .reply(answered(request, number).leavingOut(text.lowercased()))
    case .status(let status, let code, let message, let retryAfter):
      journal.setStatus(status, of: number)
      let headers = retryAfter.map { ["Retry-After": String($0)] } ?? [:]
      return .reply(ARMReply(ARMError(status, code, message, headers: headers)))
    case .failOperation: return .reply(answered(request, number))
    }
  }

  private mutating func answered(_ request: ARMRequest, _ number: Int) -> ARMReply {
    var reply: ARMReply
    do throws(ARMError) {
      let allowance = try throttle?.admit(request, at: now) ?? [:]
      do throws(ARMError) { reply = try answer(request) } catch { reply = ARMReply(error) }
      reply.headers.merge(allowance) { own, _ in own }
    } catch {
      reply = ARMReply(error)
    }
    reply.headers["x-ms-request-id"] = identifiers.guid()
    reply.headers["x-ms-correlation-request-id"] =
      request.headers["x-ms-correlation-request-id"] ?? identifiers.guid()
    journal.setStatus(reply.status, of: number)
    return reply
  }

  /// Lets everything happen that is due until `moment`.
  package mutating func advance(to moment: Date) {
    advanceDeployments(to: moment)
    now = max(now, moment)
    advanceUpgrades(to: now)
    advanceAutoscale(to: now)
    removeDueResources()
    removeDueGroups()
  }
}
