import Synchronization

/// The rounds over all pools that have begun and have not read the source yet: whatever is committed by now, they will
/// see, so that nobody need look for it.
///
/// The `Mutex` guards how many there are.
final class AwaitedReads: Sendable {
  private let count = Mutex(0)

  /// One round's read, awaited until `begin`, or until nobody has the value any more.
  final class Read: Sendable {
    private let awaited: Mutex<AwaitedReads?>

    fileprivate init(_ awaited: AwaitedReads) { self.awaited = Mutex(awaited) }
    deinit { begin() }

    /// The source is read from now on; a second time nothing happens.
    func begin() {
      let held = awaited.withLock { awaited -> AwaitedReads? in
        defer { awaited = nil }
        return awaited
      }
      held?.count.withLock { $0 -= 1 }
    }
  }

  var isEmpty: Bool { count.withLock { $0 == 0 } }

  func add() -> Read {
    count.withLock { $0 += 1 }
    return Read(self)
  }
}
