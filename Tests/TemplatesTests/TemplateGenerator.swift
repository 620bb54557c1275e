import PoolFieldSamples
import Pools

/// A JSON text in the making: objects keep an order, so that the same object can be written in several.
indirect enum OrderedJSON {
  case value(JSONValue)
  case list([OrderedJSON])
  case object([(name: String, value: OrderedJSON)])

  func text(order: ([Int]) -> [Int]) -> String {
    switch self {
    case .value(let value): return value.text()
    case .list(let elements): return "[\(elements.map { $0.text(order: order) }.joined(separator: ","))]"
    case .object(let members):
      let texts = members.map { "\(JSONValue.string($0.name).text()):\($0.value.text(order: order))" }
      return "{\(order(Array(texts.indices)).map { texts[$0] }.joined(separator: ",\n"))}"
    }
  }
}

extension Chance {
  mutating func shuffled(_ numbers: [Int]) -> [Int] {
    var numbers = numbers
    for position in numbers.indices.reversed() { numbers.swapAt(position, next(position + 1)) }
    return numbers
  }
}

/// Makes templates whose parameters, variables, loops, conditions, functions and nested deployments refer to one another.
struct TemplateGenerator {
  var expressions: ExpressionGenerator

  init(seed: UInt64) { expressions = ExpressionGenerator(seed: seed) }

  private static let kinds: [(ExpressionGenerator.Kind, String)] = [
    (.string, "string"), (.int, "int"), (.bool, "bool"), (.array, "array"), (.object, "object"),
  ]

  private mutating func expression(_ kind: ExpressionGenerator.Kind) -> OrderedJSON {
    .value(.string("[\(expressions.expression(kind, depth: expressions.chance.next(3)))]"))
  }

  /// A value that is right for the kind, most often an expression.
  private mutating func value(_ kind: ExpressionGenerator.Kind) -> OrderedJSON {
    if expressions.chance.next(3) > 0 { return expression(kind) }
    switch kind {
    case .string: return .value("plain")
    case .int: return .value(3)
    case .bool: return .value(true)
    case .array: return .list([.value(1), expression(.string)])
    case .object: return .object([("b", expression(.int)), ("a", .value(1)), ("C", .list([expression(.bool)]))])
    }
  }

  mutating func template(depth: Int = 0) -> OrderedJSON {
    let (outerParameters, outerVariables) = (expressions.parameters, expressions.variables)
    defer { (expressions.parameters, expressions.variables) = (outerParameters, outerVariables) }
    // Names by chance, so that what is referred to comes before and after what refers to it.
    let names = expressions.chance.shuffled(Array(0..<6)).map { "\(["e", "b", "f", "a", "d", "c"][$0])\($0)" }
    expressions.variables = []
    expressions.parameters = []
    var parameters: [(name: String, value: OrderedJSON)] = []
    for name in names.prefix(3) {
      let (kind, type) = expressions.chance.one(of: Self.kinds)
      parameters.append((name, .object([("type", .value(.string(type))), ("defaultValue", value(kind))])))
      expressions.parameters.append((expressions.chance.once(in: 3) ? name.uppercased() : name, kind))
    }
    var variables: [(name: String, value: OrderedJSON)] = []
    for name in names.suffix(3) {
      variables.append((name, value(expressions.chance.one(of: Self.kinds).0)))
      expressions.variables.append(name)
    }
    var resources: [OrderedJSON] = []
    for number in 0..<expressions.chance.next(3) { resources.append(resource("r\(depth)\(number)", depth: depth)) }
    return .object([
      ("$schema", .value("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#")),
      ("contentVersion", .value("1.0.0.0")), ("parameters", .object(parameters)), ("variables", .object(variables)),
      ("resources", .list(resources)),
      ("outputs", .object([("o", .object([("type", .value("string")), ("value", value(.string))]))])),
    ])
  }

  private mutating func resource(_ name: String, depth: Int) -> OrderedJSON {
    var members: [(name: String, value: OrderedJSON)] = [("apiVersion", .value("2024-01-01"))]
    if depth < 2, expressions.chance.once(in: 4) {
      let isInner = expressions.chance.once(in: 2)
      members += [
        ("type", .value("Microsoft.Resources/deployments")), ("name", .value(.string(name))),
        (
          "properties",
          .object([
            ("mode", .value("Incremental")), ("template", template(depth: depth + 1)),
            ("expressionEvaluationOptions", .object([("scope", .value(isInner ? "inner" : "outer"))])),
          ])
        ),
      ]
      return .object(members)
    }
    members += [
      ("type", .value("Microsoft.Test/things")),
      ("properties", .object([("x", value(.string)), ("y", value(.object)), ("Z", value(.array))])),
    ]
    if expressions.chance.once(in: 3) {
      members.append(("name", .value(.string("[concat('\(name)-', copyIndex())]"))))
      members.append(("copy", .object([("name", .value(.string("loop\(name)"))), ("count", .value(3))])))
    } else {
      members.append(("name", .value(.string(name))))
    }
    if expressions.chance.once(in: 5) { members.append(("condition", value(.bool))) }
    return .object(members)
  }
}
