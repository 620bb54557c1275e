@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Writes to a stream of the process from a bounded queue, on a thread of its own: a reader that does not read never keeps
/// the work waiting.
///
/// Answers are always taken, since they are in memory whole and end with their command; who makes many of them waits with
/// `waitUntilWritten`. Progress is dropped where the queue is full, and how much is said once there is room again. The
/// mutex guards the queue; only the serial dispatch queue writes.
final class OutputWriter: Sendable {
  /// How much it matters that a text is read.
  enum Importance: Sendable {
    /// What the command was asked for.
    case answer
    /// What is worth a look while something goes on.
    case progress
    /// The same as an object of JSON, in whose stream no other line may stand.
    case record
  }

  private struct Piece {
    var bytes: [UInt8]
    var descriptor: Int32
    var isAnswer: Bool
  }

  private struct Waiter {
    var ticket: UInt64
    /// The bytes that may be left.
    var rest: Int
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var pieces: [Piece] = []
    /// Bytes of the pieces, the one that is being written included.
    var size = 0
    var answers = 0
    var isWriting = false
    /// Lines that were dropped since the last that was taken, a descriptor each.
    var dropped: [Int32: Int] = [:]
    var droppedRecords = 0
    /// Why a descriptor is written no more.
    var faults: [Int32: Int32] = [:]
    var waiters: [Waiter] = []
    var nextTicket: UInt64 = 0
  }

  private let state = Mutex(State())
  private let queue: DispatchQueue
  private let limit: Int
  private let onDroppedRecords: @Sendable (Int) -> Void

  /// - Parameters:
  ///   - limit: the bytes that may wait before progress is dropped. A pipe holds 64 KiB (pipe(7)); 1 MiB besides is some
  ///     ten thousand lines.
  ///   - onDroppedRecords: called with how many lines of JSON were dropped, once there is room again.
  init(label: String, limit: Int = 1 << 20, onDroppedRecords: @escaping @Sendable (Int) -> Void = { _ in }) {
    queue = DispatchQueue(label: label)
    self.limit = limit
    self.onDroppedRecords = onDroppedRecords
  }

  /// Takes a text to write, and comes back at once.
  func put(_ text: String, to descriptor: Int32, as importance: Importance) {
    let bytes = Array(text.utf8)
    let begins = state.withLock { state -> Bool in
      guard state.faults[descriptor] == nil, !bytes.isEmpty else { return false }
      guard importance == .answer || state.size + bytes.count <= limit else {
        let lines = max(1, bytes.count { $0 == UInt8(ascii: "\n") })
        if importance == .record {
          state.droppedRecords += lines
        } else {
          state.dropped[descriptor, default: 0] += lines
        }
        return false
      }
      Self.addNote(of: descriptor, to: &state)
      state.pieces.append(Piece(bytes: bytes, descriptor: descriptor, isAnswer: importance == .answer))
      state.size += bytes.count
      if importance == .answer { state.answers += 1 }
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if begins { queue.async { self.writeAll() } }
  }

  /// True where progress would be taken.
  var hasRoom: Bool { state.withLock { $0.size < limit } }

  /// True where part of an answer has not been written yet.
  var holdsAnswers: Bool { state.withLock { $0.answers > 0 } }

  /// Why a descriptor is written no more; nil where it is.
  func fault(of descriptor: Int32) -> Int32? { state.withLock { $0.faults[descriptor] } }

  /// Waits until at most `rest` bytes are left to write, or the task is cancelled.
  func waitUntilWritten(leaving rest: Int = 0) async {
    let ticket = state.withLock { state -> UInt64 in
      state.nextTicket += 1
      return state.nextTicket
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLock { state -> Bool in
          guard !Task.isCancelled, state.isWriting, state.size > rest || rest == 0 else { return true }
          state.waiters.append(Waiter(ticket: ticket, rest: rest, continuation: continuation))
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard let position = state.waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return state.waiters.remove(at: position).continuation
      }
      waiter?.resume()
    }
  }

  private static func addNote(of descriptor: Int32, to state: inout State) {
    guard let count = state.dropped.removeValue(forKey: descriptor) else { return }
    let note = Array("… \(count) \(count == 1 ? "line was" : "lines were") not written, since nobody read\n".utf8)
    state.pieces.append(Piece(bytes: note, descriptor: descriptor, isAnswer: false))
    state.size += note.count
  }

  /// Writes until nothing is left; on the serial queue alone.
  private func writeAll() {
    while true {
      let (piece, records) = state.withLock { state -> (Piece?, Int) in
        if state.pieces.isEmpty { for descriptor in state.dropped.keys { Self.addNote(of: descriptor, to: &state) } }
        defer { state.droppedRecords = 0 }
        guard !state.pieces.isEmpty else {
          state.isWriting = false
          return (nil, state.droppedRecords)
        }
        return (state.pieces.removeFirst(), state.droppedRecords)
      }
      if records > 0 { onDroppedRecords(records) }
      guard let piece else { return resumeWaiters() }
      let isWritten = FileDescriptors.writeAll(piece.bytes, to: piece.descriptor)
      let fault = isWritten ? nil : errno
      state.withLock { state in
        state.size -= piece.bytes.count
        if piece.isAnswer { state.answers -= 1 }
        guard let fault else { return }
        state.faults[piece.descriptor] = fault
        let lost = state.pieces.filter { $0.descriptor == piece.descriptor }
        state.pieces.removeAll { $0.descriptor == piece.descriptor }
        state.size -= lost.reduce(0) { $0 + $1.bytes.count }
        state.answers -= lost.count { $0.isAnswer }
        state.dropped[piece.descriptor] = nil
      }
      resumeWaiters()
    }
  }

  private func resumeWaiters() {
    let ready = state.withLock { state -> [Waiter] in
      let ready = state.waiters.filter { !state.isWriting || ($0.rest > 0 && state.size <= $0.rest) }
      state.waiters.removeAll { waiter in ready.contains { $0.ticket == waiter.ticket } }
      return ready
    }
    for waiter in ready { waiter.continuation.resume() }
  }
}
