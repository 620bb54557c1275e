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
  /// The evaluation of the template around this one; nil at the root.
  let outer: Evaluation?
  /// Where resources go that say nothing else.
  let place: ResourcePlace
  /// The resources by what references may call them.
  var directory = ResourceDirectory()
  /// What the resource under evaluation refers to, for its dependencies.
  var referenced: Set<ResourceID> = []
  private var variables: [String: Term] = [:]
  private var underWay: Set<String> = []
  private let meter: Meter

  /// What has been done, counted together with the templates around and inside.
  private final class Meter {
    var steps = 0
    var level = 0
    var resources = 0
  }

  init(
    template: Template, scope: TemplateScope, origins: [String: SourceLocation] = [:],
    runtime: (any TemplateRuntime)? = nil
  ) {
    self.template = template
    self.scope = scope
    self.origins = origins
    self.runtime = runtime
    outer = nil
    place = ResourcePlace(subscription: scope.subscription, group: scope.resourceGroup)
    meter = Meter()
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

  /// Counts a resource against ARM's limit.
  func chargeResource() throws(EvaluationFault) {
    meter.resources += 1
    guard meter.resources <= template.limits.resources else {
      throw EvaluationFault("the template makes more than \(template.limits.resources) resources")
    }
  }

  /// Counts work against the limit, so that no template, however short, grows without end.
  func charge(_ count: Int) throws(EvaluationFault) {
    meter.steps += count
    guard meter.steps <= template.limits.steps else {
      throw EvaluationFault("the template grows to more than \(template.limits.steps) values")
    }
  }

  /// Counts every value in `term`, and sees to it that it is not nested deeper than JSON may be.
  func charge(_ term: Term, depth: Int = 0) throws(EvaluationFault) {
    switch term {
    case .pending(let expression, _): try charge(expression, depth: depth)
    case .known(let value, _): try charge(value, depth: depth)
    case .array(let elements):
      try nest(depth)
      for element in elements { try charge(element, depth: depth + 1) }
    case .object(let members):
      try nest(depth)
      for member in members.values { try charge(member, depth: depth + 1) }
    }
  }

  private func charge(_ value: JSONValue, depth: Int) throws(EvaluationFault) {
    try charge(1)
    switch value {
    case .array(let elements):
      try nest(depth)
      for element in elements { try charge(element, depth: depth + 1) }
    case .object(let members):
      try nest(depth)
      for member in members.values { try charge(member, depth: depth + 1) }
    case .string(let text): try charge(text.utf8.count >> 4)
    default: break
    }
  }

  private func charge(_ expression: Expression, depth: Int) throws(EvaluationFault) {
    try charge(1)
    switch expression.kind {
    case .integer: break
    case .string(let text): try charge(text.utf8.count >> 4)
    case .access(let base, let key):
      try nest(depth)
      try charge(base, depth: depth + 1)
      try charge(key, depth: depth + 1)
    case .call(_, let arguments):
      try nest(depth)
      for argument in arguments { try charge(argument, depth: depth + 1) }
    }
  }

  private func nest(_ depth: Int) throws(EvaluationFault) {
    guard depth < JSONReader.defaultDepth else {
      throw EvaluationFault("a value is nested deeper than \(JSONReader.defaultDepth) levels")
    }
  }

  /// Evaluates one level deeper, never so deep that the stack ends.
  func deeper(_ body: () throws(EvaluationFault) -> Term) throws(EvaluationFault) -> Term {
    guard meter.level < template.limits.levels else {
      throw EvaluationFault("the evaluation goes deeper than \(template.limits.levels) levels")
    }
    meter.level += 1
    defer { meter.level -= 1 }
    return try body()
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
        members[name] = try term(node.value, frame)
      }
      for copy in copies { members[copy.name] = try loop(copy, frame) }
      return .members(members)
    }
  }

  /// A value that has to be known before anything is deployed.
  func known(_ node: TemplateNode, _ frame: Frame, as what: String) throws(EvaluationFault) -> JSONValue {
    let term = try term(node, frame)
    guard let value = term.value else {
      throw EvaluationFault(
        "\(what) has to be known before the deployment, and \(term.expression.text) is not", path: node.path)
    }
    return value
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
    let loop = template.variableLoops.first { $0.name.lowercased() == folded }
    let node = template.variables[folded]
    guard loop != nil || node != nil else {
      let nearest = NearestName.of(name, in: template.variableNames)
      throw EvaluationFault("the template has no variable \(name)" + (nearest.map { "; is it \($0)?" } ?? ""))
    }
    let value = try once("variable \(name)", key: "v:\(folded)") { (evaluation) throws(EvaluationFault) -> Term in
      if let node { return try evaluation.term(node, Frame()) }
      guard let loop else { return .known(.null) }
      return try evaluation.loop(loop, Frame())
    }
    variables[folded] = value
    return value
  }

  func parameter(_ name: String) throws(EvaluationFault) -> Term {
    let folded = name.lowercased()
    if let known = parameters[folded] { return known }
    guard let definition = template.definitions[folded] else {
      let nearest = NearestName.of(name, in: template.parameters.keys)
      throw EvaluationFault("the template has no parameter \(name)" + (nearest.map { "; is it \($0)?" } ?? ""))
    }
    let value = try once("parameter \(name)", key: "p:\(folded)") { (evaluation) throws(EvaluationFault) -> Term in
      try evaluation.defaultValue(of: definition)
    }
    parameters[folded] = value
    return value
  }

  /// Evaluates something that must not need itself.
  private func once(
    _ what: String, key: String, _ body: (Evaluation) throws(EvaluationFault) -> Term
  ) throws(EvaluationFault) -> Term {
    guard underWay.insert(key).inserted else { throw EvaluationFault("the \(what) needs itself") }
    defer { underWay.remove(key) }
    guard underWay.count <= template.limits.depth else {
      throw EvaluationFault("variables and parameters refer to one another more than \(template.limits.depth) deep")
    }
    return try body(self)
  }
}

extension TemplateNode {
  /// The place of an expression; nil for anything else.
  var path: JSONPath? { if case .expression(_, let path) = self { path } else { nil } }
}
