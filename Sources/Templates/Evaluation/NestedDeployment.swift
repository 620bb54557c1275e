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
    defer { state = .open }
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

  /// What `reference` answers for it; its outputs are worked out anew each time, being few.
  func reference(full: Bool) throws(EvaluationFault) -> Term {
    if case .opening = state { throw EvaluationFault("the deployment \(id.name) needs itself") }
    if case .closed = state { open() }
    if let fault = faults.first { throw fault }
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
        outputs[node.name] = .members(["type": .known(.string(node.type)), "value": value])
      } catch {
        throw error.placed(at: node.path)
      }
    }
    let properties = Term.members([
      "mode": .known("Incremental"), "provisioningState": .known("Succeeded"), "outputs": .members(outputs),
    ])
    guard full else { return properties }
    return .members([
      "id": .known(.string(id.description)), "name": .known(.string(id.name)),
      "type": .known(.string(id.type.description)), "properties": properties,
    ])
  }
}

extension Evaluation {
  /// The instances with those of all deployments among them, which are opened one after the other.
  func opening(_ instances: [ResourceInstance], faults: inout [EvaluationFault]) -> [ResourceInstance] {
    var all: [ResourceInstance] = []
    for instance in instances {
      all.append(instance)
      guard let nested = instance.nested, nested.isDeployed else { continue }
      let (inside, found) = nested.opened()
      faults += found
      all += opening(inside, faults: &faults)
    }
    orderBatches(instances)
    return all
  }

  /// In a serial loop of deployments each batch waits for the one before it.
  private func orderBatches(_ instances: [ResourceInstance]) {
    for instance in instances {
      guard let nested = instance.nested, let batch = instance.batch, batch > 0 else { continue }
      nested.earlier = instances.filter { $0.node.path == instance.node.path && $0.batch == batch - 1 }
        .flatMap { $0.nested?.made ?? [] }
    }
  }
}
