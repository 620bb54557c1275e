import AzureCLI
import Glibc
import Manifests
import Pools
import Reconciliation
import Simulator
import Templates

/// One thing that is wrong, as it is told: a line of text, or an object of JSON.
struct ToldFault: Hashable, Sendable {
  var location: SourceLocation?
  var message: String
  var pool: PoolName?
  /// A warning's name, by which a manifest silences it.
  var advice: AdviceName?

  init(_ message: String, at location: SourceLocation? = nil, pool: PoolName? = nil, advice: AdviceName? = nil) {
    self.message = LineText.single(message)
    self.location = location
    self.pool = pool
    self.advice = advice
  }

  /// `FILE:LINE:COLUMN: message`, or the message alone where it stands in no file.
  var line: String { location.map { "\($0): \(message)" } ?? message }

  /// The line with the pool that it is about, where it stands in a file that does not name it: a template, a parameter
  /// file.
  var shown: String { line + poolName }

  /// The line as standard error has it, which says who speaks where no file does.
  var text: String { location == nil ? "weir: \(line)" : shown }

  private var poolName: String {
    guard let pool, let file = location?.file, !file.hasSuffix(".yaml"), !file.hasSuffix(".yml") else { return "" }
    return " (pool \(pool))"
  }

  /// The same where it is worth a look and not wrong.
  var warning: String {
    let named = message + poolName + (advice.map { " [\($0.rawValue)]" } ?? "")
    return location.map { "\($0): warning: \(named)" } ?? "weir: warning: \(named)"
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "file": .optional(location?.file), "line": .optional(location?.line), "column": .optional(location?.column),
      "message": .string(message), "pool": .optional(pool?.description),
    ]
    if let advice { members["name"] = .string(advice.rawValue) }
    return .object(members)
  }
}

extension [ToldFault] {
  /// The contract's object of errors.
  var json: JSONValue { ["errors": .array(map(\.json))] }
}

/// Errors as text, and nowhere else: what is wrong, where, what happens next, and what a person can do.
enum ErrorText {
  /// One for each fault, in the order in which they are told.
  static func faults(for error: any Error) -> [ToldFault] {
    switch error {
    case let settings as SettingsFaults: settings.faults.map(told)
    case let many as ToldFaults: many.faults
    case let invalid as InvalidManifests: faults(of: invalid.diagnostics)
    case ReconcileError.unknownPools(let names, let known, let fault):
      names.map { name in
        let hint = NearestName.hint(for: name.description, among: known.map(\.description))
        let newest = fault.map { "; \(notTaken($0)), and may have it" } ?? ""
        return ToldFault(
          "no pool is called \(name)" + (hint.isEmpty ? "; \(listing(known))" : hint) + newest, pool: name)
      } + (fault.map(faults(of:)) ?? [])
    case ReconcileError.notOrphaned(let names, let manifests):
      zip(names, manifests).map { name, manifest in
        ToldFault(
          "pool \(name) has a manifest (\(manifest)), so it is not pruned; remove that first", pool: name)
      }
    case let refusal as WakeRefusal: [ToldFault(line(refusal), pool: refusal.pool)]
    default: [ToldFault(line(for: error))]
    }
  }

  /// `the newest commit, main@4f1c2ab6, has errors`
  static func notTaken(_ fault: SourceFault) -> String {
    fault.revision.map { "the newest commit, \($0.ref)@\($0.commit.short), has errors" }
      ?? "the source cannot be read"
  }

  /// Why the newest manifests cannot be taken, those of a manifest with its pool.
  static func faults(of fault: SourceFault) -> [ToldFault] {
    var told = faults(ofRun: fault.error)
    for (position, pool) in fault.pools.enumerated() where position < told.count { told[position].pool = pool }
    return told
  }

  /// What kept a run from being done.
  static func faults(of report: RunReport) -> [ToldFault] {
    guard let error = report.error else { return [] }
    guard let source = report.source, source.error == error else { return faults(ofRun: error) }
    return faults(of: source)
  }

  /// The pools that there are, as the end of a line; of many the first.
  private static func listing(_ pools: [PoolName]) -> String {
    guard !pools.isEmpty else { return "the manifests have no pool yet" }
    let shown = 10
    let names = pools.sorted().prefix(shown).map(\.description).joined(separator: ", ")
    return pools.count > shown ? "there are \(names) and \(pools.count - shown) more" : "there are only: \(names)"
  }

  static func faults(of diagnostics: [Diagnostic]) -> [ToldFault] {
    diagnostics.map { ToldFault($0.message, at: $0.location, pool: $0.pool, advice: $0.advice) }
  }

  /// What kept a run from being done, as its report says it: a line a fault, those of manifests with their place.
  static func faults(ofRun error: String) -> [ToldFault] {
    error.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].hasSuffix(":"), let place = SourceLocation(reading: String(parts[0].dropLast()))
      else { return ToldFault(String(line)) }
      return ToldFault(String(parts[1]), at: place)
    }
  }

  private static func told(_ fault: SettingsFault) -> ToldFault {
    if case .file(let location) = fault.origin { return ToldFault(fault.message, at: location) }
    return ToldFault(fault.text)
  }

  /// An error as one line; where it is many faults, the first of them.
  static func line(for error: any Error) -> String {
    switch error {
    case is SettingsFaults, is ToldFaults, is InvalidManifests, is ReconcileError: faults(for: error).first?.shown ?? ""
    case let failure as SettingsFile.Failure: line(failure)
    case let refusal as WakeRefusal: line(refusal)
    case let error as SourceError: line(error)
    case let error as AzureError: line(error)
    case let error as LogError: line(error)
    case let error as SecretError: line(error)
    case let error as ControlError: line(error)
    case let error as DeploymentUnfinished:
      "\(error.name) still runs in Azure after \(error.after.weirText), which is reconcile.timeout; it goes on there, and "
        + "the next run follows it"
    case let error as StillDifferent:
      "Azure ended the deployment well, and \(error.change.map { "\($0.resource.short) \($0.path)" } ?? "the pool") is "
        + "still not what the manifest wants; see whether something else changes it"
    case let error as NoLongerOurs:
      "\(error.resource.short) was to be deleted or detached and is not this pool's any more, or the pool was suspended; it is "
        + "left alone"
    case let error as AzureCLIInstallationError: LineText.single(error.description)
    case let error as CommandFailure: error.message
    case let error as UnreadableMessage:
      "the controller answered what cannot be read (\(error.field)); run the same version of weir on both sides"
    case let error as UnknownTemplate: error.description
    case let error as SimulatorError: line(error)
    case is CancellationError: "interrupted; what runs in Azure goes on, and the next run takes it up"
    default: LineText.single("\(error)")
    }
  }

  private static func line(_ failure: SettingsFile.Failure) -> String {
    switch failure {
    case .notFound(let places):
      "no settings: neither --config nor WEIR_CONFIG names a file, and there is no \(places.joined(separator: " or ")); "
        + "weir init writes one"
    case .unreadable(let file, let reason): "\(file): the settings cannot be read: \(reason)"
    }
  }

  static func line(_ error: SourceError) -> String {
    let text =
      switch error {
      case .timedOut(let url, let after):
        "\(url): git did not answer within \(after.weirText) and was ended; check the network, or raise source.timeout"
      case .unreachable(let url, let reason): "\(url): cannot be reached: \(reason); check source.url and the network"
      case .notAuthorized(let url, let reason):
        "\(url): the server refused the login: \(reason); check source.auth and the account's right to read"
      case .untrustedHost(let url, let reason):
        "\(url): the server is not the one it should be: \(reason); compare its key with the owner's and mend "
          + "source.auth.knownHostsFile or source.auth.caFile"
      case .notFound(let url, let reason): "\(url): no repository there: \(reason); check source.url"
      case .emptyRepository(let url): "\(url): the repository has no commit; push one"
      case .refNotFound(let ref, let url): "\(url): there is no \(ref) (any more); push it, or name another"
      case .tooLarge(let what, let limit): "\(what) has more than \(limit) bytes; make it smaller"
      case .storage(let path, let reason):
        "\(path): the copy of the repository cannot be read or written: \(reason); see to its space and to the rights to it"
      case .configuration(let text): text
      }
    return LineText.single(text)
  }

  /// What it means and what happens next, then Azure's own words.
  static func line(_ error: AzureError) -> String {
    let message = LineText.single(error.message)
    let advice =
      switch error {
      case .notSignedIn: "not signed in to Azure; run az login as Weir's user, for azure.configDirectory if it is set"
      case .forbidden: "Azure refused for want of a right; give Weir's principal a role (weir doctor names it)"
      case .notFound: "Azure does not have it; see whether somebody deleted it, or mend the manifest that names it"
      case .throttled(let until?, _): "Azure asks to wait until \(TimeText.absolute(until))"
      case .throttled(nil, _): "Azure asks to wait; let some minutes go by before the next try"
      case .conflict: "something else is changing the same resource; let it come to its end"
      case .quota: "a quota or the region's capacity is used up; raise it or make the pool smaller"
      case .policy: "a policy of the organisation forbids it; change the manifest or the policy"
      case .surroundings(let what, _): advice(on: what)
      case .invalidTemplate: "Azure refused the template; mend the manifest"
      case .refused: "Azure refused it; mend what it names, in the manifest or in Azure"
      case .deploymentFailed: "the deployment failed; mend what Azure names"
      case .unreachable: "Azure cannot be reached; check the network and the proxy"
      case .unreadable where message.isEmpty: "az did not answer as it should; weir doctor checks it"
      // Nobody but Weir has said this, and it says what to do.
      case .unreadable: ""
      }
    if advice.isEmpty { return message }
    return message.isEmpty ? advice : "\(advice): \(message)"
  }

  static func line(_ error: LogError) -> String {
    switch error {
    case .storage(let path, let reason):
      LineText.single("\(path): the state cannot be read or written: \(reason); nothing is changed in Azure without it")
    case .damaged(let path, let reason):
      LineText.single("\(path): the state is damaged: \(reason); \(ErrorText.beginningAnew(path))")
    case .newerSchema(let path): "\(path): written by a newer weir; install that one, or name another state"
    }
  }

  static func line(_ error: SecretError) -> String {
    switch error {
    case .notSet(let variable): "the secret's variable \(variable) is not set; set it for weir"
    case .unreadable(let file, let reason): LineText.single("\(file): the secret cannot be read: \(reason)")
    case .unusable(let variable, let reason):
      LineText.single("the secret's variable \(variable) cannot be used: \(reason)")
    case .notAllowed: SecretPolicy.refusal
    }
  }

  private static func line(_ error: SimulatorError) -> String {
    switch error {
    case .cannotListen(let port, EADDRINUSE):
      "port \(port) is in use; name another with --port, or none, and a free one is found"
    case .cannotListen(let port, let number):
      "nothing can listen on port \(port): \(SystemError.text(number)); name another with --port, or none"
    case .directory(let path, let cause):
      "\(path): the stand-in's certificate cannot be put there: \(SystemError.text(of: cause)); name a folder that can "
        + "be written with --directory, or none"
    }
  }

  /// What is known of a controller that does not answer, and what to do about it.
  private static func silence(_ path: String, _ holder: ControllerLock.Holder?, _ limit: Duration) -> String {
    guard let holder else {
      return "\(path): the controller has not answered for \(limit.weirText); see what holds the socket (ss -xlp)"
    }
    let remedy =
      ProcessState.isStopped(holder.pid)
      ? "it is stopped: kill -CONT \(holder.pid) lets it go on"
      : "it may hang: weir log shows how far it came; end it (kill \(holder.pid)) and start weir run again"
    return "\(path): the controller (process \(holder.pid)) has not answered for \(limit.weirText); \(remedy)"
  }

  private static func line(_ error: ControlError) -> String {
    switch error {
    case .alreadyRunning(let pid, let lock):
      "another controller runs with this state (process \(pid), \(lock)); end it first, or use another state"
    case .cannotListen(let path, let reason):
      "\(path): the socket cannot be made: \(reason); see to the rights to its folder, or name another state"
    case .cannotLock(let path, let reason):
      "\(path): the lock cannot be had: \(reason); run weir as the user whom the state belongs to, or name another state"
    case .unreachable(let path, let reason):
      "\(path): the controller that runs with this state cannot be asked: \(reason); run weir as the controller's user"
    case .silent(let path, let holder, let limit): silence(path, holder, limit)
    case .lost(let path): "\(path): the controller went away before it had finished; weir log shows how far it came"
    case .refused(let message): message
    }
  }
}

/// Something that a verb cannot do, in its own words.
struct CommandFailure: Error, Hashable, Sendable {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Several faults that are told as they are.
struct ToldFaults: Error, Hashable, Sendable {
  var faults: [ToldFault]
}
