import Dispatch
import Glibc
import Pools
import Synchronization

/// One connection at the controller's side: it is read once and then written to, on a queue of its own.
///
/// Blocking calls stay on that queue. A peer that does not read for ten seconds is let go; the work that it asked for
/// goes on.
final class ControlConnection: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "weir.control.connection")
  private let isOpen = Mutex(true)

  /// For one read or write of the peer.
  private static let patience = 10

  init(descriptor: Int32) {
    self.descriptor = descriptor
    UnixSocket.limitWaiting(of: descriptor, seconds: Self.patience)
  }

  deinit { close(descriptor) }

  /// The request, or nil where the peer says nothing that can be read.
  func request() async -> ControlRequest? {
    await withCheckedContinuation { continuation in
      queue.async { [descriptor] in
        var lines = LineReader(descriptor, limit: ControlRequest.limit)
        let request = lines.next().flatMap { line in
          (try? JSONReader.read(line)).flatMap { try? ControlRequest(json: $0) }
        }
        continuation.resume(returning: request)
      }
    }
  }

  /// Sends a line once those before it are sent; comes back at once.
  func send(_ reply: ControlReply) {
    queue.async { [self] in
      guard isOpen.withLock({ $0 }) else { return }
      if !UnixSocket.send(Array((reply.json.text() + "\n").utf8), to: descriptor) { isOpen.withLock { $0 = false } }
    }
  }

  /// Waits until everything that was handed to `send` is sent or given up.
  func flush() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }
}
