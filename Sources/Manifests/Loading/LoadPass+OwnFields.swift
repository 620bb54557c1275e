import Pools
import Templates

extension LoadPass {
  /// Evaluates the pools that are described by their own fields, which rest on no other file; answers the others.
  ///
  /// Their values are parameters of the template that Weir writes, so pools of one make share it: each is parsed once.
  mutating func evaluateOwnFields(
    _ requests: [(number: Int, request: PoolRequest)], into evaluations: inout [PoolEvaluation]
  ) async throws -> [(number: Int, request: PoolRequest)] {
    let own = requests.compactMap { number, request -> (number: Int, request: PoolRequest, fields: PoolFields)? in
      if case .fields(let fields) = request.description { (number, request, fields) } else { nil }
    }
    guard !own.isEmpty else { return requests }
    let (defaults, templates, texts, today, watch) = (defaults, cache.written, cache.texts, today, watch)
    let evaluated = try await own.mapConcurrently(width: limits.concurrency) { pool in
      PoolEvaluation(
        pool.request, fields: pool.fields, templates: templates, texts: texts, defaults: defaults, today: today,
        interruption: watch.begin())
    }
    for (pool, evaluation) in zip(own, evaluated) {
      let dependencies = evaluations[pool.number].dependencies
      evaluations[pool.number] = evaluation
      evaluations[pool.number].dependencies = dependencies
    }
    return requests.filter { $0.request.template != nil }
  }
}

extension PoolEvaluation {
  /// Writes the template of a pool's own fields, and evaluates it.
  init(
    _ request: PoolRequest, fields: PoolFields, templates: WrittenTemplates, texts: SharedTexts,
    defaults: ManifestDefaults, today: CalendarDay?, interruption: EvaluationInterruption
  ) {
    silences = request.silences
    warnings = request.warnings
    defer { judgeSilences(today: today) }
    let written = fields.template()
    do throws(TemplateFaults) {
      let template = try templates.parsed(written.template)
      let evaluated = try template.evaluate(
        parameters: written.parameters, scope: request.scope, origins: request.origins, today: today,
        interruption: interruption)
      warnings += evaluated.warnings.map {
        Diagnostic($0, pool: request.name, writtenFrom: request.manifest)
      }
      guard evaluated.exposures.isEmpty else { throw TemplateFaults(faults: evaluated.exposures) }
      take(evaluated, of: request, at: request.manifest, defaults: defaults, texts: texts)
    } catch {
      isSettled = !error.isLate
      diagnostics = error.faults.map { fault in
        let isWritten = fault.location.file == WrittenTemplates.file
        return Diagnostic(
          location: isWritten ? request.manifest : fault.location, message: fault.message, pool: request.name)
      }
    }
  }
}
