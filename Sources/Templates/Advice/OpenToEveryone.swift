import Pools

extension Advice {
  /// An address of Azure is probed from all over the internet within minutes, so no way in should be open to all of it
  /// (Microsoft cloud security benchmark, NS-1 and NS-2). A Basic balancer in front of machines without any security
  /// group lets everything through; a Standard one lets nothing through, and `noWayIn` speaks of that.
  static let openToEveryone = Advice(name: .openToEveryone) { resources in
    let entrances = Entrances(resources)
    var findings = entrances.inboundRules.compactMap { document, path, rule -> AdviceFinding? in
      guard let everywhere = rule.everywhere else { return nil }
      let ports =
        rule.ports.isEmpty || rule.ports == ["*"] ? "every port" : "port \(rule.ports.joined(separator: ", "))"
      return AdviceFinding(
        document, JSONPath(path.steps + everywhere.steps),
        "\(document.id.short) lets \(rule.isWhole ? "every address" : "a large part") of the internet in on \(ports); "
          + "name the networks that may come in")
    }
    guard entrances.securityGroups.isEmpty, !entrances.isGuardedElsewhere else { return findings }
    findings += entrances.publicBalancers.filter(isBasic).map { balancer in
      AdviceFinding(
        balancer, .root,
        "\(balancer.id.short) has a public address and nothing has a security group, so every address of the internet "
          + "comes in; make a security group that names the networks that may")
    }
    return findings
  }
}
