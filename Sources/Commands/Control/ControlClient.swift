import Dispatch
import Glibc
import Pools

/// A command's end of the controller's socket.
struct ControlClient: Sendable {
  let path: String

  /// True where a controller listens, be it one that this user may not ask.
  var isAnswered: Bool {
    do throws(ControlError) {
      guard let descriptor = try connect() else { return false }
      close(descriptor)
    } catch {
      return true
    }
    return true
  }

  /// Nil where no controller listens: there is no socket, or one that a killed process has left.
  ///
  /// Throws `ControlError.unreachable` where there is one that cannot be asked.
  private func connect() throws(ControlError) -> Int32? {
    do throws(UnixSocket.Failure) {
      return try UnixSocket.connect(to: path)
    } catch {
      guard ![ENOENT, ENOTDIR, ECONNREFUSED, ENOTSOCK].contains(error.number) else { return nil }
      throw .unreachable(path: path, reason: error.reason)
    }
  }

  /// Sends a request and hands over the replies as they come; nil where no controller listens.
  ///
  /// Throws `ControlError.unreachable`.
  ///
  /// The stream ends after the last reply, and throws `ControlError.lost` where the controller goes away before it. A
  /// command that stops listening does not stop the controller's work.
  func ask(_ request: ControlRequest) throws(ControlError) -> AsyncThrowingStream<ControlReply, any Error>? {
    guard let descriptor = try connect() else { return nil }
    let queue = DispatchQueue(label: "weir.control.client")
    return AsyncThrowingStream { continuation in
      // The descriptor is shut from here, which ends a read that waits, and closed only by the queue that reads it.
      continuation.onTermination = { _ in shutdown(descriptor, Int32(SHUT_RDWR)) }
      queue.async { [path] in
        continuation.finish(throwing: Self.follow(descriptor, request, path: path) { continuation.yield($0) })
        close(descriptor)
      }
    }
  }

  /// Reads replies to the last one; answers what kept it from that.
  private static func follow(
    _ descriptor: Int32, _ request: ControlRequest, path: String, _ take: (ControlReply) -> Void
  ) -> (any Error)? {
    guard UnixSocket.send(Array((request.json.text() + "\n").utf8), to: descriptor) else {
      return ControlError.lost(path: path)
    }
    var lines = LineReader(descriptor, limit: ControlReply.limit)
    while let line = lines.next() {
      do {
        let reply = try ControlReply(json: try JSONReader.read(line))
        take(reply)
        if reply.isLast { return nil }
      } catch {
        return error
      }
    }
    return ControlError.lost(path: path)
  }
}
