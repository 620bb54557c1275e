package import Pools

/// An error as Azure Resource Manager words it: a status, a code and a message, with what lies behind it.
package struct ARMError: Error, Hashable, Sendable {
  package var status: Int
  package var code: String
  package var message: String
  package var target: String?
  package var details: [ARMError]
  package var headers: [String: String] = [:]

  package init(
    _ status: Int, _ code: String, _ message: String, target: String? = nil, details: [ARMError] = [],
    headers: [String: String] = [:]
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.target = target
    self.details = details
    self.headers = headers
  }

  /// The object under `error` in an answer.
  package var json: JSONValue {
    var members: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
    if let target { members["target"] = .string(target) }
    if !details.isEmpty { members["details"] = .array(details.map(\.json)) }
    return .object(members)
  }

  /// The name of the status, as the operations of a deployment have it in `statusCode`.
  package var statusName: String {
    switch status {
    case 400: "BadRequest"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "NotFound"
    case 409: "Conflict"
    case 412: "PreconditionFailed"
    case 429: "TooManyRequests"
    default: status >= 500 ? "InternalServerError" : "BadRequest"
    }
  }
}

extension ARMError {
  static func resourceNotFound(_ type: String, _ name: String, group: String?) -> ARMError {
    let place = group.map { " under resource group '\($0)'" } ?? ""
    return ARMError(
      404, "ResourceNotFound",
      "The Resource '\(type)/\(name)'\(place) was not found."
        + " For more details please go to https://aka.ms/ARMResourceNotFoundFix")
  }

  static func groupNotFound(_ name: String) -> ARMError {
    ARMError(404, "ResourceGroupNotFound", "Resource group '\(name)' could not be found.")
  }

  static func subscriptionNotFound(_ id: String) -> ARMError {
    ARMError(404, "SubscriptionNotFound", "The subscription '\(id)' could not be found.")
  }

  static func deploymentNotFound(_ name: String) -> ARMError {
    ARMError(404, "DeploymentNotFound", "Deployment '\(name)' could not be found.")
  }

  static func invalidContent(_ message: String) -> ARMError {
    ARMError(
      400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: '\(message)'.")
  }

  static let missingAPIVersion = ARMError(
    400, "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.")

  static func methodNotAllowed(_ method: String) -> ARMError {
    ARMError(
      405, "HttpMethodNotAllowed", "The HTTP method '\(method)' is not supported at the resource requested.")
  }

  static func locked(_ id: String, by lock: String, verb: String) -> ARMError {
    ARMError(
      409, "ScopeLocked",
      "The scope '\(id)' cannot perform \(verb) operation because following scope(s) are locked: '\(lock)'."
        + " Please remove the lock and try again.")
  }
}
