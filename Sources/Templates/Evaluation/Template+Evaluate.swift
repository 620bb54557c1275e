package import Pools

/// What a template comes to.
package struct EvaluatedTemplate: Sendable {
  package struct Output: Hashable, Sendable {
    package var type: String
    package var value: JSONValue
    /// As in `ResourceDocument`.
    package var expressions: [JSONPath: Set<String>]
  }

  /// A deployment that was in the template. Its resources are among the template's own.
  package struct Deployment: Hashable, Sendable {
    /// In the group, or on the subscription, that it deploys to.
    package var id: ResourceID
    /// Those of deployments inside it are theirs.
    package var resources: [ResourceID]
    /// The deployment that it is in; nil for the whole.
    package var outer: ResourceID?
  }

  /// Sorted by id, no id twice.
  package var resources: [ResourceDocument]
  /// The secure parameters, by their names as declared.
  package var secrets: [String: SecretReference]
  /// What deploys all the same, and should not be so.
  package var warnings: [TemplateWarning]
  package var outputs: [String: Output]
  /// Where secure values can be read in what is deployed. ARM takes it; a pool may not have it.
  package var exposures: [TemplateFault] = []
  /// The deployments that were in the template, with what each makes, in the order of their ids.
  package var deployments: [Deployment] = []
}

extension Template {
  /// Evaluates the template as far as can be without ARM and without secrets.
  ///
  /// What is left are expressions in canonical text over secure parameters, `reference()`, `list…()` and the like.
  /// - Parameters:
  ///   - parameters: by name, in any capitals.
  ///   - origins: where `location`, `resourceGroup`, `subscription` and `parameters` stand in the pool's manifest.
  ///   - today: what warnings about age go by; without it there are none.
  ///   - interruption: what may end the evaluation before it is done.
  /// - Throws: everything that is wrong at once; what ends the evaluation alone: more work than `TemplateLimits.steps`, or
  ///   the interruption.
  package func evaluate(
    parameters values: [String: ParameterValue], scope: TemplateScope, origins: [String: SourceLocation] = [:],
    today: CalendarDay? = nil, interruption: EvaluationInterruption = .never
  ) throws(TemplateFaults) -> EvaluatedTemplate {
    let evaluation = Evaluation(template: self, scope: scope, origins: origins, interruption: interruption)
    var faults = evaluation.bind(values)
    // What needs a wrong value would only fail once more.
    guard faults.isEmpty else { throw located(faults) }
    let named = evaluation.instances(
      of: resources, in: ResourceSurroundings(place: evaluation.place), faults: &faults)
    let instances = evaluation.opening(named, faults: &faults)
    if let end = evaluation.meter.end { throw located(faults + [end]) }
    var documents: [ResourceDocument] = []
    for instance in instances where instance.isDeployed && faults.count < limits.faults {
      do throws(EvaluationFault) {
        let document = try instance.evaluation.document(of: instance)
        instance.evaluation.checkFields(of: document, at: instance.node.path)
        documents.append(document)
      } catch {
        faults.append(error)
        if error.isFinal { throw located(faults) }
      }
    }
    let graph = ResourceGraph(instances: instances)
    faults += graph.order(&documents)
    var outputs: [String: EvaluatedTemplate.Output] = [:]
    for node in self.outputs {
      do throws(EvaluationFault) {
        outputs[node.name] = try evaluation.output(node)
      } catch {
        faults.append(error.placed(at: node.path))
        if error.isFinal { throw located(faults) }
      }
    }
    guard faults.isEmpty else { throw located(faults) }
    for instance in instances { instance.nested?.checkOutputs() }
    let exposures = evaluation.exposures
    return EvaluatedTemplate(
      resources: documents.sorted { $0.id < $1.id }, secrets: evaluation.secrets,
      warnings: warnings(of: documents, instances, today: today), outputs: outputs,
      exposures: exposures.isEmpty ? [] : located(exposures).faults, deployments: Self.deployments(instances))
  }

  private static func deployments(_ instances: [ResourceInstance]) -> [EvaluatedTemplate.Deployment] {
    var made: [ObjectIdentifier: [ResourceID]] = [:]
    for instance in instances where instance.isDeployed {
      if let nested = instance.within.first { made[ObjectIdentifier(nested), default: []].append(instance.id) }
    }
    return instances.compactMap { instance in
      guard let nested = instance.nested, nested.isDeployed else { return nil }
      let own = made[ObjectIdentifier(nested)] ?? []
      return EvaluatedTemplate.Deployment(id: nested.id, resources: own.sorted(), outer: instance.within.first?.id)
    }.sorted { $0.id < $1.id }
  }

  /// Faults with the places that people can go to; at most so many that they are read. What has ended the evaluation is
  /// reported alone, since all that came after it only says the same.
  func located(_ faults: [EvaluationFault]) -> TemplateFaults {
    let end = faults.first { $0.isFinal }
    var located = TemplateFaults(
      faults: (end.map { [$0] } ?? Array(faults.prefix(limits.faults))).map { fault in
        let place = fault.location ?? location(of: fault.path ?? .root, offset: fault.offset)
        return TemplateFault(location: place, message: fault.message)
      })
    located.isLate = end?.isLate ?? false
    return located
  }
}

extension Evaluation {
  /// Nil where the output's condition rules it out.
  fileprivate func output(_ node: OutputNode) throws(EvaluationFault) -> EvaluatedTemplate.Output? {
    guard let term = try outputTerm(node, Frame()) else { return nil }
    checkOutput(node, term)
    let rendered = RenderedBody(term)
    return EvaluatedTemplate.Output(type: node.type, value: rendered.value, expressions: rendered.expressions)
  }

  /// An output's value, not yet written out.
  func outputTerm(_ node: OutputNode, _ frame: Frame) throws(EvaluationFault) -> Term? {
    if let condition = node.condition {
      guard let flag = try known(condition, frame, as: "the condition of the output \(node.name)").bool else {
        throw EvaluationFault("the condition of the output \(node.name) should be a boolean", path: condition.path)
      }
      guard flag else { return nil }
    }
    var term: Term
    if let count = node.count {
      var elements: [Term] = []
      for index in 0..<(try self.count(count, of: node.name, frame)) {
        elements.append(try self.term(node.value, frame.iterating(node.name, at: index)))
      }
      term = .list(elements)
    } else {
      term = try self.term(node.value, frame)
    }
    try charge(term)
    return term
  }
}
