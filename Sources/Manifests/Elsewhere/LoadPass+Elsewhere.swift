import Pools
import Templates

extension LoadPass {
  /// Asks for the templates that are elsewhere and that no earlier load has had.
  ///
  /// What has the right hash never changes and is kept like a file of the repository. Everything else may be otherwise
  /// the next time, so it counts for this load only.
  mutating func askElsewhere(for requests: [TemplateRequest]) async throws {
    var queries: [SourceFile: TemplateQuery] = [:]
    for request in requests {
      if let query = request.elsewhere, cache.templates.use(request.file) == nil {
        queries[request.file] = query
      }
    }
    let elsewhere = elsewhere
    let asked = queries.sorted { $0.key.path < $1.key.path }
    let answers = try await asked.mapConcurrently(width: limits.concurrency) { file, query -> ReadFile<Template> in
      let answer = try await elsewhere(query)
      guard case .content(let bytes) = answer else { return .elsewhere(answer) }
      return Self.parsed(bytes, of: file)
    }
    for ((file, _), answer) in zip(asked, answers) {
      if case .elsewhere = answer {
        unsettled[file] = answer
      } else {
        cache.templates.keep(answer, for: file)
      }
    }
  }

  private static func parsed(_ bytes: [UInt8], of file: SourceFile) -> ReadFile<Template> {
    do throws(TemplateFaults) {
      return .content(try Template(parsing: bytes, file: file.path))
    } catch {
      return .faulty(error.faults.map { Diagnostic($0, pool: nil) })
    }
  }
}

extension PoolEvaluation {
  /// Says why a template that is elsewhere is not here: a fault of the manifest where its hash is missing or another,
  /// and else a pool of which nothing is known.
  mutating func take(
    _ answer: TemplateAnswer, of request: PoolRequest, _ template: TemplateRequest, _ query: TemplateQuery
  ) {
    isSettled = false
    let uri = template.spec["uri"]?.place ?? template.place
    func fault(_ place: SourceLocation, _ message: String) {
      diagnostics.append(Diagnostic(location: place, message: message, pool: request.name))
    }
    switch answer {
    case .content: break
    case .notAllowed(let host):
      fault(
        uri,
        "spec.template.uri: templates.allowedHosts in weir.yaml does not list \(Quoted.line(host)); add it there, or keep "
          + "the template in the repository, as spec.template.file")
    case .differsElsewhere:
      let reason = "which weir does not say, since the server sends on to another one"
      guard query.hash != nil else {
        return fault(
          uri, "spec.template.sha256 is missing; write the hash of the template that you have read, \(reason)")
      }
      fault(
        template.spec["sha256"]?.place ?? uri,
        "spec.template.sha256: \(query.shown) has another hash now, \(reason); see what has changed in it")
    case .differs(let hash):
      guard query.hash != nil else {
        return fault(
          uri,
          "spec.template.sha256 is missing; \(query.shown) has \(hash) now: read it, and write this hash where it is "
            + "what you want")
      }
      fault(
        template.spec["sha256"]?.place ?? uri,
        "spec.template.sha256: \(query.shown) has another hash, \(hash) now; see what has changed in it, and write this "
          + "one where it is what you want")
    case .unreachable, .notKept:
      guard query.hash != nil else {
        let missing = "spec.template.sha256 is missing; write the hash of the template that you have read"
        guard case .unreachable(let why) = answer else { return fault(uri, "\(missing) (weir plan says it)") }
        return fault(uri, "\(missing), which weir cannot tell, since \(query.shown) cannot be had: \(why)")
      }
      var reason = "no copy of \(query.shown) is kept here; weir plan fetches and checks it"
      if case .unreachable(let why) = answer { reason = "\(query.shown) cannot be had and no copy is kept: \(why)" }
      if case .notKept = answer {
        warnings.append(
          Diagnostic(
            location: uri, message: "spec.template.uri: not checked, since \(reason)", pool: request.name,
            advice: .templateNotChecked))
      }
      guard diagnostics.isEmpty, request.isSound else { return }
      record = PoolRecord(request, unknown: UnknownTemplate(location: uri, reason: reason))
    }
  }
}
