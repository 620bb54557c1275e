import Foundation
import Hummingbird
import Pools

/// Answers as the managed identity endpoint of an app service, in both of the forms that versions of `az` ask for.
struct IdentityResponder: HTTPResponder {
  let simulation: Simulation
  /// What callers have to show in `X-IDENTITY-HEADER`, or in `Secret` in the older form.
  let secret: String

  func respond(to request: Request, context: ServerContext) async throws -> Response {
    let headers = ARMRequest.headers(of: request)
    let query = ARMRequest.query(of: request.uri.query)
    guard request.method == .get || request.method == .post else {
      return Response(ARMReply(.methodNotAllowed(request.method.rawValue)))
    }
    guard (headers["x-identity-header"] ?? headers["secret"]) == secret else {
      return Response(ARMReply(401, body: ["statusCode": 401, "message": "The identity header does not match."]))
    }
    guard let resource = query["resource"] ?? query["scope"], !resource.isEmpty else {
      return Response(ARMReply(400, body: ["statusCode": 400, "message": "The query should name a resource."]))
    }
    simulation.countToken()
    let now = simulation.now
    let tenant = simulation.withCloud { cloud, _ in cloud.settings.tenant }
    let end = Int(now.timeIntervalSince1970) + BearerToken.lifetime
    return Response(
      ARMReply(
        200,
        body: [
          "access_token": .string(BearerToken.make(audience: resource, tenant: tenant, at: now)),
          "expires_on": .string(String(end)), "expires_in": .string(String(BearerToken.lifetime)),
          "resource": .string(resource), "token_type": "Bearer", "client_id": .string(BearerToken.client),
        ]))
  }
}
