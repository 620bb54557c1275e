import Foundation
import Hummingbird
import Pools

/// The endpoint by which people and tests in other processes work on the simulation. Only loopback reaches it.
///
/// `GET|DELETE /requests`, `GET|POST|DELETE /faults`, `POST /reset`, `POST /advance {"seconds"}`, `PATCH /settings
/// {"latencyMilliseconds", "pageSize", "throttling"}`, `POST /metrics {"resource", "metric", "value"}`, `GET /autoscale` for
/// what autoscale settings have done, `POST /secrets {"vault", "name", "value"}`, and `GET|PATCH|DELETE` on an ARM id, unhindered.
struct AdminResponder: HTTPResponder {
  let simulation: Simulation

  func respond(to request: Request, context: ServerContext) async throws -> Response {
    do {
      return Response(try answer(try await ARMRequest(request)))
    } catch let error as ARMError {
      return Response(ARMReply(error))
    }
  }

  private func answer(_ request: ARMRequest) throws -> ARMReply {
    let body = request.body ?? [:]
    switch (request.method, request.path.key) {
    case ("GET", "/"): return ARMReply(200, body: ["name": "weir simulation"])
    case ("GET", "/requests"):
      let wanted = request.query["method"]?.uppercased()
      let found = simulation.requests.filter { wanted == nil || $0.method == wanted }
        .filter { request.query["write"] != "true" || $0.isWrite }
      return ARMReply(200, body: ["requests": .array(found.map(\.json))])
    case ("DELETE", "/requests"): simulation.forgetRequests()
    case ("GET", "/faults"):
      let count = simulation.withCloud { cloud, _ in cloud.faults.faults.count }
      return ARMReply(200, body: ["waiting": .integer(Int64(count))])
    case ("POST", "/faults"): simulation.inject(try Fault(body))
    case ("DELETE", "/faults"): simulation.clearFaults()
    case ("POST", "/reset"): simulation.reset()
    case ("POST", "/advance"):
      guard let seconds = body.member("seconds")?.integer, (0...31_536_000).contains(seconds) else {
        throw ARMError.invalidContent("seconds should be a whole number up to a year")
      }
      simulation.advance(by: .seconds(seconds))
    case ("PATCH", "/settings"): try change(body)
    case ("POST", "/metrics"):
      guard let resource = body.member("resource")?.string, let metric = body.member("metric")?.string,
        let value = body.member("value"), value == .null || value.double != nil
      else { throw ARMError.invalidContent("metrics take a resource, a metric and a number, or null, as value") }
      simulation.setMetric(metric, of: resource, to: value.double)
    case ("GET", "/autoscale"):
      let actions = simulation.withCloud { cloud, _ in cloud.autoscaleActions.map(\.json) }
      return ARMReply(200, body: ["actions": .array(actions)])
    case ("POST", "/secrets"):
      guard let vault = body.member("vault")?.string, let name = body.member("name")?.string,
        let value = body.member("value")?.string
      else { throw ARMError.invalidContent("secrets take a vault's id, a name and a text as value") }
      try simulation.setSecret(name, of: vault, to: value)
    case (let method, let path) where path.hasPrefix("/subscriptions/"): return try work(method, request, body)
    default: throw ARMError(404, "NotFound", "The admin endpoint has no '\(request.method) \(request.path.text)'.")
    }
    return ARMReply(204)
  }

  private func work(_ method: String, _ request: ARMRequest, _ body: JSONValue) throws -> ARMReply {
    let id = request.path.key
    switch method {
    case "PATCH": try simulation.change(id, body)
    case "DELETE":
      simulation.remove(id)
      return ARMReply(204)
    case "GET": break
    default: throw ARMError.methodNotAllowed(method)
    }
    guard let resource = simulation.resource(id) else {
      throw ARMError(404, "ResourceNotFound", "There is no '\(request.path.text)'.")
    }
    return ARMReply(200, body: resource)
  }

  private func change(_ body: JSONValue) throws {
    try simulation.withCloud { cloud, _ in
      for (name, value) in body.object ?? [:] {
        switch (name, value) {
        case ("latencyMilliseconds", .integer(let count)) where count >= 0:
          cloud.settings.latency = .milliseconds(count)
        case ("pageSize", .integer(let count)) where count > 0: cloud.settings.pageSize = Int(count)
        case ("throttling", .bool(let isOn)): cloud.throttle = isOn ? Throttle(ThrottleSizes()) : nil
        default: throw ARMError.invalidContent("\(name) is no setting, or has a wrong value")
        }
      }
    }
  }
}
