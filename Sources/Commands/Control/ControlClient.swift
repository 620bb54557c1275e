import Dispatch
import Glibc
import Pools

/// A command's end of the controller's socket.
struct ControlClient: Sendable {
  let path: String
  /// The file whose lock the controller holds, which says who that is.
  var lock: String?

  init(path: String) { self.path = path }

  init(_ state: StateLocation) {
    path = state.socket
    lock = state.lock
  }

  /// How long a controller may take to accept a request. It does so before any work, so only one that is stopped, hangs
  /// or has far too much to do takes longer.
  static let patience = Duration.seconds(5)

  /// True where a controller listens, be it one that this user may not ask. It does not wait.
  var isAnswered: Bool {
    do throws(UnixSocket.Failure) {
      close(try UnixSocket.connect(to: path, within: .zero))
      return true
    } catch {
      return !Self.isNobody(error)
    }
  }

  /// True for a path without a socket, and for a socket that a killed process has left.
  private static func isNobody(_ failure: UnixSocket.Failure) -> Bool {
    [ENOENT, ENOTDIR, ECONNREFUSED, ENOTSOCK].contains(failure.number)
  }

  /// Sends a request and hands over the replies as they come; nil where no controller listens.
  ///
  /// The stream ends after the last reply. It throws `ControlError.silent` where the controller does not accept the
  /// request in time, and `ControlError.lost` where it goes away before the last reply. A command that stops listening
  /// does not stop the controller's work.
  ///
  /// - Throws: `ControlError.unreachable`, and `ControlError.silent` where it does not even take the connection.
  func ask(
    _ request: ControlRequest, within patience: Duration = Self.patience
  ) async throws -> AsyncThrowingStream<ControlReply, any Error>? {
    // Connecting blocks where many wait to be heard already.
    let queue = DispatchQueue(label: "weir.control.client")
    let connection: Result<Int32?, ControlError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: connect(within: patience)) }
    }
    guard let descriptor = try connection.get() else { return nil }
    return AsyncThrowingStream { continuation in
      // The descriptor is shut from here, which ends a read that waits, and closed only by the queue that reads it.
      continuation.onTermination = { _ in shutdown(descriptor, Int32(SHUT_RDWR)) }
      queue.async {
        continuation.finish(throwing: follow(descriptor, request, within: patience) { continuation.yield($0) })
        close(descriptor)
      }
    }
  }

  private func connect(within patience: Duration) -> Result<Int32?, ControlError> {
    do throws(UnixSocket.Failure) {
      return .success(try UnixSocket.connect(to: path, within: patience))
    } catch {
      if Self.isNobody(error) { return .success(nil) }
      if error.isTimeout { return .failure(silence(after: patience)) }
      return .failure(.unreachable(path: path, reason: error.reason))
    }
  }

  private func silence(after patience: Duration) -> ControlError {
    .silent(path: path, holder: lock.flatMap(ControllerLock.holder(at:)), after: patience)
  }

  /// Reads replies to the last one; answers what kept it from that.
  private func follow(
    _ descriptor: Int32, _ request: ControlRequest, within patience: Duration, _ take: (ControlReply) -> Void
  ) -> (any Error)? {
    UnixSocket.limitWaiting(of: descriptor, to: patience)
    guard UnixSocket.send(Array((request.json.text() + "\n").utf8), to: descriptor) else {
      return errno == EAGAIN ? silence(after: patience) : ControlError.lost(path: path)
    }
    var lines = LineReader(descriptor, limit: ControlReply.limit)
    var isAccepted = false
    while let line = lines.next() {
      do {
        let reply = try ControlReply(json: try JSONReader.read(line))
        take(reply)
        if reply.isLast { return nil }
      } catch {
        return error
      }
      // The work itself takes as long as it takes.
      if !isAccepted { UnixSocket.limitWaiting(of: descriptor, to: .zero) }
      isAccepted = true
    }
    return lines.hasTimedOut ? silence(after: patience) : ControlError.lost(path: path)
  }
}
