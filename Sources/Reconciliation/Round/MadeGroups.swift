import Synchronization

/// The resource groups that a run has looked for, so that pools of one group look for it, and make it, once.
///
/// The `Mutex` guards the places, one for each group; making one holds up nobody who makes another.
final class MadeGroups: Sendable {
  private struct Place {
    let turn = Slots(1)
    let answer = Answer()
  }

  /// Nil until somebody has looked for the group.
  private final class Answer: Sendable {
    let value = Mutex<Standing?>(nil)
  }

  private enum Standing {
    case there
    case absent
    /// The run has made it.
    case made
  }

  private let places = Mutex<[DeploymentScope: Place]>([:])

  /// Whether the group was there before the run; `look` is asked once. What fails is asked again by the next.
  func wasThere(_ scope: DeploymentScope, _ look: @Sendable () async throws -> Bool) async throws -> Bool {
    let place = place(of: scope)
    return try await place.turn.holding { try await Self.standing(in: place, look) == .there }
  }

  /// Makes a group that is not there, once. True where the run has made it.
  func once(
    _ scope: DeploymentScope, look: @Sendable () async throws -> Bool, make: @Sendable () async throws -> Void
  ) async throws -> Bool {
    let place = place(of: scope)
    return try await place.turn.holding {
      var standing = try await Self.standing(in: place, look)
      if standing == .absent {
        try await make()
        standing = .made
        place.answer.value.withLock { $0 = .made }
      }
      return standing == .made
    }
  }

  private func place(of scope: DeploymentScope) -> Place {
    places.withLock { places in
      let place = places[scope] ?? Place()
      places[scope] = place
      return place
    }
  }

  private static func standing(
    in place: Place, _ look: @Sendable () async throws -> Bool
  ) async throws -> Standing {
    if let known = place.answer.value.withLock({ $0 }) { return known }
    let found: Standing = try await look() ? .there : .absent
    place.answer.value.withLock { $0 = found }
    return found
  }
}
