import Foundation
import Pools
import Reconciliation
import Synchronization

/// Azure through the Azure CLI: every method of the port is one `az` process or a few.
///
/// Calls to ARM go by `az rest`, whose answer is ARM's own JSON in any version of `az`, writes too: `az deployment` and `az
/// group` hand a write to an SDK that waits out a 429 in silence, for as long as Azure asks and three times over, and loses
/// what it was refused for. Besides `AzureError`, methods throw `CancellationError` where their task was cancelled, and
/// whatever `page` of a list throws.
package final class AzureCommandLine: Azure {
  package let configuration: AzureCLIConfiguration
  let files: PrivateFiles
  private let processes: Turnstile
  /// Where processes stand that Azure keeps waiting, so that they hold up no others.
  private let aside: Turnstile
  private let login: Login
  private let throttles = WriteThrottles()
  let manager = Mutex<String?>(nil)

  /// Throws `AzureError.unreadable` where the directory for files cannot be made or swept.
  package init(_ configuration: AzureCLIConfiguration) throws {
    self.configuration = configuration
    files = PrivateFiles(directory: configuration.privateDirectory)
    processes = Turnstile(places: configuration.concurrency)
    aside = Turnstile(places: configuration.concurrency * AzureCLIConfiguration.asideShare)
    login = Login(interval: configuration.signInInterval)
    try files.sweep()
  }

  package func signIn() async throws { _ = try await token(for: .standard) }

  private func token(for scope: Login.Scope) async throws -> Login.Token {
    try await login.token(for: scope) {
      // Before the first call of all: what a killed Weir has under way must not reach Azure behind this one's back.
      _ = try await StrayCalls.end(of: configuration.privateDirectory)
      var arguments = ["account", "get-access-token", "--only-show-errors", "-o", "json"]
      if case .subscription(let subscription) = scope { arguments += ["--subscription", "\(subscription)"] }
      return try await run(arguments).get()
    }
  }

  var scrubber: Scrubber { Scrubber(redactor: configuration.redactor) }

  /// Runs `az` for what is no call to ARM, and answers what it printed.
  func call(_ arguments: [String]) async throws -> [UInt8] {
    try await signIn()
    return try await run(arguments).get()
  }

  /// Sends a call to ARM; a refusal is an answer.
  ///
  /// - Parameter deadline: for the `az` process, where that is shorter than `azure.timeout`.
  func attempt(_ call: ARMCall, deadline: Duration? = nil) async throws -> Result<[UInt8], AzureRefusal> {
    let scope = Login.Scope.subscription(call.subscription)
    let token = try await token(for: scope)
    let answer = try await send(call, token: token, deadline)
    guard case .failure(let refusal) = answer, case .notSignedIn = refusal.error else { return answer }
    login.forget(token)
    // A token that ended early, or was revoked: ARM has done nothing, and a new one may be good.
    guard refusal.complaint.status?.lowercased() == "unauthorized" else { return answer }
    return try await send(call, token: try await self.token(for: scope), deadline)
  }

  /// Sends a write; while Azure has said to wait, it is refused here without another try.
  func attemptWrite(_ call: ARMCall) async throws -> Result<[UInt8], AzureRefusal> {
    if let error = throttles.error(for: call, at: configuration.clock.now()) { throw error }
    let answer = try await attempt(call)
    if case .failure(let refusal) = answer { throttles.note(refusal.error, of: call) }
    return answer
  }

  private func send(
    _ call: ARMCall, token: Login.Token, _ deadline: Duration?
  ) async throws -> Result<[UInt8], AzureRefusal> {
    var contents: [(name: String, bytes: [UInt8])] = []
    var secrets = call.secrets
    if let token {
      let text = token.reveal { $0 }
      secrets.append(text)
      let headers: JSONValue = ["Authorization": .string("Bearer \(text)")]
      contents.append((name: "headers.json", bytes: Array(headers.text().utf8)))
    }
    if let body = call.body { contents.append((name: "body.json", bytes: Array(body.text().utf8))) }
    return try await files.with(contents) { paths in
      var paths = paths[...]
      let headers = token == nil ? nil : paths.popFirst()
      return try await run(
        call.arguments(headers: headers, body: paths.popFirst()), secrets: secrets, deadline: deadline,
        // az tells the body as it sends it, escaped for ASCII, and the answer once more.
        errorLimit: call.isTraced ? configuration.outputLimit : nil)
    }
  }

  /// Runs `az` when there is a place for it, and tells the record.
  ///
  /// - Parameters:
  ///   - secrets: what the call sends, to be redacted in what it says.
  ///   - deadline: in place of `azure.timeout` where it is shorter.
  ///   - errorLimit: the most bytes of standard error, where the usual limit is too low.
  func run(
    _ arguments: [String], secrets: [String] = [], deadline: Duration? = nil, errorLimit: Int? = nil
  ) async throws -> Result<[UInt8], AzureRefusal> {
    for secret in secrets { configuration.redactor.learn(SecretText(secret)) }
    let place = try await processes.take()
    defer { place.leave() }
    var process = ProcessRun(
      program: configuration.cli, arguments: arguments, environment: configuration.processEnvironment,
      deadline: min(deadline ?? configuration.timeout, configuration.timeout), outputLimit: configuration.outputLimit)
    if let errorLimit { process.errorLimit = errorLimit }
    let startedAt = configuration.clock.now()
    let begin = ContinuousClock.now
    let result: Result<ProcessResult, any Error>
    do { result = .success(try await finish(process, place)) } catch { result = .failure(error) }
    await configuration.record(
      AzureCall(
        arguments: arguments, startedAt: startedAt, duration: ContinuousClock.now - begin,
        exitCode: try? result.get().exitCode))
    do {
      return interpret(try result.get(), of: arguments, scrubber: scrubber)
    } catch let fault as ProcessFault {
      throw AzureError(fault, command: Self.name(of: arguments), scrubber: scrubber)
    }
  }

  /// Runs a process to its end; one that Azure keeps waiting steps aside meanwhile, as far as there is room.
  private func finish(_ process: ProcessRun, _ place: Turnstile.Place) async throws -> ProcessResult {
    try await withThrowingTaskGroup(of: ProcessResult?.self) { tasks in
      tasks.addTask { try await process.run() }
      tasks.addTask { [aside, configuration] in
        try await Task.sleep(for: configuration.patience, clock: .continuous)
        guard let other = aside.takeNow() else { return nil }
        place.leave()
        // Held until the process ends and this task is cancelled.
        defer { other.leave() }
        try await Task.sleep(for: .seconds(1 << 31), clock: .continuous)
        return nil
      }
      defer { tasks.cancelAll() }
      while let result = try await tasks.next() {
        if let result { return result }
      }
      throw ProcessFault.broken(reason: "nothing was started")
    }
  }

  private func interpret(
    _ result: ProcessResult, of arguments: [String], scrubber: Scrubber
  ) -> Result<[UInt8], AzureRefusal> {
    if result.exitCode == 0 { return .success(result.output) }
    if let signal = result.signal {
      let text = "az was ended by signal \(signal) (\(Self.name(of: arguments)))"
      return .failure(AzureRefusal(error: .unreadable(scrubber.clean(text)), complaint: Complaint("")))
    }
    let now = configuration.clock.now()
    let trace = CallTrace(String(decoding: result.errorOutput, as: UTF8.self), at: now)
    let complaint = Complaint(trace.errors)
    let retryAfter = trace.retryAfter ?? complaint.retryAfter(at: now)
    return .failure(
      AzureRefusal(
        error: complaint.error(at: now, scrubber: scrubber, retryAfter: retryAfter), complaint: complaint,
        isWaitTold: retryAfter != nil))
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
  /// What was said, taken apart: whether it proves that something is absent.
  var complaint: Complaint
  /// True where Azure said how long to wait.
  var isWaitTold = false
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
