import CLibgit2

/// One fetch, step by step: what the child process does between its request and its answer.
struct Fetch {
  private let request: FetchRequest
  private let address: GitAddress
  private let session: FetchSession
  private let connecting: FetchFailure.Stage

  init(_ request: FetchRequest) throws(FetchFailure) {
    self.request = request
    do { address = try GitAddress(request.url, relativeTo: "/") } catch {
      throw FetchFailure(.configuration, "the address cannot be read")
    }
    session = FetchSession(request, address: address)
    connecting = .connecting(folder: address.transport == .folder)
  }

  /// Brings the mirror up to date. Its refs move at the very end, all at once, or not at all.
  func run() throws(FetchFailure) -> FetchAnswer {
    let started = MonotonicClock.seconds
    // Half of the time for waiting, the other half for the fetch itself.
    let mirror = try MirrorFolder(at: request.mirror, waitingAtMost: Double(request.timeout) / 2)
    if address.transport == .ssh {
      let known = try session.knownHosts().hosts
      try mirror.makeHome(knownHosts: known.plainLines(host: address.host, port: address.port))
    }
    let repository = try mirror.repository()
    if let file = request.caFile {
      // OpenSSL would pass over the first certificate of a file with a byte-order mark, and say nothing.
      _ = try BoundedFile.text(file, setting: "source.auth.caFile")
      guard weir_git_set_certificates(file) == 0 else {
        throw FetchFailure(.configuration, "source.auth.caFile \(file): \(GitFault(code: -1).message)")
      }
    }
    if address.transport == .https {
      do throws(GitFault) { try session.origin.guardConnections() } catch {
        throw FetchFailure(.configuration, "libgit2 takes no connections of Weir's own: \(error.message)")
      }
    }
    let remote = try connect(repository, mirror)
    let heads = try session.during(connecting) { () throws(GitFault) in try remote.heads() }
      .filter { PackedRefs.isMirrored($0.name) }
    guard !heads.isEmpty else { throw FetchFailure(.empty, "it has no branch and no tag") }
    guard heads.count <= request.maximumRefs else {
      throw FetchFailure(.tooLarge, "the number of branches and tags", limit: request.maximumRefs)
    }
    try session.during(.receiving) { () throws(GitFault) in try remote.download(session.options()) }

    var refs = PackedRefs()
    for head in heads {
      do throws(GitFault) { try refs.add(head.name, at: head.target, in: repository) } catch {
        throw FetchFailure(.unreachable, "it sent \(head.name) without all of its objects: \(error.message)")
      }
    }
    let changed = try mirror.replaceRefs(with: refs)
    mirror.compact(repository, above: request.maximumPacks, deadline: started + Double(request.timeout) * 0.75)
    return .fetched(refs: heads.count, changed: changed)
  }

  private func connect(_ repository: Repository, _ mirror: MirrorFolder) throws(FetchFailure) -> Remote {
    do throws(GitFault) {
      let remote = try Remote(address.remote, in: repository)
      try remote.connect(session.options())
      return remote
    } catch {
      guard session.refusal == nil, address.transport == .ssh, error.isWithoutCommonKey else {
        throw session.failure(error, during: connecting)
      }
    }
    // The server has no key of the types that are known. Asked for any, it shows one, which the refusal then names.
    try mirror.makeHome(knownHosts: "")
    return try session.during(connecting) { () throws(GitFault) in
      let remote = try Remote(address.remote, in: repository)
      try remote.connect(session.options())
      return remote
    }
  }
}

extension GitFault {
  /// True where client and server found no way to begin, as when the server has no key of a type that is asked for.
  fileprivate var isWithoutCommonKey: Bool { part == .ssh && message.contains("exchange encryption keys") }
}
