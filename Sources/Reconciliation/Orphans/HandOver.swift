import Pools

/// What a pool with former names takes over from the log.
enum HandOver: Hashable, Sendable {
  case nothing
  /// All that is kept under this name.
  case everything(from: PoolName)
  /// Nothing: both have resources.
  case conflict(with: PoolName)

  /// - Parameters:
  ///   - formerNames: newest first.
  ///   - hasResources: whether something of a pool was applied, or is on its way.
  ///   - isKnown: whether the log keeps anything of it.
  init(
    of pool: PoolName, formerNames: [PoolName], hasResources: (PoolName) -> Bool, isKnown: (PoolName) -> Bool
  ) {
    if let former = formerNames.first(where: hasResources) {
      self = hasResources(pool) ? .conflict(with: former) : .everything(from: former)
    } else if let former = formerNames.first(where: isKnown), !isKnown(pool) {
      self = .everything(from: former)
    } else {
      self = .nothing
    }
  }
}
