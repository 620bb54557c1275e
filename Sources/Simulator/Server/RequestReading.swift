import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Pools

extension ARMRequest {
  /// The most that a request's body may have: ARM takes templates of 4 MB, and parameters beside them.
  static let bodyLimit = 8 << 20

  /// Takes a request from the wire, its body read to the end, chunked or not. Throws where that is too long or no JSON.
  init(_ request: Request) async throws {
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: Self.bodyLimit)
    } catch is NIOTooManyBytesError {
      throw ARMError(
        413, "RequestContentTooLarge", "The request's content is larger than '\(Self.bodyLimit)' bytes.")
    }
    var body: JSONValue?
    if buffer.readableBytes > 0 {
      do throws(JSONSyntaxError) {
        body = try JSONReader.read(buffer.readableBytesView)
      } catch {
        throw ARMError.invalidContent("\(error)")
      }
    }
    let path = request.uri.path.removingPercentEncoding ?? request.uri.path
    self.init(
      request.method.rawValue, path, query: Self.query(of: request.uri.query), headers: Self.headers(of: request),
      body: body)
  }

  static func headers(of request: Request) -> [String: String] {
    Dictionary(
      request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names and values of a query, `+` standing for a blank.
  static func query(of text: String?) -> [String: String] {
    var values: [String: String] = [:]
    for part in (text ?? "").split(separator: "&").prefix(100) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let words = pair.map { $0.replacing("+", with: " ").removingPercentEncoding ?? String($0) }
      values[words[0]] = words.count > 1 ? words[1] : ""
    }
    return values
  }
}

extension Response {
  /// An answer as JSON. A status that has no body gets none.
  init(_ reply: ARMReply) {
    var fields = HTTPFields()
    for (name, value) in reply.headers.sorted(by: { $0.key < $1.key }) {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    guard let body = reply.body, reply.status != 204 else {
      self.init(status: HTTPResponse.Status(code: reply.status), headers: fields)
      return
    }
    fields[.contentType] = "application/json; charset=utf-8"
    self.init(
      status: HTTPResponse.Status(code: reply.status), headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(string: body.text())))
  }
}
