package import Logging
package import Manifests
package import Reconciliation

/// Templates by their addresses: fetched once over HTTPS, and from then on a copy beside the state that has the hash.
package struct HTTPSTemplates: TemplateLibrary {
  private let kept: KeptTemplates
  private let allowedHosts: AllowedHosts
  private let fetch: TemplateFetch
  private let failures: FetchFailures
  private let logger: Logger

  /// - Parameters:
  ///   - folder: where copies are kept; made at the first one.
  ///   - clock: by which a server that failed is left alone for a while.
  package init(folder: String, settings: RemoteTemplateSettings, clock: any WallClock, logger: Logger) {
    kept = KeptTemplates(folder: folder, allowedHosts: settings.allowedHosts)
    allowedHosts = settings.allowedHosts
    fetch = TemplateFetch(settings: settings)
    failures = FetchFailures(clock: clock)
    self.logger = logger
  }

  package func template(_ query: TemplateQuery) async throws -> TemplateAnswer {
    if let refusal = allowedHosts.refusal(of: query) { return refusal }
    if let copy = try await kept.copy(of: query) { return .content(copy) }
    if let wait = failures.reasonToWait(for: query.address) { return .unreachable(wait) }
    let found: TemplateFetch.Found
    do {
      found = try await fetch.bytes(at: query.address, limit: query.limit)
    } catch let error as FetchFault {
      failures.note(error.reason, for: query.address)
      return .unreachable(error.reason)
    }
    failures.forget(query.address)
    let bytes = found.bytes
    let hash = TemplateHash(of: bytes)
    // What another server has is told nobody who can write a manifest.
    guard hash == query.hash else { return found.isFromHost ? .differs(hash) : .differsElsewhere }
    do {
      try await kept.keep(bytes, as: hash)
    } catch let error as KeptTemplates.Failure {
      // It is the right template all the same; only the next process has to fetch it anew.
      logger.warning("a template cannot be kept", metadata: ["folder": "\(kept.folder)", "reason": "\(error.reason)"])
    }
    return .content(bytes)
  }
}
