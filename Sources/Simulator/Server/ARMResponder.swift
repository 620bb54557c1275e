import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Pools

/// Answers on the TLS port as Azure Resource Manager.
struct ARMResponder: HTTPResponder {
  let simulation: Simulation

  func respond(to request: Request, context: ServerContext) async throws -> Response {
    let taken: ARMRequest
    do {
      taken = try await ARMRequest(request)
      if taken.path.key != "/metadata/endpoints" {
        try BearerToken.check(taken.headers["authorization"], at: simulation.now)
      }
    } catch let error as ARMError {
      return Response(ARMReply(error))
    }
    switch simulation.take(taken) {
    case .reply(let reply): return Response(reply)
    case .late(let duration, let reply):
      try await Task.sleep(for: duration)
      return Response(reply)
    case .garbage(let text, let status):
      return Response(
        status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    case .drop:
      try? await context.channel.close()
      throw CancellationError()
    case .silence:
      try await Self.silence(on: context.channel)
      throw CancellationError()
    }
  }

  /// Says nothing until the other side hangs up or the simulation ends.
  private static func silence(on channel: any Channel) async throws {
    try await withTaskCancellationHandler {
      try await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }
}
