@preconcurrency import Dispatch
import Glibc
import Synchronization

/// The controller's end of the Unix socket beside the state.
///
/// Only processes of the same user, and of root, are heard; the file's mode says so and the peer's credentials prove it.
final class ControlServer: Sendable {
  private let path: String
  private let descriptor: Int32
  private let connections: AsyncStream<ControlConnection>
  private let feed: AsyncStream<ControlConnection>.Continuation
  private let source: any DispatchSourceRead

  /// Connections that wait to be heard; more are closed at once.
  private static let backlog = 64

  /// Begins to listen. The caller holds the controller's lock.
  init(path: String) throws(ControlError) {
    self.path = path
    do throws(UnixSocket.Failure) {
      descriptor = try UnixSocket.listen(at: path)
    } catch {
      throw .cannotListen(path: path, reason: error.reason)
    }
    (connections, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
    let descriptor = descriptor
    let feed = feed
    source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "weir.control.accept"))
    source.setEventHandler { () -> Void in
      let peer = accept(descriptor, nil, nil)
      guard peer >= 0 else { return }
      _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
      let user = UnixSocket.peerUser(of: peer)
      guard user == geteuid() || user == 0 else {
        close(peer)
        return
      }
      feed.yield(ControlConnection(descriptor: peer))
    }
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  /// Hears connections until the task is cancelled; each is answered by `answer` in a task of its own, and the last
  /// reply is the answer's.
  func serve(
    _ answer: @escaping @Sendable (ControlRequest, @escaping @Sendable (ControlReply) -> Void) async -> ControlReply
  ) async {
    await withTaskCancellationHandler {
      await withDiscardingTaskGroup { group in
        for await connection in connections {
          group.addTask {
            guard let request = await connection.request() else {
              connection.send(.failed(["the request cannot be read; run the same version of weir on both sides"]))
              return await connection.flush()
            }
            connection.send(.accepted(pid: getpid()))
            connection.send(await answer(request) { connection.send($0) })
            await connection.flush()
          }
        }
        group.cancelAll()
      }
    } onCancel: {
      feed.finish()
    }
    stop()
  }

  /// Listens no more, and takes the socket's file away.
  func stop() {
    feed.finish()
    if !source.isCancelled {
      unlink(path)
      source.cancel()
    }
  }

  deinit { stop() }
}
