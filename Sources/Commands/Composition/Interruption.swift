@preconcurrency import Dispatch
import Glibc

/// Turns SIGTERM and SIGINT into the end of a task: the first in order, the second at once, as the system does it.
final class Interruption: Sendable {
  private let sources: [any DispatchSourceSignal]

  init(_ onSignal: @escaping @Sendable () -> Void) {
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: DispatchQueue(label: "weir.signals"))
      source.setEventHandler { () -> Void in
        signal(number, SIG_DFL)
        onSignal()
      }
      source.activate()
      return source
    }
  }

  func stop() { for source in sources { source.cancel() } }

  deinit { stop() }
}
