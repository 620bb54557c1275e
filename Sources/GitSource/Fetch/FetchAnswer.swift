/// What the child process says at its end, as one line of JSON on its standard output.
enum FetchAnswer: Codable, Hashable, Sendable {
  /// The mirror holds what the server has; `refs` of them, and whether any of them moved, came or went.
  case fetched(refs: Int, changed: Bool)
  case failed(FetchFailure)
}

/// Why a fetch failed, told apart by who has to mend it.
struct FetchFailure: Error, Codable, Hashable, Sendable {
  enum Kind: String, Codable, Hashable, Sendable {
    case unreachable
    case notAuthorized
    case untrustedHost
    case notFound
    case empty
    case tooLarge
    case storage
    case configuration
  }
  var kind: Kind
  /// One line.
  var reason: String
  /// For `tooLarge`.
  var limit: Int = 0

  init(_ kind: Kind, _ reason: String, limit: Int = 0) {
    self.kind = kind
    self.reason = reason.singleLine(limit: 500)
    self.limit = limit
  }
}

extension FetchFailure {
  /// Files a fault from the conversation with the server, or from writing down what it sent.
  init(_ fault: GitFault, during stage: Stage) {
    let text = fault.message
    let lowered = text.lowercased()
    func says(_ words: String...) -> Bool { words.contains { lowered.contains($0) } }
    if says("no space left", "disk quota", "file too large", "read-only file system") {
      self.init(.storage, text)
      return
    }
    // libgit2 files a change of the scheme under the network, and one of the host under http.
    if says("cannot redirect") {
      self.init(.untrustedHost, text)
      return
    }
    switch (fault.code, fault.part) {
    case (.notAuthorized, _): self.init(.notAuthorized, text)
    case (.badCertificate, _): self.init(.untrustedHost, text)
    case (_, .tls) where says("certificate"): self.init(.untrustedHost, text)
    case (_, .http) where says("status code: 404"): self.init(.notFound, text)
    case (_, .http) where says("status code: 401", "status code: 403"): self.init(.notAuthorized, text)
    case (_, .http) where says("redirect"): self.init(.untrustedHost, text)
    case (_, .ssh) where says("not found", "not appear to be a git repository", "does not exist"):
      self.init(.notFound, text)
    case (_, .ssh) where says("authenticate", "public key", "publickey", "permission denied", "private key"):
      self.init(.notAuthorized, text)
    case (_, .configuration), (_, .memory): self.init(.storage, text)
    case (_, .system), (_, .files), (_, .database), (_, .indexer), (_, .compression):
      switch stage {
      case .connecting(let folder): self.init(folder ? .notFound : .unreachable, text)
      case .receiving: self.init(says("socket", "connect", "timed out", "reset") ? .unreachable : .storage, text)
      case .writing: self.init(.storage, text)
      }
    default:
      switch stage {
      case .connecting(let folder): self.init(folder ? .notFound : .unreachable, text)
      case .receiving: self.init(.unreachable, text)
      case .writing: self.init(.storage, text)
      }
    }
  }

  /// How far a fetch had come.
  enum Stage: Hashable, Sendable {
    /// `folder` where the source is a folder of this machine.
    case connecting(folder: Bool)
    case receiving
    case writing
  }
}
