import Pools

extension Advice {
  /// What comes through a Standard balancer or address is refused unless a security group lets it in (Microsoft: Azure
  /// Load Balancer, secure by default).
  static let noWayIn = Advice(name: .noWayIn) { resources in
    let entrances = Entrances(resources)
    let balancers = entrances.publicBalancers.filter { !isBasic($0) }
    // A rule that ARM itself works out may let in whom it likes.
    let isKnown = entrances.securityGroups.allSatisfy { $0.expressions.isEmpty }
    guard !balancers.isEmpty, isKnown, !entrances.isGuardedElsewhere,
      !entrances.inboundRules.contains(where: \.rule.isFromOutside)
    else { return [] }
    return balancers.map { balancer in
      AdviceFinding(
        balancer, .root,
        "\(balancer.id.short) has a public address, and no security group lets anybody outside the network in; name "
          + "the networks that may come in, or make it internal")
    }
  }
}
