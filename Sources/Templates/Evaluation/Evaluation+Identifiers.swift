import Pools

extension Evaluation {
  /// `resourceId` and its kin, in all their forms.
  func identifier(
    _ special: SpecialFunction, _ name: String, _ terms: [Term]
  ) throws(EvaluationFault) -> Term {
    var parts: [String] = []
    for (index, term) in terms.enumerated() {
      guard let value = term.value else { return pending(name, terms) }
      guard let text = value.string else {
        throw EvaluationFault("\(name): argument \(index + 1) should be a string, and is of type \(value.kind)")
      }
      parts.append(text)
    }
    let origin = Self.origin(of: terms)
    switch special {
    case .tenantResourceID: return .known(.string("/" + (try tail(parts, name))), origin)
    case .extensionResourceID:
      let base = parts.removeFirst()
      guard base.hasPrefix("/") else {
        throw EvaluationFault("\(name): argument 1 should be the id of the resource that is extended")
      }
      return .known(.string("\(base)/" + (try tail(parts, name))), origin)
    case .managementGroupResourceID:
      guard !parts[0].contains("/") else {
        throw EvaluationFault("\(name): a resource group's deployment has to name the management group first")
      }
      let group = parts.removeFirst()
      let base = "/providers/Microsoft.Management/managementGroups/\(group)/"
      return .known(.string(base + (try tail(parts, name))), origin)
    default: break
    }
    guard let position = parts.firstIndex(where: { $0.contains("/") }) else {
      throw EvaluationFault("\(name): no argument is a resource type, Provider.Name/type")
    }
    let leading = Array(parts[..<position])
    let rest = try tail(Array(parts[position...]), name)
    if case .subscriptionResourceID = special {
      guard leading.count <= 1 else { throw EvaluationFault("\(name): only a subscription may stand before the type") }
      let subscription = leading.first ?? scope.subscription.description
      return .known(.string("/subscriptions/\(subscription)/\(rest)"), origin ?? origins["subscription"])
    }
    if place.group == nil && leading.isEmpty {
      return .known(.string("/subscriptions/\(scope.subscription)/\(rest)"), origin ?? origins["subscription"])
    }
    let (subscription, group): (String, String)
    switch leading.count {
    case 0: (subscription, group) = (scope.subscription.description, scope.resourceGroup.description)
    case 1 where SubscriptionID(leading[0]) != nil:
      (subscription, group) = (leading[0], scope.resourceGroup.description)
    case 1: (subscription, group) = (scope.subscription.description, leading[0])
    case 2: (subscription, group) = (leading[0], leading[1])
    default:
      throw EvaluationFault("\(name): only a subscription and a resource group may stand before the type")
    }
    let text = "/subscriptions/\(subscription)/resourceGroups/\(group)/\(rest)"
    return .known(.string(text), origin ?? origins["resourceGroup"])
  }

  /// `providers/Provider.Name/type/name/…` from a type and as many names as it has segments.
  private func tail(_ parts: [String], _ function: String) throws(EvaluationFault) -> String {
    guard let type = parts.first, type.contains("/") else {
      throw EvaluationFault("\(function): a resource type, Provider.Name/type, should stand here")
    }
    let segments = type.split(separator: "/").map(String.init)
    let names = Array(parts.dropFirst())
    guard segments.count - 1 == names.count else {
      throw EvaluationFault(
        "\(function): the type \(type) has \(segments.count - 1) segments, and \(names.count) names are given")
    }
    let pairs = zip(segments.dropFirst(), names).map { "\($0)/\($1)" }
    return "providers/\(segments[0])/\(pairs.joined(separator: "/"))"
  }
}
