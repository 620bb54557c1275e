import Synchronization

/// The resource groups that a run has looked for, so that pools of one group look for it, and make it, once.
///
/// The `Mutex` guards the places, one for each group; making one holds up nobody who makes another.
final class MadeGroups: Sendable {
  private struct Place {
    let turn = Slots(1)
    let answer = Answer()
  }

  /// Nil until somebody has found the group or made it.
  private final class Answer: Sendable {
    let value = Mutex<Bool?>(nil)
  }

  private let places = Mutex<[DeploymentScope: Place]>([:])

  /// Does `make` unless it was done for the group before, and answers what it answered: whether the group was made. What
  /// fails is done again by the next.
  func once(_ scope: DeploymentScope, _ make: @Sendable () async throws -> Bool) async throws -> Bool {
    let place = places.withLock { places in
      let place = places[scope] ?? Place()
      places[scope] = place
      return place
    }
    return try await place.turn.holding {
      if let answer = place.answer.value.withLock({ $0 }) { return answer }
      let answer = try await make()
      place.answer.value.withLock { $0 = answer }
      return answer
    }
  }
}
