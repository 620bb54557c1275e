import Pools

/// One evaluation of a template. Not shared: it lives as long as one call, on one thread.
final class Evaluation {
  let template: Template
  let scope: TemplateScope
  /// Where the pool says its `location`, `resourceGroup` and `subscription`.
  let origins: [String: SourceLocation]
  /// Answers `reference` and `list…` where everything is to be evaluated; nil: they go through.
  let runtime: (any TemplateRuntime)?

  /// By folded names. Filled by the binding; defaults are evaluated when they are first asked for.
  var parameters: [String: Term] = [:]
  var secrets: [String: SecretReference] = [:]
  /// Where secure values can be read; of the whole template, at its root.
  var exposures: [EvaluationFault] = []
  /// What only Azure evaluates and a deployment inside takes as a secure parameter; at the root.
  var sealed: Set<Expression> = []
  /// The evaluation of the template around this one; nil at the root.
  let outer: Evaluation?
  /// Where resources go that say nothing else.
  let place: ResourcePlace
  /// The resources by what references may call them.
  var directory = ResourceDirectory()
  /// What the resource under evaluation refers to, for its dependencies.
  var referenced: Set<ResourceID> = []
  private var variables: [String: Term] = [:]
  /// The variables and parameters that are being evaluated, from the outside in.
  private var underWay: [(key: String, name: String)] = []
  let meter: EvaluationMeter

  init(
    template: Template, scope: TemplateScope, origins: [String: SourceLocation] = [:],
    runtime: (any TemplateRuntime)? = nil, interruption: EvaluationInterruption = .never
  ) {
    self.template = template
    self.scope = scope
    self.origins = origins
    self.runtime = runtime
    outer = nil
    place = ResourcePlace(subscription: scope.subscription, group: scope.resourceGroup)
    meter = EvaluationMeter(limits: template.limits, interruption: interruption)
  }

  /// The evaluation of a template that a deployment in `outer` deploys to `place`.
  init(of template: Template, in outer: Evaluation, deployment: String, to place: ResourcePlace) {
    self.template = template
    self.outer = outer
    self.place = place
    meter = outer.meter
    runtime = outer.runtime
    var scope = outer.scope
    scope.subscription = place.subscription
    scope.resourceGroup = place.group ?? scope.resourceGroup
    scope.deployment = deployment
    self.scope = scope
    origins = place == outer.place ? outer.origins : [:]
  }

  /// True where the resource group's location and tags are not the pool's, and not known.
  var isElsewhere: Bool {
    guard let outer else { return false }
    return outer.isElsewhere || place != outer.place
  }

  // MARK: Nodes

  func term(_ node: TemplateNode, _ frame: Frame) throws(EvaluationFault) -> Term {
    try charge(1)
    if case .literal(let value) = node { return .known(value) }
    return try deeper { () throws(EvaluationFault) in try evaluated(node, frame) }
  }

  private func evaluated(_ node: TemplateNode, _ frame: Frame) throws(EvaluationFault) -> Term {
    switch node {
    case .literal(let value): return .known(value)
    case .expression(let expression, let path):
      do throws(EvaluationFault) {
        return try term(expression, frame)
      } catch {
        throw error.placed(at: path)
      }
    case .array(let nodes):
      var elements: [Term] = []
      for node in nodes { elements.append(try term(node, frame)) }
      return .list(elements)
    case .object(let nodes, let copies):
      var members: [String: Term] = [:]
      for node in nodes {
        let name = try known(node.name, frame, as: "a member's name")
        guard let name = name.string else {
          throw EvaluationFault("a member's name should be a string, and is of type \(name.kind)", path: node.name.path)
        }
        try add(try term(node.value, frame), as: name, to: &members, at: node.name.path)
      }
      for copy in copies { try add(try loop(copy, frame), as: copy.name, to: &members, at: copy.path) }
      return .members(members)
    }
  }

  /// Adds a member of an object. Which of two of one name counts would hang on how their names are written.
  private func add(
    _ member: Term, as name: String, to members: inout [String: Term], at path: JSONPath?
  ) throws(EvaluationFault) {
    guard members.updateValue(member, forKey: name) == nil else {
      throw EvaluationFault("the member \(Quoted.bare(name)) stands twice in one object", path: path)
    }
  }

  /// A value that has to be known before anything is deployed.
  func known(_ node: TemplateNode, _ frame: Frame, as what: String) throws(EvaluationFault) -> JSONValue {
    let term = try term(node, frame)
    guard let value = term.value else {
      let secure = secrets(in: term)
      throw EvaluationFault(
        secure.isEmpty
          ? "\(what) has to be known before the deployment, and \(try excerpt(of: term)) is not"
          : "\(what) would show \(Self.named(secure)), and Azure answers it to everyone: use a plain parameter",
        path: node.path)
    }
    return value
  }

  /// The beginning of the expression that comes to `term`, for a message.
  func excerpt(of term: Term) throws(EvaluationFault) -> String {
    try charge(term)
    return term.expression.excerpt
  }

  /// A loop's count, from 0 to ARM's limit.
  func count(_ node: TemplateNode, of name: String, _ frame: Frame) throws(EvaluationFault) -> Int {
    let value = try known(node, frame, as: "the count of the loop \(name)")
    guard let count = value.integer, count >= 0 else {
      throw EvaluationFault("the count of the loop \(name) should be a whole number from 0", path: node.path)
    }
    guard count <= Int64(template.limits.copies) else {
      throw EvaluationFault(
        "the loop \(name) runs \(count) times, and ARM takes \(template.limits.copies)", path: node.path)
    }
    return Int(count)
  }

  func loop(_ copy: CopyLoop, _ frame: Frame) throws(EvaluationFault) -> Term {
    let count: Int
    do throws(EvaluationFault) {
      count = try self.count(copy.count, of: copy.name, frame)
    } catch {
      throw error.placed(at: copy.path)
    }
    var elements: [Term] = []
    for index in 0..<count { elements.append(try term(copy.input, frame.iterating(copy.name, at: index))) }
    return .list(elements)
  }

  // MARK: Names

  func variable(_ name: String) throws(EvaluationFault) -> Term {
    let folded = name.lowercased()
    if let known = variables[folded] { return known }
    let loop = template.variableLoops[folded]
    let node = template.variables[folded]
    guard loop != nil || node != nil else {
      let nearest = NearestName.of(name, in: template.variableNames)
      throw EvaluationFault(
        "the template has no variable \(Quoted.bare(name))" + (nearest.map { "; is it \($0)?" } ?? ""))
    }
    let declared = template.variableNames.first { $0.lowercased() == folded } ?? name
    let value = try once("variable \(declared)", key: "v:\(folded)") { (evaluation) throws(EvaluationFault) -> Term in
      if let node { return try evaluation.term(node, Frame()) }
      guard let loop else { return .known(.null) }
      return try evaluation.loop(loop, Frame())
    }
    // What is remembered is no deeper than JSON may be, or values would grow level by level from one variable to the next.
    try charge(value)
    variables[folded] = value
    return value
  }

  func parameter(_ name: String) throws(EvaluationFault) -> Term {
    let folded = name.lowercased()
    if let known = parameters[folded] { return known }
    guard let definition = template.definitions[folded] else {
      let nearest = NearestName.of(name, in: template.parameters.keys)
      throw EvaluationFault(
        "the template has no parameter \(Quoted.bare(name))" + (nearest.map { "; is it \($0)?" } ?? ""))
    }
    let value = try once("parameter \(definition.name)", key: "p:\(folded)") {
      (evaluation) throws(EvaluationFault) -> Term in
      try evaluation.defaultValue(of: definition)
    }
    try charge(value)
    parameters[folded] = value
    return value
  }

  /// Evaluates something that must not need itself.
  ///
  /// - Parameter name: what it is called in a message, with what it is.
  private func once(
    _ name: String, key: String, _ body: (Evaluation) throws(EvaluationFault) -> Term
  ) throws(EvaluationFault) -> Term {
    if let start = underWay.firstIndex(where: { $0.key == key }) {
      throw .cycle(underWay[start...].map(\.name))
    }
    guard underWay.count < template.limits.depth else {
      throw EvaluationFault("variables and parameters refer to one another more than \(template.limits.depth) deep")
    }
    underWay.append((key, name))
    defer { underWay.removeLast() }
    return try body(self)
  }
}

extension TemplateNode {
  /// The place of an expression; nil for anything else.
  var path: JSONPath? { if case .expression(_, let path) = self { path } else { nil } }
}
