import Dispatch
import Glibc
import Pools
import Reconciliation
import Synchronization

/// One connection at the controller's side: it is read once and then written to, on a queue of its own.
///
/// Blocking calls stay on that queue. A peer that does not read for ten seconds is let go, and so is one that leaves too
/// much unread; the work that it asked for goes on. The mutex guards what waits.
final class ControlConnection: Sendable {
  private struct State {
    var isOpen = true
    /// Bytes that wait to be sent.
    var waiting = 0
  }

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "weir.control.connection")
  private let state = Mutex(State())

  /// For one read or write of the peer.
  private static let patience = Duration.seconds(10)
  /// How long a controller that ends goes on sending.
  private static let grace = DispatchTimeInterval.seconds(1)
  /// Bytes that may wait before progress is left out: as much as a peer reads in a moment.
  static let progressLimit = 1 << 20
  /// Bytes that may wait in all: one report of the largest size, and what came before it.
  static let limit = ControlReply.limit + (16 << 20)

  init(descriptor: Int32) {
    self.descriptor = descriptor
    UnixSocket.limitWaiting(of: descriptor, to: Self.patience)
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
    let bytes = Array((reply.json.text() + "\n").utf8)
    let isTaken = state.withLock { state -> Bool in
      guard state.isOpen else { return false }
      if reply.isProgress, state.waiting > Self.progressLimit { return false }
      guard state.waiting + bytes.count <= Self.limit else {
        state.isOpen = false
        shutdown(descriptor, Int32(SHUT_RDWR))
        return false
      }
      state.waiting += bytes.count
      return true
    }
    guard isTaken else { return }
    queue.async { [self] in
      let isSent = state.withLock { $0.isOpen } && UnixSocket.send(bytes, to: descriptor)
      state.withLock { state in
        state.waiting -= bytes.count
        if !isSent { state.isOpen = false }
      }
    }
  }

  /// Waits until everything that was handed to `send` is sent or given up; of a cancelled task, for a second at most.
  func flush() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    } onCancel: {
      DispatchQueue.global().asyncAfter(deadline: .now() + Self.grace) { [self] in
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }
  }
}

extension ControlReply {
  /// True for what nobody misses that only comes late.
  fileprivate var isProgress: Bool {
    guard case .event(let event) = self, case .progress(_, _) = event else { return false }
    return true
  }
}
