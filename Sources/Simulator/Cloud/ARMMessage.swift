package import Pools

/// A request to Azure Resource Manager as the cloud sees it: taken from the wire, its body read.
package struct ARMRequest: Sendable {
  package var method: String
  /// The path, its escapes undone.
  package var path: ARMPath
  /// The query, its escapes undone; names in small letters.
  package var query: [String: String]
  /// The headers; names in small letters.
  package var headers: [String: String]
  package var body: JSONValue?

  package init(
    _ method: String, _ path: String, query: [String: String] = [:], headers: [String: String] = [:],
    body: JSONValue? = nil
  ) {
    self.method = method
    self.path = ARMPath(path)
    self.query = Dictionary(query.map { ($0.lowercased(), $1) }, uniquingKeysWith: { _, last in last })
    self.headers = Dictionary(headers.map { ($0.lowercased(), $1) }, uniquingKeysWith: { _, last in last })
    self.body = body
  }

  package var apiVersion: String? { query["api-version"] }
}

/// What Azure Resource Manager answers.
package struct ARMReply: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var body: JSONValue?

  package init(_ status: Int, headers: [String: String] = [:], body: JSONValue? = nil) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package init(_ error: ARMError) {
    self.init(error.status, headers: error.headers, body: ["error": error.json])
  }
}

extension ARMReply {
  /// The answer without the elements of its list whose id has `text`, lowercase, in it.
  func leavingOut(_ text: String) -> ARMReply {
    guard case .object(var members) = body, case .array(let elements) = members["value"] else { return self }
    members["value"] = .array(
      elements.filter { $0.member("id")?.string?.lowercased().contains(text) != true })
    return ARMReply(status, headers: headers, body: .object(members))
  }
}
