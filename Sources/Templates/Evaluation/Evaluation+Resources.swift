import Pools

/// A resource after its loop has run, its body still to be evaluated.
struct ResourceInstance {
  var node: ResourceNode
  var id: ResourceID
  var apiVersion: String
  var frame: Frame
  var isDeployed: Bool
  var parent: ResourceID?
  var batch: Int?
  /// Whose names its expressions use.
  var evaluation: Evaluation
  /// The deployments that it is in, the innermost first.
  var within: [NestedDeployment]
  /// What it deploys itself; nil for every resource but a deployment.
  var nested: NestedDeployment?
}

/// What is around a resource while names are evaluated.
struct ResourceSurroundings {
  var place: ResourcePlace
  var frame = Frame()
  var parent: ResourceInstance?
  var within: [NestedDeployment] = []
}

extension Evaluation {
  /// Runs the resources' loops and evaluates names and conditions. Deployments among them stay closed.
  func instances(
    of nodes: [ResourceNode], in around: ResourceSurroundings, faults: inout [EvaluationFault]
  ) -> [ResourceInstance] {
    var instances: [ResourceInstance] = []
    // With as many faults as anybody reads, or at the evaluation's end, the rest would only be work.
    for node in nodes where meter.end == nil && faults.count < template.limits.faults {
      do throws(EvaluationFault) {
        guard let copy = node.copy else {
          instances += try self.instances(of: node, loop: nil, in: around, faults: &faults)
          continue
        }
        let count = try count(copy.count, of: copy.name, around.frame)
        for index in 0..<count where faults.count < template.limits.faults {
          var inner = around
          inner.frame = around.frame.iterating(copy.name, at: index, isResource: true)
          instances += try self.instances(of: node, loop: (copy.name, index), in: inner, faults: &faults)
        }
      } catch {
        faults.append(error.placed(at: node.path))
      }
    }
    return instances
  }

  private func instances(
    of node: ResourceNode, loop: (name: String, index: Int)?, in around: ResourceSurroundings,
    faults: inout [EvaluationFault]
  ) throws(EvaluationFault) -> [ResourceInstance] {
    try charge(1)
    try meter.chargeResource()
    let frame = around.frame
    let id = try identifier(of: node, in: around)
    let version = try known(node.apiVersion, frame, as: "the API version of \(id.short)")
    guard let apiVersion = version.string, !apiVersion.isEmpty else {
      throw EvaluationFault("the API version of \(id.short) should be a string")
    }
    var isDeployed = !node.isExisting
    if let condition = node.condition {
      guard let flag = try known(condition, frame, as: "the condition of \(id.short)").bool else {
        throw EvaluationFault("the condition of \(id.short) should be a boolean", path: condition.path)
      }
      isDeployed = isDeployed && flag
    }
    let batch = loop.flatMap { loop in node.copy?.batchSize.map { loop.index / $0 } }
    let nested = node.nested.map { template in
      NestedDeployment(
        template, id: id, node: node, isDeployed: isDeployed, frame: frame, in: self, within: around.within)
    }
    let instance = ResourceInstance(
      node: node, id: id, apiVersion: apiVersion, frame: frame, isDeployed: isDeployed && nested == nil,
      parent: around.parent.flatMap { $0.isDeployed ? $0.id : nil }, batch: batch, evaluation: self,
      within: around.within, nested: nested)
    directory.add(
      ResourceDirectory.Entry(
        id: id, apiVersion: apiVersion, isDeployed: instance.isDeployed, symbol: node.symbol, loop: loop,
        body: node.body, frame: frame, nested: nested))
    var inner = around
    inner.parent = instance
    return [instance] + instances(of: node.children, in: inner, faults: &faults)
  }

  /// Evaluates a resource's body.
  func document(of instance: ResourceInstance) throws(EvaluationFault) -> ResourceDocument {
    referenced = []
    let term: Term
    do throws(EvaluationFault) {
      term = try self.term(instance.node.body, instance.frame)
    } catch {
      throw error.placed(at: instance.node.path)
    }
    try charge(term)
    try charge(instance.node.dependsOn.count)
    let body = RenderedBody(term)
    for path in body.expressions.keys.sorted() {
      guard let text = body.value.value(at: path)?.string, text.utf8.count > template.limits.expressionLength else {
        continue
      }
      var longTexts = LongTexts()
      let length = longTexts.shortened(text, limit: template.limits.expressionLength).utf8.count
      guard length > template.limits.expressionLength else { continue }
      throw EvaluationFault(
        "the expression that is left in \(path) has \(length) characters, and ARM takes "
          + "\(template.limits.expressionLength)", path: instance.node.path)
    }
    var dependencies = Set(referenced)
    if let parent = instance.parent { dependencies.insert(parent) }
    if let extended = instance.id.extended, directory.single(extended.folded)?.isDeployed == true {
      dependencies.insert(extended)
    }
    for nested in instance.within { dependencies.formUnion(try nested.dependencies()) }
    for node in instance.node.dependsOn {
      do throws(EvaluationFault) {
        dependencies.formUnion(try self.dependencies(node, of: instance.id, instance.frame))
      } catch {
        throw error.placed(at: instance.node.path.member("dependsOn"))
      }
    }
    dependencies.remove(instance.id)
    return ResourceDocument(
      id: instance.id, apiVersion: instance.apiVersion, body: body.value, dependsOn: Array(dependencies),
      expressions: body.expressions, provenance: Provenance(body.provenance))
  }

  func dependencies(
    _ node: TemplateNode, of id: ResourceID, _ frame: Frame
  ) throws(EvaluationFault) -> [ResourceID] {
    let value = try known(node, frame, as: "a dependency of \(id.short)")
    var found: [ResourceID] = []
    for entry in value.array ?? [value] {
      if entry == .null { continue }
      guard let name = entry.string else {
        throw EvaluationFault("a dependency should be a string, and is of type \(entry.kind)", path: node.path)
      }
      found += try dependencies(named: name, path: node.path)
    }
    return found
  }

  private func dependencies(named name: String, path: JSONPath?) throws(EvaluationFault) -> [ResourceID] {
    let positions = directory.positions(name)
    try charge(positions.count)
    let entries = positions.map { directory.entries[$0] }
    guard !entries.isEmpty else {
      let nearest = NearestName.of(name, in: directory.callableNames)
      throw EvaluationFault(
        "the dependency \(Quoted.bare(name)) is no resource of this template"
          + (nearest.map { "; is it \($0)?" } ?? ""),
        path: path)
    }
    let isLoop = entries.allSatisfy { $0.loop != nil }
    guard entries.count == 1 || isLoop else {
      let several = entries.prefix(20).map(\.id.short).sorted().joined(separator: ", ")
      throw EvaluationFault(
        "the dependency \(Quoted.bare(name)) may be any of \(several); name its type too", path: path)
    }
    return entries.flatMap(\.made)
  }
}
