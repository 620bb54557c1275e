import Foundation
import Pools
import Reconciliation
import Synchronization

/// Azure through the Azure CLI: every method of the port is one `az` process or a few.
///
/// Reads go by `az rest`, whose answer is ARM's own JSON in any version of `az`; deployments by `az deployment group
/// create`, resource groups by `az group create`. Besides `AzureError`, methods throw `CancellationError` where their task
/// was cancelled, and whatever `page` of a list throws.
package final class AzureCommandLine: Azure {
  package let configuration: AzureCLIConfiguration
  let files: PrivateFiles
  private let processes: Turnstile
  /// One at a time looks at the login; the others wait for what it finds.
  private let signingIn = Turnstile(places: 1)
  private let signedIn = Mutex<ContinuousClock.Instant?>(nil)
  let manager = Mutex<String?>(nil)

  /// Throws `AzureError.unreadable` where the directory for files cannot be made or swept.
  package init(_ configuration: AzureCLIConfiguration) throws {
    self.configuration = configuration
    files = PrivateFiles(directory: configuration.privateDirectory)
    processes = Turnstile(places: configuration.concurrency)
    try files.sweep()
  }

  package func signIn() async throws {
    try await signingIn.pass {
      let now = ContinuousClock.now
      if let last = signedIn.withLock({ $0 }), now - last < configuration.signInInterval { return }
      // Before the first call of all: what a killed Weir has under way must not reach Azure behind this one's back.
      _ = try await StrayCalls.end(of: configuration.privateDirectory)
      // Without an output format the token would be printed; with none it never leaves az.
      try await run(["account", "get-access-token", "--only-show-errors", "-o", "none"]).get()
      signedIn.withLock { $0 = now }
    }
  }

  /// Makes the next call look at the login again.
  func forgetSignIn() { signedIn.withLock { $0 = nil } }

  /// Signs in where that is due, runs `az`, and answers what it printed.
  func call(_ arguments: [String], secrets: [String] = []) async throws -> [UInt8] {
    try await attempt(arguments, secrets: secrets).get()
  }

  /// As `call`, but a refusal is an answer.
  func attempt(_ arguments: [String], secrets: [String] = []) async throws -> Result<[UInt8], AzureRefusal> {
    try await signIn()
    let answer = try await run(arguments, secrets: secrets)
    if case .failure(let refusal) = answer, case .notSignedIn = refusal.error { forgetSignIn() }
    return answer
  }

  /// Runs `az` when there is a place for it, and tells the record.
  ///
  /// - Parameter secrets: what the call sends, to be masked in what it says.
  func run(_ arguments: [String], secrets: [String] = []) async throws -> Result<[UInt8], AzureRefusal> {
    try await processes.pass {
      let process = ProcessRun(
        program: configuration.cli, arguments: arguments, environment: configuration.processEnvironment,
        deadline: configuration.timeout, outputLimit: configuration.outputLimit)
      let startedAt = configuration.clock.now()
      let begin = ContinuousClock.now
      let result: Result<ProcessResult, any Error>
      do { result = .success(try await process.run()) } catch { result = .failure(error) }
      await configuration.record(
        AzureCall(
          arguments: arguments, startedAt: startedAt, duration: ContinuousClock.now - begin,
          exitCode: try? result.get().exitCode))
      let scrubber = Scrubber(secrets: secrets)
      do {
        return interpret(try result.get(), of: arguments, scrubber: scrubber)
      } catch let fault as ProcessFault {
        throw AzureError(fault, command: Self.name(of: arguments), scrubber: scrubber)
      }
    }
  }

  private func interpret(
    _ result: ProcessResult, of arguments: [String], scrubber: Scrubber
  ) -> Result<[UInt8], AzureRefusal> {
    if result.exitCode == 0 { return .success(result.output) }
    if let signal = result.signal {
      let text = "az was ended by signal \(signal) (\(Self.name(of: arguments)))"
      return .failure(AzureRefusal(error: .unreadable(scrubber.clean(text)), codes: []))
    }
    let complaint = Complaint(String(decoding: result.errorOutput, as: UTF8.self))
    let error = complaint.error(at: configuration.clock.now(), scrubber: scrubber)
    return .failure(AzureRefusal(error: error, codes: complaint.codes))
  }

  /// A call in a few words, for messages: `az rest get /subscriptions/…`.
  static func name(of arguments: [String]) -> String {
    let words = arguments.prefix { !$0.hasPrefix("-") }
    let values = zip(arguments, arguments.dropFirst()).filter { ["--method", "--url", "--name"].contains($0.0) }
    return (["az"] + words + values.map(\.1)).joined(separator: " ")
  }
}

/// A call that `az` ended with an error.
struct AzureRefusal: Error, Hashable, Sendable {
  var error: AzureError
  /// ARM's codes from the innermost out, in small letters; empty where `az` itself refused.
  var codes: [String]

  /// True where ARM said that the resource, or what it stands in, is not there: nothing else proves that.
  var provesAbsence: Bool {
    guard case .notFound = error, let code = codes.first else { return false }
    return ["resourcenotfound", "resourcegroupnotfound", "parentresourcenotfound", "notfound"].contains(code)
  }
}

extension Result where Success == [UInt8], Failure == AzureRefusal {
  /// The output; throws the refusal's `AzureError`, which is what the port promises.
  @discardableResult
  func get() throws -> [UInt8] {
    switch self {
    case .success(let output): return output
    case .failure(let refusal): throw refusal.error
    }
  }
}

extension AzureError {
  /// A call that gave no result.
  init(_ fault: ProcessFault, command: String, scrubber: Scrubber) {
    let text =
      switch fault {
      case .notFound(let program):
        "\(program) is not there or cannot be run: install the Azure CLI, or set azure.cli to its path"
      case .notStarted(let program, let reason): "\(program) could not be started: \(reason)"
      case .deadline(let deadline):
        "az did not end within \(deadline.weirText) and was ended (\(command)): see that Azure answers, or raise azure.timeout"
      case .babble(let limit): "az said more than \(limit) bytes and was ended (\(command))"
      case .broken(let reason): "what az said could not be read: \(reason) (\(command))"
      }
    self = .unreadable(scrubber.clean(text))
  }
}
