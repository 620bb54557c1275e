extension DesiredPool {
  /// True for the pool's name and for every name that it had before.
  func hasName(_ text: String) -> Bool {
    name.description == text || formerNames.contains { $0.description == text }
  }
}

extension Planner {
  /// A pool by its own fields whose resources were named after another name than its manifest says: every one of them
  /// would be created anew, and these would be deleted.
  func nameRefusals(live: inout LiveLookup) -> [Refusal] {
    guard let stem = input.pool.nameStem else { return [] }
    let desired = Set(input.pool.resources.map(\.id))
    var known = Set(baseline.keys)
    for name in [input.pool.name] + input.pool.formerNames {
      known.formUnion(input.live.ids(taggedFor: name.description, managedBy: input.managedBy))
    }
    let left = known.subtracting(desired)
    // A balancer beside it, named as Weir does: so the scale set is not one of a template that the pool had before.
    let balancers = Set(left.filter { $0.type.folded == FieldRules.balancerType }.map { $0.name.lowercased() })
    let earlier = left.sorted().first { id in
      id.type.folded == FieldRules.scaleSetType && balancers.contains("\(id.name.lowercased())-lb")
        && isOurs(id, live: &live)
    }
    guard let name = earlier.flatMap({ PoolName($0.name) }), name != stem else { return [] }
    let names = (input.pool.formerNames + [name]).map(\.description)
    let field = names.count > 1 ? "[\(names.joined(separator: ", "))]" : names[0]
    return [
      Refusal(
        message: "its resources are named after \(name), and would all be created anew: write metadata.renamedFrom: "
          + "\(field), and keep it there",
        location: input.pool.fields["metadata.name"] ?? input.pool.manifest)
    ]
  }
}
