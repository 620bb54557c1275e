import Pools

/// A deployment within a template. It is opened once, when all resources beside it are known by name, or when another one
/// asks for its outputs. Not shared: it lives as long as one evaluation.
final class NestedDeployment {
  private let template: NestedTemplate
  let id: ResourceID
  let isDeployed: Bool
  private let node: ResourceNode
  private let frame: Frame
  private let outer: Evaluation
  /// The deployments around it, the innermost first.
  private let within: [NestedDeployment]

  private enum State { case closed, opening, open }
  private var state = State.closed
  private var inner: Evaluation
  private var instances: [ResourceInstance] = []
  private var faults: [EvaluationFault] = []
  /// What its parameters refer to.
  private var needs: Set<ResourceID> = []
  private var waitsFor: [ResourceID]?
  private enum Outputs {
    case unknown
    case underWay
    /// The outputs, and what they refer to.
    case known(Term, Set<ResourceID>)
    case wrong(EvaluationFault)
  }
  private var outputs = Outputs.unknown
  /// What has to be there first, since its loop is serial.
  var earlier: [ResourceID] = []

  init(
    _ template: NestedTemplate, id: ResourceID, node: ResourceNode, isDeployed: Bool, frame: Frame,
    in outer: Evaluation, within: [NestedDeployment]
  ) {
    self.template = template
    self.id = id
    self.node = node
    self.isDeployed = isDeployed
    self.frame = frame
    self.outer = outer
    self.within = within
    inner = outer
  }

  /// True where it is evaluated as a part of the template around it.
  var isOuter: Bool { if case .outer = template.content { true } else { false } }

  var isOpen: Bool { if case .open = state { true } else { false } }

  /// Where its resources go.
  var place: ResourcePlace { ResourcePlace(subscription: id.subscription, group: id.resourceGroup) }

  /// The resources that it makes, those of deployments inside it among them.
  var made: [ResourceID] {
    guard isDeployed else { return [] }
    return instances.flatMap { $0.nested?.made ?? ($0.isDeployed ? [$0.id] : []) }
  }

  /// The deployments that it is in, the innermost first, with itself.
  private var chain: [NestedDeployment] { [self] + within }

  /// Its resources, and deployments inside it, with the faults of their names.
  func opened() -> (instances: [ResourceInstance], faults: [EvaluationFault]) {
    if case .closed = state { open() }
    return (instances, faults)
  }

  private func open() {
    state = .opening
    begin()
    defer {
      state = .open
      end()
    }
    var around = ResourceSurroundings(place: place, within: chain)
    switch template.content {
    case .outer(let resources, _):
      around.frame = frame
      instances = outer.instances(of: resources, in: around, faults: &faults)
    case .inner(let template, let parameters):
      inner = Evaluation(of: template, in: outer, deployment: id.name, to: place)
      let before = outer.referenced
      outer.referenced = []
      faults += inner.bind(parameters, in: outer, frame)
      if faults.isEmpty { inner.checkParameters(parameters, of: id.name) }
      needs = outer.referenced
      outer.referenced = before
      // What needs a wrong value would only fail once more.
      guard faults.isEmpty else { return }
      instances = inner.instances(of: template.resources, in: around, faults: &faults)
    }
  }

  /// What has to be there before any of its resources.
  func dependencies() throws(EvaluationFault) -> [ResourceID] {
    if let waitsFor { return waitsFor }
    var found = needs.union(earlier)
    for dependency in node.dependsOn {
      do throws(EvaluationFault) {
        found.formUnion(try outer.dependencies(dependency, of: id, frame))
      } catch {
        throw error.placed(at: node.path.member("dependsOn"))
      }
    }
    waitsFor = Array(found)
    return Array(found)
  }

  /// Notes the secure values that its outputs show. What else is wrong with an output is said where it is used.
  func checkOutputs() {
    guard isDeployed, case .open = state, faults.isEmpty else { return }
    let nodes: [OutputNode]
    let frame: Frame
    switch template.content {
    case .outer(_, let outputs): (nodes, frame) = (outputs, self.frame)
    case .inner(let template, _): (nodes, frame) = (template.outputs, Frame())
    }
    for node in nodes where !node.isSecure {
      if let term = try? inner.outputTerm(node, frame) { inner.checkOutput(node, term) }
    }
  }

  /// What `reference` answers for it.
  func reference(full: Bool) throws(EvaluationFault) -> Term {
    let outputs = try knownOutputs()
    let properties = Term.members([
      "mode": .known("Incremental"), "provisioningState": .known("Succeeded"), "outputs": outputs,
    ])
    guard full else { return properties }
    return .members([
      "id": .known(.string(id.description)), "name": .known(.string(id.name)),
      "type": .known(.string(id.type.description)), "properties": properties,
    ])
  }

  /// Its outputs, evaluated when they are asked for first, since others may ask again and again. Whoever asks refers to
  /// what they refer to, the first and the last alike.
  private func knownOutputs() throws(EvaluationFault) -> Term {
    switch outputs {
    case .underWay: throw cycle
    case .wrong(let fault): throw fault
    case .known(let term, let referenced):
      inner.referenced.formUnion(referenced)
      return term
    case .unknown: break
    }
    if case .opening = state { throw cycle }
    if case .closed = state { open() }
    let before = inner.referenced
    inner.referenced = []
    outputs = .underWay
    begin()
    defer { end() }
    do throws(EvaluationFault) {
      if let fault = faults.first { throw fault }
      let term = try evaluatedOutputs()
      outputs = .known(term, inner.referenced)
      inner.referenced.formUnion(before)
      return term
    } catch {
      outputs = .wrong(error)
      inner.referenced = before
      throw error
    }
  }

  private func begin() { outer.meter.deployments.append((ObjectIdentifier(self), "deployment \(id.name)")) }
  private func end() { outer.meter.deployments.removeLast() }

  private var cycle: EvaluationFault {
    let deployments = outer.meter.deployments
    let start = deployments.firstIndex { $0.key == ObjectIdentifier(self) } ?? deployments.startIndex
    return .cycle(deployments[start...].map(\.name))
  }

  private func evaluatedOutputs() throws(EvaluationFault) -> Term {
    let nodes: [OutputNode]
    let frame: Frame
    switch template.content {
    case .outer(_, let outputs): (nodes, frame) = (outputs, self.frame)
    case .inner(let template, _): (nodes, frame) = (template.outputs, Frame())
    }
    var outputs: [String: Term] = [:]
    for node in nodes {
      do throws(EvaluationFault) {
        guard let value = try inner.outputTerm(node, frame) else { continue }
        if node.isSecure { inner.seal(value) }
        outputs[node.name] = .members(["type": .known(.string(node.type)), "value": value])
      } catch {
        throw error.placed(at: node.path)
      }
    }
    return .members(outputs)
  }
}

extension Evaluation {
  /// The instances with those of all deployments among them, which are opened one after the other.
  func opening(_ instances: [ResourceInstance], faults: inout [EvaluationFault]) -> [ResourceInstance] {
    // What is evaluated as a part of this template has its names here: they are all known before parameters refer to
    // them, wherever its deployments stand in the list.
    for instance in instances where meter.end == nil {
      if let nested = instance.nested, nested.isDeployed, nested.isOuter { _ = nested.opened() }
    }
    var all: [ResourceInstance] = []
    for instance in instances {
      all.append(instance)
      guard let nested = instance.nested, nested.isDeployed, meter.end == nil || nested.isOpen else { continue }
      let (inside, found) = nested.opened()
      faults += found
      all += opening(inside, faults: &faults)
    }
    orderBatches(instances)
    return all
  }

  /// In a serial loop of deployments each batch waits for the one before it.
  private func orderBatches(_ instances: [ResourceInstance]) {
    struct Batch: Hashable {
      var loop: JSONPath
      var number: Int
    }
    var made: [Batch: [ResourceID]] = [:]
    for instance in instances {
      guard let nested = instance.nested, let batch = instance.batch else { continue }
      made[Batch(loop: instance.node.path, number: batch), default: []] += nested.made
    }
    for instance in instances {
      guard let nested = instance.nested, let batch = instance.batch, batch > 0 else { continue }
      nested.earlier = made[Batch(loop: instance.node.path, number: batch - 1)] ?? []
    }
  }
}
