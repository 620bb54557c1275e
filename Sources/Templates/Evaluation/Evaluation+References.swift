import Pools

extension Evaluation {
  /// `reference(resource, [apiVersion], ['Full'])`; a resource of this template by its name or symbol becomes its id.
  func reference(_ terms: [Term]) throws(EvaluationFault) -> Term {
    if let name = terms[0].value?.string, let nested = directory.single(name)?.nested, nested.isDeployed {
      let full = terms.count > 2 && terms[2].value?.string?.lowercased() == "full"
      let answer = try nested.reference(full: full)
      referenced.formUnion(nested.made)
      return answer
    }
    var terms = terms
    resolve(&terms)
    guard let runtime, let resource = terms[0].value?.string else { return pending("reference", terms) }
    let version = terms.count > 1 ? terms[1].value?.string : nil
    let full = terms.count > 2 && terms[2].value?.string?.lowercased() == "full"
    do {
      return .known(try runtime.reference(resource, apiVersion: version, full: full))
    } catch {
      throw EvaluationFault("reference: \(error)")
    }
  }

  func list(_ name: String, _ terms: [Term]) throws(EvaluationFault) -> Term {
    var terms = terms
    resolve(&terms)
    guard let runtime, let resource = terms[0].value?.string else { return pending(name, terms) }
    let version = terms.count > 1 ? terms[1].value?.string : nil
    do {
      let body = terms.count > 2 ? terms[2].value : nil
      return .known(try runtime.list(name, resource: resource, apiVersion: version, body: body))
    } catch {
      throw EvaluationFault("\(name): \(error)")
    }
  }

  /// `references('loop')`: a list of what `reference` answers for each resource of a loop.
  func references(_ terms: [Term]) throws(EvaluationFault) -> Term {
    let name = try string(terms[0], of: "references")
    let entries = directory.symbol(name)
    guard !entries.isEmpty else { throw EvaluationFault("the template has no resource loop \(name)") }
    var results: [Term] = []
    for entry in entries {
      var arguments: [Term] = [.known(.string(entry.id.description)), .known(.string(entry.apiVersion))]
      if terms.count > 1 { arguments.append(terms[1]) }
      results.append(try reference(arguments))
    }
    return .list(results)
  }

  func resourceInfo(_ terms: [Term]) throws(EvaluationFault) -> Term {
    let name = try string(terms[0], of: "resourceInfo")
    guard let entry = directory.symbol(name).first else {
      throw EvaluationFault("the template has no resource with the symbolic name \(name)")
    }
    var members: [String: Term] = [
      "id": .known(.string(entry.id.description)), "name": .known(.string(entry.id.names.joined(separator: "/"))),
      "type": .known(.string(entry.id.type.description)), "apiVersion": .known(.string(entry.apiVersion)),
    ]
    if case .object(let nodes, _)? = entry.body {
      for node in nodes where node.name == .literal("location") {
        members["location"] = try term(node.value, entry.frame)
      }
    } else if case .literal(let body)? = entry.body, let location = body.member("location") {
      members["location"] = .known(location)
    }
    return .members(members)
  }

  /// Puts a resource's id, and its API version where none is named, in a name's or a symbol's place, and remembers that
  /// it is spoken of.
  ///
  /// As with ARM, an id with an API version may as well mean what was there before: that makes no dependency.
  private func resolve(_ terms: inout [Term]) {
    guard let name = terms[0].value?.string, let entry = directory.single(name) else { return }
    let isIndependent = name.hasPrefix("/") && terms.count > 1
    terms[0] = .known(.string(entry.id.description), terms[0].origin)
    if terms.count == 1 { terms.append(.known(.string(entry.apiVersion))) }
    if entry.isDeployed, !isIndependent { referenced.insert(entry.id) }
  }
}
