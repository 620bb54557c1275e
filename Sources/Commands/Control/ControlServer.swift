@preconcurrency import Dispatch
import Glibc
import Synchronization

/// The controller's end of the Unix socket beside the state.
///
/// Only processes of the same user, and of root, are heard; the file's mode says so and the peer's credentials prove it.
/// The mutex guards the socket that listens, which is another one after `restore`.
final class ControlServer: Sendable {
  private struct Listener {
    var source: any DispatchSourceRead
    /// The file of the socket; nil where it was gone at once.
    var file: FileIdentity?
  }

  private let path: String
  private let connections: AsyncStream<ControlConnection>
  private let feed: AsyncStream<ControlConnection>.Continuation
  private let listener = Mutex<Listener?>(nil)

  /// Connections that wait to be heard; more are closed at once.
  private static let backlog = 64

  /// Begins to listen. The caller holds the controller's lock.
  init(path: String) throws(ControlError) {
    self.path = path
    (connections, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
    let first = try Self.listen(at: path, feed)
    listener.withLock { $0 = first }
  }

  private static func listen(
    at path: String, _ feed: AsyncStream<ControlConnection>.Continuation
  ) throws(ControlError) -> Listener {
    let descriptor: Int32
    do throws(UnixSocket.Failure) {
      descriptor = try UnixSocket.listen(at: path)
    } catch {
      throw .cannotListen(path: path, reason: error.reason)
    }
    let source = DispatchSource.makeReadSource(
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
    return Listener(source: source, file: FileStatus(path)?.identity)
  }

  /// Listens anew where the socket's file is gone or another one: nobody could reach this controller any more.
  ///
  /// The caller holds the controller's lock.
  func restore() throws(ControlError) {
    let isInPlace = listener.withLock { $0.map { $0.file != nil && FileStatus(path)?.identity == $0.file } ?? true }
    if isInPlace { return }
    let new = try Self.listen(at: path, feed)
    let old = listener.withLock { listener -> Listener? in
      defer { listener = new }
      return listener
    }
    old?.source.cancel()
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

  /// Listens no more, and takes the socket's file away where it is this controller's.
  func stop() {
    feed.finish()
    let last = listener.withLock { listener -> Listener? in
      defer { listener = nil }
      return listener
    }
    guard let last else { return }
    if last.file != nil, FileStatus(path)?.identity == last.file { unlink(path) }
    last.source.cancel()
  }

  deinit { stop() }
}
