import CLibgit2
import Glibc

/// What libgit2 calls back to during one fetch, and what it is answered. It lives on the one thread of the child process.
final class FetchSession {
  let request: FetchRequest
  let address: GitAddress
  /// Where credentials may go.
  let origin: Origin
  /// What a callback has refused, and why, more exactly than libgit2 passes it on.
  private(set) var refusal: FetchFailure?
  /// How often the server has asked for a key or a token.
  var offers = 0

  init(_ request: FetchRequest, address: GitAddress) {
    self.request = request
    self.address = address
    origin = Origin(address) { name in getenv(name).map { String(cString: $0) } }
  }

  /// The options of a fetch whose callbacks come to this session. They do not keep it alive.
  func options() throws(GitFault) -> git_fetch_options {
    var options = git_fetch_options()
    try check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
    options.callbacks = try callbacks()
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
    options.update_fetchhead = 0
    // Behind a proxy that hides where it is asked to go, nothing shows where a redirect leads.
    options.follow_redirects = origin.hiddenProxy == nil ? GIT_REMOTE_REDIRECT_INITIAL : GIT_REMOTE_REDIRECT_NONE
    options.proxy_opts.type = GIT_PROXY_AUTO
    return options
  }

  /// Runs a part of the fetch, and files its fault; where a callback refused, what that said counts.
  func during<Value: ~Copyable>(
    _ stage: FetchFailure.Stage, _ body: () throws(GitFault) -> Value
  ) throws(FetchFailure) -> Value {
    do throws(GitFault) { return try body() } catch { throw failure(error, during: stage) }
  }

  /// A fault of the library's, or what was refused before it.
  func failure(_ fault: GitFault, during stage: FetchFailure.Stage) -> FetchFailure {
    if let refusal { return refusal }
    return origin.refusal.map { FetchFailure(.untrustedHost, $0) } ?? FetchFailure(fault, during: stage)
  }

  private func callbacks() throws(GitFault) -> git_remote_callbacks {
    var callbacks = git_remote_callbacks()
    try check(git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)))
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { credential, _, user, allowed, payload in
      guard let credential, let session = FetchSession.at(payload) else { return GIT_EUSER.rawValue }
      return session.offer(credential, user: user.map { String(cString: $0) }, allowed: allowed)
    }
    callbacks.certificate_check = { certificate, valid, host, payload in
      guard let session = FetchSession.at(payload) else { return GIT_ECERTIFICATE.rawValue }
      return session.trusts(certificate, valid: valid != 0, host: host.map { String(cString: $0) } ?? "")
    }
    callbacks.transfer_progress = { progress, payload in
      guard let progress, let session = FetchSession.at(payload) else { return GIT_EUSER.rawValue }
      return session.takes(progress.pointee)
    }
    return callbacks
  }

  private static func at(_ payload: UnsafeMutableRawPointer?) -> FetchSession? {
    payload.map { Unmanaged<FetchSession>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Keeps the first reason, and answers the callback's code.
  func refuse(_ failure: FetchFailure, with code: git_error_code) -> Int32 {
    if refusal == nil { refusal = failure }
    git_error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), failure.reason)
    return code.rawValue
  }

  private func takes(_ progress: git_indexer_progress) -> Int32 {
    guard progress.received_bytes <= request.maximumBytes else {
      return refuse(FetchFailure(.tooLarge, "the fetch", limit: request.maximumBytes), with: GIT_EUSER)
    }
    return 0
  }
}
