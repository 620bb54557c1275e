import Synchronization

/// The resource groups that a round has made, so that pools of one group make it once.
///
/// The `Mutex` guards the places, one for each group; making one holds up nobody who makes another.
final class MadeGroups: Sendable {
  private struct Place {
    let turn = Slots(1)
    let isMade = Flag()
  }

  private final class Flag: Sendable {
    let value = Mutex(false)
  }

  private let places = Mutex<[DeploymentScope: Place]>([:])

  /// Does `make` unless it was done for the group before; what fails is done again by the next.
  func once(_ scope: DeploymentScope, _ make: @Sendable () async throws -> Void) async throws {
    let place = places.withLock { places in
      let place = places[scope] ?? Place()
      places[scope] = place
      return place
    }
    try await place.turn.holding {
      guard !place.isMade.value.withLock({ $0 }) else { return }
      try await make()
      place.isMade.value.withLock { $0 = true }
    }
  }
}
