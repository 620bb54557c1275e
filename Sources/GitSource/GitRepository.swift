import Crypto
package import Manifests
package import Reconciliation

/// A repository of manifests, kept as a bare mirror: fetched by a child process, read by a thread of its own.
package struct GitRepository: Source {
  /// The mirror's folder.
  package let mirror: String
  private let settings: GitRepositorySettings
  private let address: GitAddress
  private let objects: GitObjects

  /// Checks the settings, and touches neither disk nor network.
  ///
  /// - Throws: `SourceError.configuration` for a version range that is none, and for ssh without a key or known hosts.
  package init(_ settings: GitRepositorySettings) throws(SourceError) {
    let address = settings.address
    if case .semver(let range) = settings.ref {
      do throws(VersionRange.SyntaxError) { _ = try VersionRange(range) } catch {
        throw .configuration("source.ref.semver: \(error.message)")
      }
    }
    if address.transport == .ssh {
      guard settings.authentication.sshKeyFile != nil else {
        throw .configuration("source.auth.sshKeyFile is not set, and \(address.text) is reached by ssh with a key")
      }
      guard settings.authentication.knownHostsFile != nil else {
        throw .configuration(
          "source.auth.knownHostsFile is not set, and nothing is fetched by ssh from a host whose key is not known")
      }
    }
    self.settings = settings
    self.address = address
    let name = SHA256.hash(data: Array(address.text.utf8)).prefix(8).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    mirror = "\(settings.mirrors)/\(name.joined()).git"
    // A first fetch that failed leaves a mirror without refs.
    let place = GitObjects.Place(root: .gitDirectory(mirror), sign: "\(mirror)/packed-refs")
    objects = GitObjects(at: place, limits: settings.limits)
  }

  package func fetch() async throws -> Revision {
    let auth = settings.authentication
    let request = FetchRequest(
      url: address.text, mirror: mirror, timeout: Int(clamping: settings.timeout.components.seconds),
      sshKeyFile: auth.sshKeyFile, knownHostsFile: auth.knownHostsFile, username: auth.username,
      tokenFile: auth.tokenFile, caFile: auth.caFile, maximumBytes: settings.maximumFetch,
      maximumRefs: settings.limits.refs, maximumPacks: settings.maximumPacks)
    let process = FetchProcess(
      executable: settings.program.executable, arguments: settings.program.arguments,
      environment: settings.program.environment, timeout: settings.timeout)
    do {
      switch try await process.run(request) {
      case nil: throw SourceError.timedOut(url: address.text, after: settings.timeout)
      case .failed(let failure): throw failure
      case .fetched: break
      }
    } catch let failure as FetchFailure {
      throw error(failure)
    }
    await objects.reopen()
    return try await revision(of: nil)
  }

  package func revision(of ref: SourceRef?) async throws -> Revision {
    do { return try await objects.revision(of: ref ?? settings.ref) } catch { throw self.error(error) }
  }

  package func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws -> Bool {
    do { return try await objects.isAncestor(ancestor, of: commit) } catch { throw self.error(error) }
  }

  package func mergeBase(_ first: CommitID, _ second: CommitID) async throws -> CommitID? {
    do { return try await objects.mergeBase(first, second) } catch { throw self.error(error) }
  }

  package func files(in commit: CommitID) async throws -> [SourceFile] {
    do { return try await objects.files(in: commit) } catch { throw self.error(error) }
  }

  package func entry(at path: String, in commit: CommitID) async throws -> SourceEntry? {
    do { return try await objects.entry(at: path, in: commit) } catch { throw self.error(error) }
  }

  package func contents(of blob: BlobID, limit: Int) async throws -> [UInt8] {
    do { return try await objects.contents(of: blob, limit: limit) } catch { throw self.error(error) }
  }

  private func error(_ failure: FetchFailure) -> SourceError {
    switch failure.kind {
    case .unreachable: .unreachable(url: address.text, reason: failure.reason)
    case .notAuthorized: .notAuthorized(url: address.text, reason: failure.reason)
    case .untrustedHost: .untrustedHost(url: address.text, reason: failure.reason)
    case .notFound: .notFound(url: address.text, reason: failure.reason)
    case .empty: .emptyRepository(url: address.text)
    case .tooLarge: .tooLarge(what: failure.reason, limit: failure.limit)
    case .storage: .storage(path: mirror, reason: failure.reason)
    case .configuration: .configuration(failure.reason)
    }
  }

  private func error(_ fault: ReadFault) -> SourceError {
    if case .noRepository = fault { return .notFound(url: address.text, reason: "it has never been fetched") }
    return SourceError(fault, place: mirror, url: address.text)
  }
}

extension SourceError {
  /// - Parameters:
  ///   - place: the folder that is read.
  ///   - url: where what is read comes from.
  init(_ fault: ReadFault, place: String, url: String) {
    switch fault {
    case .git(let fault): self = .storage(path: place, reason: fault.message)
    case .noSuchRef(let ref): self = .refNotFound(ref: ref, url: url)
    case .tooLarge(let what, let limit): self = .tooLarge(what: what, limit: limit)
    case .noRepository(let reason): self = .notFound(url: url, reason: reason)
    case .badRequest(let text): self = .configuration(text)
    }
  }
}
