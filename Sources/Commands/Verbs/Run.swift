import ArgumentParser
import GitSource
import Pools
import Reconciliation

/// `weir run`: the scheduled loop.
struct Run: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Keeps pools at what the repository says, until SIGTERM or SIGINT.",
    discussion: """
      Looks for new commits every source.interval, reconciles what they change, and goes over all pools every \
      reconcile.interval, for drift. It listens on a Unix socket beside the state, where weir reconcile and git's \
      post-receive hook reach it. Only one controller runs with a state.

      Example, as a service of systemd:

        [Service]
        ExecStart=/usr/local/bin/weir run --config /etc/weir/weir.yaml
        Restart=on-failure

      Ended by SIGTERM it stops within seconds; what runs in Azure then is taken up at the next start. Only pools \
      that changed or need attention are printed; --verbose prints all.

      The settings of weir.yaml, and the variables that go before them:

      \(SettingsHelp.text)
      """)

  static let waitsForReader = false

  @OptionGroup var options: GlobalOptions

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let lock = try await Controllership.obtain(toRunWith: settings.state, session: session)
    defer { withExtendedLifetime(lock) {} }
    // A controller goes on for days, with or without somebody who reads what it says.
    var session = session
    session.console = session.console.forRunningOn(isJSON: options.output == .json)
    let log = try await session.edges.openLog(settings.state)
    let engine = try await session.edges.openEngine(settings, log, session)
    let server = try ControlServer(path: settings.state.socket)
    defer { server.stop() }
    let watch = StateWatch(settings.state, lock: lock)
    session.console.tell(
      "weir: keeping to \(settings.source.url.text) at \(settings.source.ref.name); \(settings.state.url)")
    let redactor = session.redactor
    let printer = RunPrinter(console: session.console, palette: session.palette(options), options: options)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await engine.run { printer.show($0) } }
        group.addTask {
          await server.serve { request, reply in await Self.answer(request, engine, printer, redactor, reply) }
        }
        group.addTask { try await watch.keep(server, every: settings.source.interval) }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch is CancellationError {
      // Asked to stop: that is the way a controller ends.
    }
    guard Task.isCancelled else { throw CommandFailure("the controller's loop ended by itself; start it again") }
    session.console.tell("weir: ended in order; what runs in Azure is taken up at the next start")
    return .done
  }

  private static func answer(
    _ request: ControlRequest, _ engine: Engine, _ printer: RunPrinter, _ redactor: Redactor,
    _ reply: @escaping @Sendable (ControlReply) -> Void
  ) async -> ControlReply {
    switch request {
    case .status: return .done
    case .wake:
      await engine.wake()
      return .done
    case .reconcile(let request):
      do {
        let report = try await engine.reconcile(request) { event in
          printer.show(event)
          if case .finished = event { return }
          reply(.event(event))
        }
        return .event(.finished(report))
      } catch {
        return .failed(ErrorText.faults(for: error).map { redactor.redact($0.line) })
      }
    }
  }
}
