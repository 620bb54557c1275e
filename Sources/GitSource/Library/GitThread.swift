import Dispatch

/// A thread for calls that block, so that none of Swift's own threads ever waits for a disk.
///
/// The serial queue runs one job at a time, in the order in which they came; Dispatch gives a private queue threads
/// beyond those of the cooperative pool. The queue is the only state, and it is safe to use from anywhere.
final class GitThread: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .utility) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
