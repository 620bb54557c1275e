import Foundation
import Pools

extension PoolWork {
  /// What is sent of `desired`: with what others decide or have added, as it is right before the write, so that no count is
  /// put back and nothing of theirs is taken away.
  ///
  /// A scale set that an autoscaler counts is read once more in any case, and everything of the pool where its turn has
  /// come late. Throws `AzureError`, and then nothing is sent.
  func asOfThisMoment(_ desired: DesiredPool, _ attempt: PoolAttempt) async throws -> DesiredPool {
    var live = attempt.live.live
    var again = desired.autoscaledScaleSets(live: live, baseline: attempt.baseline)
    // What seems to be read in the future was read before the clock was set back.
    if !(0...Self.freshness.seconds).contains(controller.clock.now().timeIntervalSince(attempt.live.readAt)) {
      again.formUnion(desired.resources.map(\.id.bearer).filter { live[$0] != nil })
    }
    for id in again.sorted() {
      let written = desired.resources.first { $0.id == id }?.apiVersion ?? live[id]?.apiVersion ?? ""
      let apiVersion = FieldRules.rules(for: id.type).apiVersion ?? written
      if let now = try await controller.azure.resource(id, apiVersion: apiVersion) {
        live.add([now])
      } else {
        live.remove(id)
      }
    }
    let now = controller.clock.now().formatted(.iso8601)
    return desired.keepingOtherWake(from: live, baseline: attempt.baseline, now: now).pool
      .adoptingLiveCounts(from: live, baseline: attempt.baseline)
      .adoptingForeign(from: live, baseline: attempt.baseline)
      .yielding(Set(attempt.held.map(FieldPlace.init)), to: live)
  }

  /// How old what was read may be when the pool is written. A pool that waits for its turn among many may wait for half an
  /// hour, and one that does not needs no more reads than it had.
  private static let freshness = Duration.seconds(60)

  /// Says which extensions of others the coming write leaves out, since only they know what is secret in them.
  func noteForeignExtensions(_ desired: DesiredPool, _ attempt: PoolAttempt) async throws {
    guard !context.isPreview else { return }
    for (scaleSet, names) in desired.foreignExtensions(in: attempt.live.live, baseline: attempt.baseline) {
      let list = names.joined(separator: ", ")
      let (extensions, them) = names.count == 1 ? ("extension", "it") : ("extensions", "them")
      let text =
        "\(desired.name): scale set \(scaleSet.name) has the \(extensions) \(list) of somebody else; a write of the scale"
        + " set leaves \(them) out, and whoever added \(them) has to do so again"
      guard context.revision.note(text) else { continue }
      if !context.request.dryRun { try await controller.log.note(text, in: context.round.run) }
      await context.round.events(.note(text))
    }
  }
}

extension ResourceID {
  /// The resource that a child belongs to in the end; itself where it is none. Tags, and answers to reads, are its.
  var bearer: ResourceID {
    var id = self
    while let parent = id.parent { id = parent }
    return id
  }
}
