import Foundation
import Pools

extension Cloud {
  mutating func deleteReply(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    let path = request.path
    if path.group != nil { _ = try group(of: path, subscription) }
    if let lock = lock(on: path.text) { throw .locked(path.text, by: lock, verb: "delete") }
    if let reply = try deleteChild(request, subscription) { return reply }
    guard let resource = store[path.key] else { return ARMReply(204) }
    try checkPreconditions(request, subscription)
    let rules = TypeRules.all[resource.type.lowercased()]
    if let code = rules?.inUseCode, let user = user(of: resource.id, in: subscription) {
      throw ARMError(
        400, code, "\(resource.type) \(resource.id) is in use by \(user), and cannot be deleted while it is.")
    }
    guard let rules, rules.style != .plain else {
      let body = rendered(resource)
      remove(path.key)
      return ARMReply(200, body: body)
    }
    deleting[path.key] = deleting[path.key] ?? now.advanced(by: settings.latency)
    let place = "\(resource.type.prefix { $0 != "/" })/locations/\(resource.location?.description ?? "global")"
    let scope = "/subscriptions/\(subscription)/providers/\(place)"
    var headers = pollHeaders(
      track("\(scope)/operationResults", apiVersion: request.apiVersion, for: settings.latency, result: ARMReply(204)))
    headers["Azure-AsyncOperation"] = track(
      "\(scope)/operations", apiVersion: request.apiVersion, for: settings.latency)
    return ARMReply(202, headers: headers)
  }

  /// Takes a resource away with all that is below it or on it.
  mutating func remove(_ key: String) {
    guard let resource = store[key] else { return }
    store[key] = nil
    deleting[key] = nil
    let others = resource.group.map { store.keys(in: $0) } ?? store.keys(in: resource.subscription)
    for other in others where other.hasPrefix(key + "/") { store[other] = nil }
  }

  /// Takes the resources away whose deletion is over.
  mutating func removeDueResources() {
    guard !deleting.isEmpty else { return }
    for (key, end) in deleting where end <= now { remove(key) }
  }
}
