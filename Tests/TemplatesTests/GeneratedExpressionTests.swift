import PoolFieldSamples
import Pools
import Testing

@testable import Templates

@Suite("laws over generated expressions and templates")
struct GeneratedExpressionTests {
  /// Fewer steps than ARM's templates may take, so that thousands that reach the limit take seconds.
  static let limits: TemplateLimits = {
    var limits = TemplateLimits.arm
    limits.steps = 15_000
    return limits
  }()

  /// What an evaluation came to, as a text.
  static func answer(_ expression: String) throws -> String {
    let evaluation = Evaluation(template: Template(TemplateSections(limits: limits)), scope: try Sample.scope())
    do throws(EvaluationFault) {
      let term = try evaluation.term(try ExpressionParser.parse("[\(expression)]"), Frame())
      try evaluation.charge(term)
      return "\(term.kind) \(term.value?.text() ?? term.expression.text)"
    } catch {
      // Whatever ends an evaluation ends it for good.
      if error.isFinal { #expect(throws: EvaluationFault.self) { try evaluation.charge(0) } }
      return "fault at \(error.offset): \(error.message)"
    }
  }

  @Test("any expression comes to a value or a fault, the same each time", arguments: 0..<12)
  func expressions(_ part: Int) throws {
    var generator = ExpressionGenerator(seed: TestSeed.part(part))
    for _ in 0..<1_000 {
      let expression = generator.expression(generator.chance.one(of: ExpressionGenerator.Kind.allCases), depth: 4)
      let answer = try Self.answer(expression)
      #expect(try Self.answer(expression) == answer, "WEIR_TEST_SEED=\(TestSeed.value): \(expression)")
    }
  }

  @Test("the generator knows every function that depends on its arguments alone")
  func completeness() {
    let known = Set(ExpressionGenerator.functions.map { $0.name.lowercased() })
    let plain = FunctionTable.names.filter { name in
      if case .plain? = FunctionTable.function(name)?.body { true } else { false }
    }
    #expect(plain.filter { !known.contains($0.lowercased()) } == [])
  }

  @Test("any template comes to resources or to faults, the same whatever order its members stand in", arguments: 0..<8)
  func templates(_ part: Int) throws {
    var generator = TemplateGenerator(seed: TestSeed.part(100 + part))
    var successes = 0
    for _ in 0..<250 {
      let template = generator.template()
      let first = try Self.outcome(template.text(order: { $0 }))
      var chance = generator.expressions.chance
      let shuffled = try Self.outcome(template.text(order: { chance.shuffled($0) }))
      #expect(first == shuffled, "WEIR_TEST_SEED=\(TestSeed.value): \(template.text(order: { $0 }))")
      if first != nil { successes += 1 }
    }
    // A generator whose templates are all wrong would prove nothing.
    #expect(successes > 25, "\(successes) of 250 templates are right")
  }

  struct Outcome: Equatable {
    var resources: [ResourceDocument]
    var outputs: [String: EvaluatedTemplate.Output]
  }

  /// Nil for a template with faults.
  static func outcome(_ text: String) throws -> Outcome? {
    let scope = try Sample.scope()
    do throws(TemplateFaults) {
      let template = try Template(parsing: text.utf8, file: "t.json", limits: limits)
      let evaluated = try template.evaluate(parameters: [:], scope: scope)
      return Outcome(resources: evaluated.resources, outputs: evaluated.outputs)
    } catch {
      #expect(!error.faults.isEmpty && error.faults.count <= limits.faults)
      return nil
    }
  }
}
