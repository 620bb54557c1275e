import Pools

/// What stands between the resources of a template: doubles, the order of serial loops, circles.
struct ResourceGraph {
  let instances: [ResourceInstance]

  /// Adds the dependencies of serial loops to `documents`, and answers what is wrong among them.
  func order(_ documents: inout [ResourceDocument]) -> [EvaluationFault] {
    var faults: [EvaluationFault] = []
    var paths: [ResourceID: JSONPath] = [:]
    for instance in instances where instance.isDeployed {
      if paths.updateValue(instance.node.path, forKey: instance.id) != nil {
        faults.append(
          EvaluationFault("the resource \(instance.id.short) stands in the template twice", path: instance.node.path))
      }
    }
    let serial = serialDependencies()
    for position in documents.indices {
      guard let earlier = serial[documents[position].id] else { continue }
      documents[position].dependsOn = Set(documents[position].dependsOn).union(earlier).sorted()
    }
    if let circle = circle(documents) {
      let names = circle.map(\.short).joined(separator: " → ")
      faults.append(
        EvaluationFault(
          "resources depend on one another in a circle: \(names)", path: circle.first.flatMap { paths[$0] }))
    }
    return faults
  }

  /// In a serial loop each batch waits for the one before it.
  private func serialDependencies() -> [ResourceID: [ResourceID]] {
    var batches: [JSONPath: [Int: [ResourceID]]] = [:]
    for instance in instances where instance.isDeployed && instance.nested == nil {
      guard let batch = instance.batch else { continue }
      batches[instance.node.path, default: [:]][batch, default: []].append(instance.id)
    }
    var dependencies: [ResourceID: [ResourceID]] = [:]
    for loop in batches.values {
      for (batch, ids) in loop where batch > 0 {
        for id in ids { dependencies[id] = loop[batch - 1] ?? [] }
      }
    }
    return dependencies
  }

  /// The first circle in order of ids, its first resource also at its end; nil where there is none.
  private func circle(_ documents: [ResourceDocument]) -> [ResourceID]? {
    let next = Dictionary(documents.map { ($0.id, $0.dependsOn) }, uniquingKeysWith: { first, _ in first })
    var done: Set<ResourceID> = []
    for start in next.keys.sorted() where !done.contains(start) {
      // Walked with a list of its own, since 800 resources in a row are deeper than the stack need be.
      var path: [(id: ResourceID, position: Int)] = [(start, 0)]
      var onPath: Set<ResourceID> = [start]
      while let here = path.last {
        let targets = next[here.id] ?? []
        guard here.position < targets.count else {
          path.removeLast()
          onPath.remove(here.id)
          done.insert(here.id)
          continue
        }
        path[path.count - 1].position += 1
        let target = targets[here.position]
        if onPath.contains(target) {
          let ids = path.map(\.id)
          let begin = ids.firstIndex(of: target) ?? 0
          return Array(ids[begin...]) + [target]
        }
        guard !done.contains(target) else { continue }
        path.append((target, 0))
        onPath.insert(target)
      }
    }
    return nil
  }
}
