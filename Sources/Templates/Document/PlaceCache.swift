import Pools
import Synchronization

/// The places that a template's warnings have asked for: many pools share a template, and each would walk its file.
///
/// It grows to one entry a place that an advice is about. Guarded by its mutex.
final class PlaceCache: Sendable {
  private let places = Mutex<[JSONPath: SourceLocation]>([:])

  /// The place at `path`, found by `find` where it is asked for the first time.
  func place(of path: JSONPath, find: () -> SourceLocation) -> SourceLocation {
    if let known = places.withLock({ $0[path] }) { return known }
    let found = find()
    places.withLock { $0[path] = found }
    return found
  }
}
