package import Pools

/// All resources, found by id, by type in a subscription, and by group, each in the order of their ids.
package struct ResourceStore: Sendable {
  private struct TypeKey: Hashable {
    var subscription: SubscriptionID
    var type: String
  }

  private var resources: [String: Resource] = [:]
  private var byType: [TypeKey: SortedKeys] = [:]
  private var byGroup: [GroupKey: SortedKeys] = [:]
  private var bySubscription: [SubscriptionID: SortedKeys] = [:]

  package init() {}

  /// A resource by its folded id; setting one keeps all indices.
  package subscript(_ key: String) -> Resource? {
    get { resources[key] }
    set {
      switch (resources[key], newValue) {
      case (nil, let added?):
        byType[typeKey(added), default: SortedKeys()].insert(key)
        bySubscription[added.subscription, default: SortedKeys()].insert(key)
        if let group = added.group { byGroup[group, default: SortedKeys()].insert(key) }
      case (let removed?, nil):
        byType[typeKey(removed)]?.remove(key)
        bySubscription[removed.subscription]?.remove(key)
        if let group = removed.group { byGroup[group]?.remove(key) }
      default: break
      }
      resources[key] = newValue
    }
  }

  package func keys(of type: String, in subscription: SubscriptionID) -> [String] {
    byType[TypeKey(subscription: subscription, type: type.lowercased())]?.keys ?? []
  }

  package func keys(in group: GroupKey) -> [String] { byGroup[group]?.keys ?? [] }
  package func keys(in subscription: SubscriptionID) -> [String] { bySubscription[subscription]?.keys ?? [] }

  private func typeKey(_ resource: Resource) -> TypeKey {
    TypeKey(subscription: resource.subscription, type: resource.type.lowercased())
  }
}

/// Keys in order, without doubles.
struct SortedKeys: Sendable {
  private(set) var keys: [String] = []

  private func position(of key: String) -> Int {
    var range = 0..<keys.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if keys[middle] < key { range = (middle + 1)..<range.upperBound } else { range = range.lowerBound..<middle }
    }
    return range.lowerBound
  }

  mutating func insert(_ key: String) {
    let position = position(of: key)
    guard position == keys.count || keys[position] != key else { return }
    keys.insert(key, at: position)
  }

  mutating func remove(_ key: String) {
    let position = position(of: key)
    if position < keys.count, keys[position] == key { keys.remove(at: position) }
  }
}
