import ArgumentParser
import Pools

/// How a verb ends (contract, section 1). Wrong usage, 64, is the argument parser's own.
enum Ending: Int32, Sendable {
  case done = 0
  case failed = 1
  case changes = 2
  case trouble = 3
  case timedOut = 4
}

/// A verb of the command line. It says what it does in `perform`, and never reaches for the process itself.
protocol Verb: AsyncParsableCommand, Sendable {
  var options: GlobalOptions { get }
  /// Formats of the answer besides text and JSON.
  static var furtherFormats: [OutputFormat] { get }
  /// True where the command ends only once its answer was read, or nobody will read it.
  static var waitsForReader: Bool { get }
  /// Does the work. What it throws is told by `ErrorText`, and the command ends with 1.
  func perform(in session: Session) async throws -> Ending
}

extension Verb {
  static var furtherFormats: [OutputFormat] { [] }
  static var waitsForReader: Bool { true }

  func validate() throws {
    let formats = [.text, .json] + Self.furtherFormats
    guard formats.contains(options.output) else {
      throw ValidationError(
        "\(options.output.rawValue) is not for this verb; write -o "
          + formats.map(\.rawValue).joined(separator: " or -o ") + ".")
    }
  }

  /// Performs, and tells what went wrong on standard error.
  func performed(in session: Session) async -> Ending {
    var session = session
    session.isVerbose = options.verbose
    session.console = session.console.redacting(with: session.redactor)
    do {
      return try await perform(in: session)
    } catch {
      tell(ErrorText.faults(for: error), in: session)
      if case ControlError.silent = error { return .timedOut }
      return .failed
    }
  }

  /// Writes faults to standard error: lines, or the contract's object.
  func tell(_ faults: [ToldFault], in session: Session) {
    if options.output == .json {
      session.console.tell(faults.json.answer)
    } else {
      for fault in faults { session.console.tell(fault.text) }
    }
  }

  func run() async throws {
    let session = Session.process()
    let work = Task {
      let status = await performed(in: session)
      await session.console.drain(isPatient: Self.waitsForReader)
      return status
    }
    let interruption = Interruption { work.cancel() }
    var status = await work.value
    interruption.stop()
    if Self.waitsForReader, let fault = session.console.outputFault {
      session.console.tell("weir: standard output cannot be written: \(fault); the answer is not whole")
      await session.console.drain(isPatient: false)
      if [.done, .changes].contains(status) { status = .failed }
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
