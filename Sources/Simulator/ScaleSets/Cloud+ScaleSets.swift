import Foundation
import Pools

/// A path at or below a scale set's machines, taken apart.
private struct MachinePath {
  var scaleSet: ARMPath
  /// Nil for all of them.
  var number: String?
  /// What stands behind: `instanceview`, `start`, …; empty where nothing does.
  var word: String
}

extension Cloud {
  /// What is asked of a scale set's machines or of its instance view; nil for everything else.
  mutating func answerScaleSet(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply? {
    guard let place = Self.machinePath(request) else { return nil }
    let resource = try resource(at: place.scaleSet, subscription)
    try TypeRules.scaleSets.versions.check(request.apiVersion ?? "", of: resource.type)
    switch (request.method, place.number, place.word) {
    case ("GET", nil, "virtualmachines"):
      let expanded = request.query["$expand"]?.lowercased().contains("instanceview") ?? false
      let machines = resource.machines?.machines ?? []
      return try listed(request, machines.map { (String($0.number), $0) }) {
        machineBody($0, of: resource, withView: expanded)
      }
    case ("GET", nil, "rollingupgrades"): return ARMReply(200, body: try rollingUpgrade(of: resource))
    case ("GET", nil, "instanceview"): return ARMReply(200, body: instanceView(of: resource))
    case ("GET", nil, "skus"): return ARMReply(200, body: ["value": [skuBody(resource)]])
    case ("GET", let number?, ""):
      return ARMReply(200, body: machineBody(try machine(number, of: resource), of: resource, withView: false))
    case ("GET", let number?, "instanceview"):
      let body = machineBody(try machine(number, of: resource), of: resource, withView: true)
      return ARMReply(200, body: body.first("properties.instanceView"))
    case ("DELETE", let number?, ""): return try act("delete", on: [number], resource, request)
    case ("POST", let number?, let action): return try act(action, on: [number], resource, request)
    case ("POST", nil, let action):
      let named = request.body?.member("instanceIds")?.array?.compactMap(\.string)
      return try act(action, on: named, resource, request)
    default: throw .methodNotAllowed(request.method)
    }
  }

  private static func machinePath(_ request: ARMRequest) -> MachinePath? {
    let path = request.path
    guard let part = path.providers.first, path.providers.count == 1,
      part.namespace.lowercased() == "microsoft.compute", part.segments.count > 1 || request.method == "POST",
      part.segments.first?.type.lowercased() == "virtualmachinescalesets", part.segments.count > 1
    else { return nil }
    let second = part.segments[1]
    switch second.type.lowercased() {
    case "virtualmachines":
      guard let number = second.name else {
        return MachinePath(scaleSet: path.droppingLast, number: nil, word: "virtualmachines")
      }
      guard part.segments.count > 2 else {
        return MachinePath(scaleSet: path.droppingLast.droppingLast, number: number, word: "")
      }
      let scaleSet = path.droppingLast.droppingLast.droppingLast
      return MachinePath(scaleSet: scaleSet, number: number, word: part.segments[2].type.lowercased())
    case "extensions": return nil
    case "rollingupgrades" where second.name?.lowercased() == "latest":
      return MachinePath(scaleSet: path.droppingLast.droppingLast, number: nil, word: "rollingupgrades")
    case let word:
      guard second.name == nil else { return nil }
      return MachinePath(scaleSet: path.droppingLast, number: nil, word: word)
    }
  }

  private func machine(_ text: String, of resource: Resource) throws(ARMError) -> Machines.Machine {
    guard let number = Int(text), let machine = resource.machines?[number] else {
      throw ARMError(
        404, "NotFound", "The entity was not found: instance '\(text)' of the scale set '\(resource.name)'.")
    }
    return machine
  }

  /// Does to machines what a `POST` asks: to those of the numbers given, or to all (nil, or `*`).
  private mutating func act(
    _ action: String, on names: [String]?, _ resource: Resource, _ request: ARMRequest
  ) throws(ARMError) -> ARMReply {
    var resource = resource
    var machines = resource.machines ?? Machines()
    var numbers: Set<Int>?
    if let names, names != ["*"] {
      numbers = []
      for name in names { numbers?.insert(try machine(name, of: resource).number) }
    }
    switch action {
    case "manualupgrade", "reimage", "reimageall": machines.applyModel(to: numbers)
    case "deallocate": machines.setPower("deallocated", of: numbers)
    case "poweroff": machines.setPower("stopped", of: numbers)
    case "start", "restart", "redeploy": machines.setPower("running", of: numbers)
    case "delete":
      if let lock = lock(on: resource.id) { throw .locked(resource.id, by: lock, verb: "delete") }
      machines.remove(numbers ?? Set(machines.machines.map(\.number)))
      let count = Int64(machines.machines.count)
      resource.body = resource.body.changing("sku.capacity") { _ in .integer(count) }
    case "osrollingupgrade": machines.applyModel(to: nil)
    default:
      throw ARMError(404, "InvalidResourceAction", "The action '\(action)' of scale sets is not in this simulation.")
    }
    resource.machines = machines
    resource.settlesAt = now.advanced(by: settings.latency)
    resource.settling = "Updating"
    store[resource.key] = resource
    let scope =
      "/subscriptions/\(resource.subscription)/providers/Microsoft.Compute/locations/"
      + (resource.location?.description ?? "global")
    let version = request.apiVersion
    var headers = pollHeaders(
      track("\(scope)/operationResults", apiVersion: version, for: settings.latency, result: ARMReply(200)))
    headers["Azure-AsyncOperation"] = track("\(scope)/operations", apiVersion: version, for: settings.latency)
    return ARMReply(202, headers: headers)
  }
}
