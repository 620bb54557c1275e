package import Pools

extension ResourceDocument {
  /// The document with every expression evaluated, as ARM does at deployment.
  ///
  /// Its body then holds secrets in the clear: it is for a stand-in of ARM, never for a log or a plan.
  package func resolved(
    secrets: [String: String], scope: TemplateScope, runtime: some TemplateRuntime
  ) throws(TemplateFaults) -> ResourceDocument {
    var document = self
    document.body = try Resolution.resolve(
      body, expressions, of: id.short, secrets: secrets, scope: scope, runtime: runtime)
    document.expressions = [:]
    return document
  }
}

extension EvaluatedTemplate.Output {
  /// The output's value with every expression evaluated.
  package func resolved(
    name: String, secrets: [String: String], scope: TemplateScope, runtime: some TemplateRuntime
  ) throws(TemplateFaults) -> JSONValue {
    try Resolution.resolve(
      value, expressions, of: "output \(name)", secrets: secrets, scope: scope, runtime: runtime)
  }
}

enum Resolution {
  static func resolve(
    _ body: JSONValue, _ expressions: [JSONPath: Set<String>], of name: String, secrets: [String: String],
    scope: TemplateScope, runtime: any TemplateRuntime
  ) throws(TemplateFaults) -> JSONValue {
    let template = Template(file: name)
    let evaluation = Evaluation(template: template, scope: scope, runtime: runtime)
    for (name, secret) in secrets { evaluation.parameters[name.lowercased()] = .known(.string(secret)) }
    var body = body
    var faults: [TemplateFault] = []
    for path in expressions.keys.sorted() {
      do throws(EvaluationFault) {
        guard let text = body.value(at: path)?.string else { continue }
        let term = try evaluation.term(try ExpressionParser.parse(text, limits: .folded), Frame())
        guard let value = term.value else {
          throw EvaluationFault("\(term.expression.excerpt) cannot be evaluated here")
        }
        body = body.setting(value, at: path)
      } catch {
        faults.append(
          TemplateFault(location: SourceLocation(file: name, line: 1), message: "\(path): \(error.message)"))
      }
    }
    guard faults.isEmpty else { throw TemplateFaults(faults: faults) }
    return body
  }
}
