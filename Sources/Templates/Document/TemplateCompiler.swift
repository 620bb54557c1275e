import Pools

/// Turns a template's JSON into nodes, parsing every expression, and collects what is wrong on the way.
struct TemplateCompiler {
  let limits: TemplateLimits
  /// The template's own functions by their folded `namespace.name`, and how many arguments each takes.
  var userFunctions: [String: Int] = [:]
  /// How many deployments stand around what is read.
  var depth: Int
  var faults: [EvaluationFault] = []

  init(limits: TemplateLimits, depth: Int = 0) {
    self.limits = limits
    self.depth = depth
  }

  /// True where there are as many faults as anybody reads: more are not looked for where that is work.
  var isFull: Bool { faults.count >= limits.faults }

  mutating func report(_ message: String, at path: JSONPath) { report(EvaluationFault(message, path: path)) }

  private mutating func report(_ fault: EvaluationFault) { if !isFull { faults.append(fault) } }

  /// Reports the names in an object that ARM cannot tell apart, since it takes them in any capitals. Which of them counts
  /// would hang on their spelling.
  ///
  /// - Parameter what: what the names are of; nil where they are members.
  mutating func reportDuplicates(in members: [String: JSONValue], as what: String = "member", at path: JSONPath) {
    guard Set(members.keys.map { $0.lowercased() }).count < members.count else { return }
    var seen: Set<String> = []
    for name in members.keys.sorted() where !seen.insert(name.lowercased()).inserted {
      report("the \(what) \(Quoted.bare(name)) stands here twice, in other capitals", at: path.member(name))
    }
  }

  mutating func node(_ value: JSONValue, at path: JSONPath) -> TemplateNode {
    switch value {
    case .null, .bool, .integer, .number: return .literal(value)
    case .string(let text): return string(text, at: path)
    case .array(let elements):
      let nodes = elements.enumerated().map { index, element in node(element, at: path.appending(.index(index))) }
      return Self.folded(nodes)
    case .object(let members): return object(members, at: path)
    }
  }

  private mutating func string(_ text: String, at path: JSONPath) -> TemplateNode {
    guard Expression.isExpression(text) else { return .literal(.string(Expression.unescaped(text))) }
    do throws(EvaluationFault) {
      let expression = try ExpressionParser.parse(text, limits: limits)
      check(expression, at: path)
      return .expression(expression, at: path)
    } catch {
      report(error.placed(at: path))
      return .literal(.null)
    }
  }

  private mutating func object(_ members: [String: JSONValue], at path: JSONPath) -> TemplateNode {
    var nodes: [TemplateNode.Member] = []
    var copies: [CopyLoop] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      let place = path.member(name)
      if name.lowercased() == "copy", let loops = self.loops(value, at: place) {
        if !copies.isEmpty { report("the member \(name) stands here twice, in other capitals", at: place) }
        copies = loops
      } else {
        nodes.append(TemplateNode.Member(name: string(name, at: path), value: node(value, at: place)))
      }
    }
    guard copies.isEmpty else { return .object(nodes, copies: copies) }
    return Self.folded(nodes)
  }

  /// The loops of a `copy` list; nil where the member is no such list but a value of that name.
  mutating func loops(_ value: JSONValue, at path: JSONPath) -> [CopyLoop]? {
    guard let entries = value.array, !entries.isEmpty,
      entries.allSatisfy({ $0.member("name") != nil && $0.member("input") != nil })
    else { return nil }
    var loops: [CopyLoop] = []
    for (index, entry) in entries.enumerated() {
      let place = path.appending(.index(index))
      guard let name = entry.member("name")?.string, let (countKey, count) = entry.spelled("count"),
        let (inputKey, input) = entry.spelled("input")
      else {
        report("a loop needs a name, a count and an input", at: place)
        continue
      }
      loops.append(
        CopyLoop(
          name: name, count: node(count, at: place.member(countKey)), input: node(input, at: place.member(inputKey)),
          path: place))
    }
    return loops
  }

  private static func folded(_ nodes: [TemplateNode]) -> TemplateNode {
    var values: [JSONValue] = []
    for node in nodes {
      guard case .literal(let value) = node else { return .array(nodes) }
      values.append(value)
    }
    return .literal(.array(values))
  }

  private static func folded(_ members: [TemplateNode.Member]) -> TemplateNode {
    var values: [String: JSONValue] = [:]
    for member in members {
      guard case .literal(.string(let name)) = member.name, case .literal(let value) = member.value else {
        return .object(members, copies: [])
      }
      values[name] = value
    }
    return .literal(.object(values))
  }

  /// Checks what can be known before anything is evaluated: that every function is one, and has as many arguments.
  private mutating func check(_ expression: Expression, at path: JSONPath) {
    switch expression.kind {
    case .string, .integer: break
    case .access(let base, let key):
      check(base, at: path)
      check(key, at: path)
    case .call(let name, let arguments):
      if !isFull, let fault = signatureFault(name, count: arguments.count) {
        faults.append(EvaluationFault(fault, offset: expression.offset, path: path))
      }
      for argument in arguments { check(argument, at: path) }
    }
  }

  private func signatureFault(_ called: String, count: Int) -> String? {
    let name = Quoted.bare(called)
    if let expected = userFunctions[called.lowercased()] {
      return expected == count ? nil : "\(name) takes \(expected) arguments, and has \(count)"
    }
    if called.contains(".") { return "the template's functions section has no \(name)" }
    guard let function = FunctionTable.function(called) else {
      if let elsewhere = FunctionTable.elsewhere(name) { return elsewhere }
      let nearest = NearestName.of(name, in: FunctionTable.names)
      return "the function \(name) is not known" + (nearest.map { "; is it \($0)?" } ?? "")
    }
    guard !function.arguments.contains(count) else { return nil }
    return "\(function.name) takes \(function.argumentsText), and has \(count)"
  }
}
