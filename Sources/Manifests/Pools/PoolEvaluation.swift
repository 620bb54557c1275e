import Pools
import Templates

/// What became of a pool's document: the pool, or what is wrong with it.
struct PoolEvaluation: Sendable {
  var record: PoolRecord?
  var diagnostics: [Diagnostic] = []
  var warnings: [Diagnostic] = []
  /// The files beside the manifests that it rests on.
  var dependencies: [Dependency] = []
  /// True where warnings about the template were dropped, since another pool's say the same.
  private(set) var isTrimmed = false
  /// False where it rests on a template that could not be had: the same files may come to more the next time.
  var isSettled = true
  var silences = Silences(nil)

  /// The template's path; nil where there is none.
  var template: String? { dependencies.first.flatMap { $0.blob == nil ? nil : $0.path } }

  /// Drops the warnings about the template: ten thousand pools on one template would keep the same lines each.
  mutating func trim() {
    let kept = warnings.filter { $0.location.file != template }
    if kept.count < warnings.count { (warnings, isTrimmed) = (kept, true) }
  }
}

/// A file that was read as something, or what is wrong with it.
enum ReadFile<Content: Sendable>: Sendable {
  case content(Content)
  /// Faults in the file itself.
  case faulty([Diagnostic])
  /// It could not be read at all; said where it is named.
  case unread(String)
  /// It is elsewhere and not here; never `.content`.
  case elsewhere(TemplateAnswer)
}

extension PoolEvaluation {
  /// Evaluates a pool's template with its parameters.
  init(
    _ request: PoolRequest, template: ReadFile<Template>, parameters: ReadFile<[String: ParameterValue]>?,
    defaults: ManifestDefaults, today: CalendarDay?, texts: SharedTexts, interruption: EvaluationInterruption
  ) {
    silences = request.silences
    warnings = request.warnings
    diagnostics = request.faults
    guard let description = request.template else { return }
    let spec = description.spec
    defer { judgeSilences(today: today) }
    var ready: (Template, [String: ParameterValue])?
    switch (template, parameters) {
    case (.content(let template), nil): ready = (template, [:])
    case (.content(let template), .content(let values)?): ready = (template, values)
    default: break
    }
    take(template, named: spec["file"], as: "spec.template.file", of: request)
    if let parameters {
      take(parameters, named: spec["parametersFile"], as: "spec.template.parametersFile", of: request)
    }
    if case .elsewhere(let answer) = template, let query = description.elsewhere {
      take(answer, of: request, description, query)
    }
    guard let (template, values) = ready else { return }
    let binding = ParameterBinding(request, description, template: template, file: values)
    diagnostics += binding.diagnostics
    warnings += binding.warnings
    var secrets = defaults.secrets.map { SecretCheck(policy: $0, manifest: request.manifest.file, pool: request.name) }
    secrets?.look(at: values)
    defer { diagnostics += secrets?.diagnostics ?? [] }
    do throws(TemplateFaults) {
      let evaluated = try template.evaluate(
        parameters: binding.values, scope: request.scope, origins: request.origins, today: today,
        interruption: interruption)
      warnings += evaluated.warnings.map { Diagnostic($0, pool: request.name) }
      diagnostics += evaluated.exposures.map { Diagnostic($0, pool: request.name) }
      // Of a deployment within the template nobody knows any more where it names a secret.
      for (name, reference) in evaluated.secrets.sorted(by: { $0.key < $1.key }) where binding.values[name] == nil {
        secrets?.check(reference, path: "spec.template: secret \(Quoted.bare(name))", at: description.place)
      }
      guard diagnostics.isEmpty, secrets?.diagnostics.isEmpty ?? true, request.isSound else { return }
      take(evaluated, of: request, at: description.place, defaults: defaults, texts: texts)
    } catch {
      if error.isLate { isSettled = false }
      let places = Set(binding.values.values.map(\.origin))
      let isWhole = binding.isComplete && request.isSound
      let told = error.faults.filter { isWhole || places.contains($0.location) }
      diagnostics += told.map { Diagnostic($0, pool: request.name) }
    }
  }

  /// Keeps what a pool's template came to, unless ARM would not take it.
  ///
  /// - Parameter place: of what describes the pool's resources, for a fault.
  mutating func take(
    _ evaluated: EvaluatedTemplate, of request: PoolRequest, at place: SourceLocation, defaults: ManifestDefaults,
    texts: SharedTexts
  ) {
    let pool = DesiredPool(evaluated, of: request, defaults: defaults)
    guard let size = DeploymentTemplate.excessiveSize(of: pool) else {
      record = PoolRecord(pool, labels: request.labels, namePlace: request.namePlace, texts: texts)
      return
    }
    diagnostics.append(
      Diagnostic(
        location: place,
        message:
          "the pool's template has \(size) bytes once its loops have run and its values stand in it, and ARM takes "
          + "\(DeploymentTemplate.maximumBytes); make its loops, texts or dependencies smaller, or make it several pools",
        pool: request.name))
  }

  /// Takes away what is silenced. What was not looked at is silenced by nobody, so no silence is useless for it.
  mutating func judgeSilences(today: CalendarDay?) {
    if record == nil || !isSettled { silences.excuse(silences.names) }
    if today == nil { silences.excuse([.oldAPIVersion]) }
    warnings = silences.filter(warnings)
  }

  private mutating func take<Content>(
    _ file: ReadFile<Content>, named value: PlacedValue?, as path: String, of request: PoolRequest
  ) {
    switch file {
    case .content, .elsewhere: break
    case .faulty(let faults):
      diagnostics += faults.map { Diagnostic(location: $0.location, message: $0.message, pool: request.name) }
    case .unread(let reason):
      diagnostics.append(
        Diagnostic(location: value?.place ?? request.manifest, message: "\(path): \(reason)", pool: request.name))
    }
  }
}

extension DesiredPool {
  /// What a request's evaluated template comes to, with Weir's tags.
  fileprivate init(_ evaluated: EvaluatedTemplate, of request: PoolRequest, defaults: ManifestDefaults) {
    var pool = DesiredPool(
      name: request.name, subscription: request.subscription, resourceGroup: request.resourceGroup,
      location: request.location, resources: evaluated.resources, secrets: evaluated.secrets,
      manifest: request.manifest, fields: request.fields, deletion: request.deletion)
    pool.formerNames = request.formerNames
    if case .fields(let fields) = request.description { pool.nameStem = fields.name }
    self = pool.tagged(labels: request.labels, managedBy: defaults.managedBy)
  }
}

extension PoolRequest {
  var scope: TemplateScope {
    TemplateScope(
      subscription: subscription, resourceGroup: resourceGroup, location: location, tenant: nil, tags: [:],
      deployment: "weir-\(name)")
  }

  /// The places of what the scope's functions answer.
  var origins: [String: SourceLocation] {
    var origins: [String: SourceLocation] = [:]
    for name in ["subscription", "resourceGroup", "location"] { origins[name] = fields["spec.\(name)"] }
    return origins
  }
}

extension Diagnostic {
  init(_ fault: TemplateFault, pool: PoolName?) {
    self.init(location: fault.location, message: fault.message, pool: pool)
  }
}
