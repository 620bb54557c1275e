import Pools

extension Evaluation {
  /// The evaluation of the whole template.
  var root: Evaluation {
    var root = self
    while let next = root.outer { root = next }
    return root
  }

  /// Notes a place where a secure value can be read. It is no fault of the language: ARM deploys it.
  func expose(_ fault: EvaluationFault) { root.exposures.append(fault) }

  /// Names the secure values that `term` is made of; empty where it is made of none.
  func secrets(in term: Term) -> [String] {
    var sources: Set<String> = []
    collect(term, into: &sources)
    return sources.sorted()
  }

  private func collect(_ term: Term, into sources: inout Set<String>) {
    switch term {
    case .known: break
    case .pending(let expression, _):
      // Functions that answer keys count where the value ends up: what a deployment inside is given is written there.
      sources.formUnion(expression.parameterNames)
      if root.sealed.contains(expression) { sources.insert(expression.text) }
    case .array(let elements): for element in elements { collect(element, into: &sources) }
    case .object(let members): for member in members.values { collect(member, into: &sources) }
    }
  }

  /// Notes the parameters of a deployment inside that are not secure and are given a secure value, since Azure keeps them
  /// readable in its history.
  func checkParameters(_ given: [NestedParameter], of deployment: String) {
    for parameter in given {
      let folded = parameter.name.lowercased()
      guard let definition = template.definitions[folded], !definition.isSecure, let term = parameters[folded] else {
        continue
      }
      let found = secrets(in: term)
      guard !found.isEmpty else { continue }
      expose(
        EvaluationFault(
          "the parameter \(definition.name) (\(definition.type)) of the deployment \(deployment) is given "
            + "\(Self.named(found)), and is kept readable: declare it as "
            + (definition.kind == .object ? "secureObject" : "securestring"), path: parameter.path))
    }
  }

  /// Notes the secure values that an output shows.
  func checkOutput(_ node: OutputNode, _ term: Term) {
    guard !node.isSecure else { return }
    let found = secrets(in: term)
    guard !found.isEmpty else { return }
    expose(
      EvaluationFault(
        "the output \(node.name) (\(node.type)) shows \(Self.named(found)): remove it, or declare it as securestring",
        path: node.path))
  }

  /// Notes the secure values that can be read in a resource.
  func checkFields(of document: ResourceDocument, at path: JSONPath) {
    for exposed in SecretFlow.exposed(in: document, sealed: root.sealed) {
      let place = JSONPath(path.steps + exposed.path.steps)
      expose(
        EvaluationFault(
          "\(Self.named(exposed.sources)) can be read in \(exposed.path) of \(document.id.short): "
            + "a secret belongs in a field that Azure never answers (adminPassword, customData, protectedSettings)",
          path: place))
    }
  }

  /// `the secure parameter key`, for a sentence.
  static func named(_ sources: [String]) -> String {
    let parameters = sources.filter { !$0.contains("(") }
    let others = sources.filter { $0.contains("(") }
    var parts: [String] = []
    if !parameters.isEmpty {
      parts.append(
        (parameters.count == 1 ? "the secure parameter " : "the secure parameters ")
          + parameters.joined(separator: ", "))
    }
    if !others.isEmpty { parts.append("what \(others.joined(separator: ", ")) answers") }
    return parts.joined(separator: " and ")
  }

  /// Remembers what only Azure evaluates of a secure output.
  func seal(_ term: Term) {
    switch term {
    case .known: break
    case .pending(let expression, _): if expression.parameterNames.isEmpty { root.sealed.insert(expression) }
    case .array(let elements): for element in elements { seal(element) }
    case .object(let members): for member in members.values { seal(member) }
    }
  }

  /// What a deployment inside takes as a secure parameter, its known parts made secret as well.
  ///
  /// - Parameter name: of the parameter, after which secrets that stand in the template are named.
  func sealed(_ term: Term, as name: String) -> Term {
    switch term {
    case .pending:
      seal(term)
      return term
    case .known(let value, let origin):
      // Of an empty value, and of a flag, there is nothing to hide.
      switch value {
      case .null, .bool: return term
      case .string(let text):
        return text.isEmpty ? term : .pending(registered(.literal(SecretText(text)), as: name), origin)
      default: return .pending(.call("json", [registered(.literal(SecretText(value.text())), as: name)]), origin)
      }
    case .array(let elements):
      return .array(elements.enumerated().map { sealed($1, as: "\(name)-\($0)") })
    case .object(let members):
      // By positions: a member may have a name that no parameter can have.
      let sorted = members.sorted { $0.key < $1.key }.enumerated().map { position, member in
        (member.key, sealed(member.value, as: "\(name)-\(position)"))
      }
      return .object(Dictionary(sorted, uniquingKeysWith: { first, _ in first }))
    }
  }

  private func registered(_ reference: SecretReference, as name: String) -> Expression {
    .call("parameters", [.string(register(reference, as: name))])
  }
}
