/// The proof that a desired pool is what is live: a plan without changes, but for what cannot be held against it.
package struct ImportProof: Hashable, Sendable {
  /// What a reconciliation would change besides its two tags and what cannot be read; none where it is proved.
  package var changes: [Change]
  package var refusals: [Refusal]
  /// The resources that taking over gives Weir's two tags.
  package var tagged: [ResourceID]
  /// What Azure never tells, so that nobody can compare it: secrets, as `scale set vision properties.….adminPassword`, and
  /// extensions that may have protected settings.
  package var unseen: [String]

  package var isProved: Bool { changes.isEmpty && refusals.isEmpty }

  /// Plans `pool` against the documents that are live.
  ///
  /// What adoption adds is taken for added. It is the plan that the first reconciliation makes.
  package init(of pool: DesiredPool, against documents: [ResourceDocument], managedBy: String) {
    var live = LiveState()
    var tagged: [ResourceID] = []
    let wanted = Set(pool.resources.map(\.id))
    for document in documents {
      var document = document
      if wanted.contains(document.id), FieldRules.rules(for: document.type).takesTags {
        for (name, value) in [(OwnershipTag.pool, pool.name.description), (OwnershipTag.managedBy, managedBy)]
        where document.tag(name) == nil {
          document.body = document.body.setting(.string(value), at: JSONPath("tags", name))
          if tagged.last != document.id { tagged.append(document.id) }
        }
      }
      live.add([document])
    }
    let pool = pool.adoptingLiveRights(from: live, managedBy: managedBy)
    let plan = Pools.plan(
      PlanInput(
        pool: pool, live: live, baseline: nil, isFirstContact: true, allowedSubscriptions: [pool.subscription],
        managedBy: managedBy))
    changes = plan.changes
    refusals = plan.refusals
    self.tagged = tagged.sorted()
    unseen = pool.resources.flatMap(\.unseenPlaces)
  }

  /// What is live and that `pool` does not say, as changes from nothing: a deployment of `pool` might take it away.
  package static func unsaid(by pool: DesiredPool, of documents: [ResourceDocument]) -> [Change] {
    var mirrored = pool
    mirrored.resources = documents.map { $0.reduced() }
    // What the pool writes as children of a resource it leaves to others beside them: they are held against each other
    // as resources of their own.
    for child in pool.resources {
      guard let parent = child.id.parent, let segment = child.type.segments.last,
        let position = mirrored.resources.firstIndex(where: { $0.id == parent })
      else { continue }
      let whole = mirrored.resources[position]
      if let found = documents.first(where: { $0.id == parent })?.reduced().child(child.id) {
        mirrored.resources.append(found)
      }
      let list = FieldRules.rules(for: parent.type).place(ofChildren: segment)
      mirrored.resources[position].body = whole.body.setting(nil, at: list)
    }
    mirrored.secrets = [:]
    var said = LiveState()
    said.add(pool.resources)
    return Pools.plan(
      PlanInput(
        pool: mirrored, live: said, baseline: Baseline(applying: mirrored, secretDigests: [:]),
        allowedSubscriptions: [pool.subscription],
        managedBy: pool.resources.first?.tag(OwnershipTag.managedBy) ?? "weir")
    ).changes
  }
}

extension ResourceDocument {
  /// The places whose values Azure does not tell, or hides behind a secure parameter.
  fileprivate var unseenPlaces: [String] {
    let noun = FieldRules.rules(for: type).noun
    return expressions.filter { !$0.value.isEmpty }.map { "\(noun) \(id.name) \(place($0.key))" }.sorted()
  }

  /// The path; of what an extension has protected, the extension by its name.
  private func place(_ path: JSONPath) -> String {
    guard path.steps.last == .member("protectedSettings"),
      let element = body.value(at: JSONPath(Array(path.steps.dropLast(2)))), let name = element.member("name")?.string
    else { return "\(path)" }
    return "protected settings of the extension \(name)"
  }
}
