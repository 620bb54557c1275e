import Pools

/// A value as documents hold it: expressions as texts whose paths are remembered, origins by path.
struct RenderedBody {
  private(set) var value: JSONValue = .null
  private(set) var expressions: [JSONPath: Set<String>] = [:]
  private(set) var provenance: [JSONPath: SourceLocation] = [:]

  /// Where the value under way stands, with positions in lists, which always leads there.
  private var path = JSONPath.root
  /// The same with list elements by their `name`, as differences write it.
  private var keyed = JSONPath.root

  init(_ term: Term) { value = render(term) }

  private mutating func render(_ term: Term) -> JSONValue {
    switch term {
    case .known(let value, let origin):
      note(origin)
      return value
    case .pending(let expression, let origin):
      expressions[path] = expression.parameterNames
      note(origin)
      return .string(expression.bracketed)
    case .object(let members):
      var values: [String: JSONValue] = [:]
      for (name, member) in members { values[name] = render(member, in: .member(name), keyed: .member(name)) }
      return .object(values)
    case .array(let elements):
      let names = Self.names(of: elements)
      return .array(
        elements.enumerated().map { index, element in
          let step = JSONPath.Step.index(index)
          return render(element, in: step, keyed: names.map { .element(key: "name", value: $0[index]) } ?? step)
        })
    }
  }

  private mutating func render(_ term: Term, in step: JSONPath.Step, keyed keyedStep: JSONPath.Step) -> JSONValue {
    path.steps.append(step)
    keyed.steps.append(keyedStep)
    defer {
      path.steps.removeLast()
      keyed.steps.removeLast()
    }
    return render(term)
  }

  private mutating func note(_ origin: SourceLocation?) {
    guard let origin else { return }
    provenance[path] = origin
    if keyed != path { provenance[keyed] = origin }
  }

  /// The elements' names, where each has one and no two are the same.
  private static func names(of elements: [Term]) -> [String]? {
    let names = elements.compactMap { $0.member("name")?.value?.string }
    return names.count == elements.count && Set(names).count == names.count ? names : nil
  }
}
