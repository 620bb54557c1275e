extension DesiredPool {
  /// The pool with what others have set on its resources and it says nothing of, so far as the field rules keep it: tags of
  /// a policy, a network's DNS servers, identities of agents. A deployment, which writes resources whole, then takes
  /// nothing of that away.
  ///
  /// Only for what is sent: what is desired, its plan, its baseline and its deployment's name are the same without it.
  /// What was the pool's and is desired no more is left out, and so is what a report would not show. Of a resource that
  /// is not in `live` nothing is known, and nothing is carried.
  ///
  /// - Parameter baseline: what was applied last, which tells what was the pool's.
  package func adoptingForeign(from live: LiveState, baseline: Baseline?) -> DesiredPool {
    var lookup = LiveLookup(live)
    let memory = Dictionary(
      (baseline?.resources ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let wanted = Set(resources.map(\.id))
    let leaving = memory.keys.filter { !wanted.contains($0) }.sorted()
    var pool = self
    for position in pool.resources.indices {
      let document = pool.resources[position]
      guard let found = lookup[document.id] else { continue }
      let earlier = memory[document.id] ?? document.id.parent.flatMap { memory[$0] }?.part(document.id)
      pool.resources[position].body = ForeignFields(of: document, leaving: leaving).added(
        from: found, besides: earlier)
    }
    return pool
  }

  /// The extensions that others have added to the pool's scale sets, by scale set; those without any are left out.
  ///
  /// They cannot be carried along: what an extension was given in secret is never answered.
  package func foreignExtensions(in live: LiveState, baseline: Baseline?) -> [(scaleSet: ResourceID, names: [String])] {
    var lookup = LiveLookup(live)
    let place = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    func names(_ body: JSONValue?) -> [String] {
      (body?.value(at: place)?.array ?? []).compactMap { $0.member("name")?.string }
    }
    let ids = resources.map(\.id) + (baseline?.resources ?? []).map(\.id)
    return resources.compactMap { document in
      guard document.type.folded == FieldRules.scaleSetType else { return nil }
      let children = ids.filter { $0.parent == document.id }.map(\.name)
      let own = Set((names(document.body) + names(baseline?[document.id]?.desired) + children).map { $0.lowercased() })
      let others = names(lookup[document.id]?.body).filter { !own.contains($0.lowercased()) }.sorted()
      return others.isEmpty ? nil : (document.id, others)
    }
  }
}
