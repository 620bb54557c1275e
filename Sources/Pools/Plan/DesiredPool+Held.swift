extension DesiredPool {
  /// The pool with the live value in every held field, so that a write of something else leaves these fields as they are.
  ///
  /// Only for what is sent. A field is sent as the manifest has it where its live value is not known, where a report would
  /// not show it, and where taking an element out of a list would move expressions that only ARM evaluates.
  package func yielding(_ held: Set<FieldPlace>, to live: LiveState) -> DesiredPool {
    guard !held.isEmpty else { return self }
    var lookup = LiveLookup(live)
    var pool = self
    for position in pool.resources.indices {
      let places = held.filter { $0.resource == pool.resources[position].id }.sorted()
      guard !places.isEmpty, let found = lookup[pool.resources[position].id] else { continue }
      for place in places { pool.resources[position].yield(at: place.path, to: found.body) }
    }
    return pool
  }
}

extension ResourceDocument {
  fileprivate mutating func yield(at path: JSONPath, to live: JSONValue) {
    let value = live.value(at: path)
    if let value, value.text().contains(SecretText.mask) { return }
    guard let step = path.steps.last else { return }
    let around = JSONPath(Array(path.steps.dropLast()))
    if case .element = step, body.value(at: path) == nil {
      // An element of somebody else's list entry; the id and the type that Azure gives it are only answered.
      guard let value, case .array(let elements)? = body.value(at: around) ?? .array([]) else { return }
      let plain = value.setting(nil, at: JSONPath("id")).setting(nil, at: JSONPath("type"))
      body = body.setting(.array(elements + [plain]), at: around)
      return
    }
    let place = body.positions(of: path)
    if value == nil, case .element = step, let list = body.positions(of: around),
      expressions.keys.contains(where: { $0.steps.starts(with: list.steps) })
    {
      return
    }
    body = body.setting(value, at: path)
    if let place { expressions = expressions.filter { !$0.key.steps.starts(with: place.steps) } }
  }
}

extension JSONValue {
  /// The path with the positions of list elements in the place of their keys; nil where it leads nowhere.
  fileprivate func positions(of path: JSONPath) -> JSONPath? {
    var here = self
    var steps: [JSONPath.Step] = []
    for step in path.steps {
      switch step {
      case .element(let key, let value):
        guard case .array(let elements) = here,
          let position = elements.firstIndex(where: { $0.member(key)?.keyText == value.lowercased() })
        else { return nil }
        steps.append(.index(position))
        here = elements[position]
      case .member, .index:
        guard let next = here.value(at: JSONPath([step])) else { return nil }
        steps.append(step)
        here = next
      }
    }
    return JSONPath(steps)
  }
}

extension Baseline {
  /// Takes back what was learned of held fields: what somebody else has set there is no answer to what was sent.
  ///
  /// - Parameter before: what was known of them until now.
  package mutating func forgetEcho(of held: Set<FieldPlace>, keeping before: Baseline?) {
    for place in held {
      guard let position = resources.firstIndex(where: { $0.id == place.resource }), let echo = resources[position].echo
      else { continue }
      let known = before?[place.resource]?.echo?.value(at: place.path)
      resources[position].echo = echo.setting(known, at: place.path)
    }
  }
}

extension FieldPlace {
  /// The field in words: `scale set vision sku.capacity`.
  package var text: String {
    let shown = JSONPath(path.steps.filter { $0 != .member("properties") })
    let noun = FieldRules.rules(for: resource.type).noun
    return "\(noun) \(Quoted.line(resource.name)) \(Quoted.line(shown.description))"
  }
}
