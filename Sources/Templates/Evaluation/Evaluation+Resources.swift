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
}

extension Evaluation {
  /// Runs the resources' loops and evaluates names and conditions.
  func instances(
    of nodes: [ResourceNode], in parent: ResourceInstance? = nil, faults: inout [EvaluationFault]
  ) -> [ResourceInstance] {
    var instances: [ResourceInstance] = []
    for node in nodes {
      do throws(EvaluationFault) {
        let frame = parent?.frame ?? Frame()
        guard let copy = node.copy else {
          instances += try self.instances(of: node, frame, loop: nil, in: parent, faults: &faults)
          continue
        }
        let count = try count(copy.count, of: copy.name, frame)
        for index in 0..<count {
          let inner = frame.iterating(copy.name, at: index, isResource: true)
          instances += try self.instances(of: node, inner, loop: (copy.name, index), in: parent, faults: &faults)
        }
      } catch {
        faults.append(error.placed(at: node.path))
      }
    }
    return instances
  }

  private func instances(
    of node: ResourceNode, _ frame: Frame, loop: (name: String, index: Int)?, in parent: ResourceInstance?,
    faults: inout [EvaluationFault]
  ) throws(EvaluationFault) -> [ResourceInstance] {
    try charge(1)
    guard directory.entries.count < template.limits.resources else {
      throw EvaluationFault("the template makes more than \(template.limits.resources) resources")
    }
    let id = try identifier(of: node, frame, in: parent)
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
    let instance = ResourceInstance(
      node: node, id: id, apiVersion: apiVersion, frame: frame, isDeployed: isDeployed,
      parent: parent.flatMap { $0.isDeployed ? $0.id : nil }, batch: batch)
    directory.add(
      ResourceDirectory.Entry(
        id: id, apiVersion: apiVersion, isDeployed: isDeployed, symbol: node.symbol, loop: loop, body: node.body,
        frame: frame))
    return [instance] + instances(of: node.children, in: instance, faults: &faults)
  }

  private func identifier(
    of node: ResourceNode, _ frame: Frame, in parent: ResourceInstance?
  ) throws(EvaluationFault) -> ResourceID {
    let value = try known(node.name, frame, as: "a resource's name")
    guard let name = value.string, let type = ResourceType(node.type) else {
      throw EvaluationFault("a resource's name should be a string, and is of type \(value.kind)", path: node.name.path)
    }
    var names = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let parent, names.count < type.segments.count { names = parent.id.names + names }
    guard names.count == type.segments.count else {
      throw EvaluationFault(
        "the type \(type) has \(type.segments.count) segments, and the name \(name) has \(names.count)",
        path: node.name.path)
    }
    var (subscription, group) = (scope.subscription, scope.resourceGroup)
    if let elsewhere = node.subscription {
      let text = try known(elsewhere, frame, as: "the subscription of \(name)").string ?? ""
      guard let found = SubscriptionID(text) else {
        throw EvaluationFault("the subscription of \(name) is no subscription's id", path: elsewhere.path)
      }
      subscription = found
    }
    if let elsewhere = node.resourceGroup {
      let text = try known(elsewhere, frame, as: "the resource group of \(name)").string ?? ""
      guard let found = ResourceGroupName(text) else {
        throw EvaluationFault("the resource group of \(name) is no resource group's name", path: elsewhere.path)
      }
      group = found
    }
    guard let id = ResourceID(subscription: subscription, resourceGroup: group, type: type, names: names) else {
      throw EvaluationFault("a part of the name \(name) is empty", path: node.name.path)
    }
    return id
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
    let body = RenderedBody(term)
    for path in body.expressions.keys.sorted() {
      guard let length = body.value.value(at: path)?.string?.utf8.count, length > template.limits.expressionLength
      else { continue }
      throw EvaluationFault(
        "the expression that is left in \(path) has \(length) characters, and ARM takes "
          + "\(template.limits.expressionLength)", path: instance.node.path)
    }
    var dependencies = Set(referenced)
    if let parent = instance.parent { dependencies.insert(parent) }
    for node in instance.node.dependsOn {
      do throws(EvaluationFault) {
        dependencies.formUnion(try self.dependencies(node, instance))
      } catch {
        throw error.placed(at: instance.node.path.member("dependsOn"))
      }
    }
    dependencies.remove(instance.id)
    return ResourceDocument(
      id: instance.id, apiVersion: instance.apiVersion, body: body.value, dependsOn: Array(dependencies),
      expressions: body.expressions, provenance: Provenance(body.provenance))
  }

  private func dependencies(
    _ node: TemplateNode, _ instance: ResourceInstance
  ) throws(EvaluationFault) -> [ResourceID] {
    let value = try known(node, instance.frame, as: "a dependency of \(instance.id.short)")
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
    let entries = directory.positions(name).map { directory.entries[$0] }
    guard !entries.isEmpty else {
      let nearest = Nearest.name(to: name, among: directory.callableNames)
      throw EvaluationFault(
        "the dependency \(name) is no resource of this template" + (nearest.map { "; is it \($0)?" } ?? ""), path: path)
    }
    let isLoop = entries.allSatisfy { $0.loop != nil }
    guard entries.count == 1 || isLoop else {
      let several = entries.map(\.id.short).sorted().joined(separator: ", ")
      throw EvaluationFault("the dependency \(name) may be any of \(several); name its type too", path: path)
    }
    return entries.filter(\.isDeployed).map(\.id)
  }
}
