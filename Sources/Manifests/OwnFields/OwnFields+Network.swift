import Pools
import Templates

extension OwnFields {
  private static let addressSpace = "10.0.0.0/16"
  /// Of the first network of a space, as many addresses as the largest pool needs several times over.
  private static let subnetPrefix = 20
  /// Azure keeps the first four addresses of a subnet and the last one.
  private static let keptAddresses = 5

  mutating func network(for count: PoolFields.Count?) -> NetworkFields? {
    let node = spec["network"]
    if node.isWrong { return nil }
    let subnet = node["subnet"]
    if !subnet.isUnsaid {
      guard let id = subnet.id else { return nil }
      if let subscription, subscription != ManifestDefaults.unknownSubscription, id.subscription != subscription {
        fault(
          subnet,
          "the subnet is of subscription \(id.subscription) and the pool of \(subscription); machines take a subnet of their "
            + "own subscription only")
      }
      return .existing(id)
    }
    let (space, prefix) = (node["addressSpace"], node["subnetPrefix"])
    guard !space.isWrong, !prefix.isWrong, let whole = IPNetwork(space.text ?? Self.addressSpace) else { return nil }
    // The first /20 of the space, or all of a smaller one.
    let part =
      prefix.text.flatMap { IPNetwork($0) }
      ?? IPNetwork(address: whole.first, prefix: max(whole.prefix, Self.subnetPrefix), width: whole.width)
    guard whole.first <= part.first, part.last <= whole.last else {
      if space.isSaid {
        let (culprit, other) = culprit(prefix, space)
        let isPart = culprit.path == prefix.path
        fault(
          culprit,
          isPart
            ? "\(Self.text(part)) is not within \(Self.text(whole)) (\(other.place)); write a subnet of the network"
            : "\(Self.text(whole)) does not hold \(Self.text(part)) (\(other.place)); write a network that does")
      } else {
        fault(
          prefix,
          "\(Self.text(part)) is not within \(Self.addressSpace), the network by default; write addressSpace too")
      }
      return nil
    }
    checkRoom(in: part, prefix.isSaid ? prefix : space, for: count)
    return .own(addressSpace: Self.text(whole), subnet: Self.text(part))
  }

  /// Looks whether all machines get an address.
  private mutating func checkRoom(in subnet: IPNetwork, _ node: FieldNode, for count: PoolFields.Count?) {
    let room = (1 << min(subnet.hostBits, 24)) - Self.keptAddresses
    guard let most = count?.most, most > room else { return }
    fault(
      node,
      "\(Self.text(subnet)) has \(room) addresses and the pool may have \(most) machines; write a subnet with a smaller "
        + "number behind the slash")
  }

  private static func text(_ network: IPNetwork) -> String { "\(network.text(network.first))/\(network.prefix)" }
}
