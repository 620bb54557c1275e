import Pools

/// A value as documents hold it: expressions as texts whose paths are remembered, origins by path.
struct RenderedBody {
  private(set) var value: JSONValue = .null
  private(set) var expressions: [JSONPath: Set<String>] = [:]
  private(set) var provenance: [JSONPath: SourceLocation] = [:]

  init(_ term: Term) { value = render(term, at: .root, keyed: .root) }

  /// - Parameters:
  ///   - path: with positions in lists, which always leads there.
  ///   - keyed: the same with list elements by their `name`, as differences write it.
  private mutating func render(_ term: Term, at path: JSONPath, keyed: JSONPath) -> JSONValue {
    switch term {
    case .known(let value, let origin):
      note(origin, at: path, keyed)
      return value
    case .pending(let expression, let origin):
      expressions[path] = expression.parameterNames
      note(origin, at: path, keyed)
      return .string(expression.bracketed)
    case .object(let members):
      var values: [String: JSONValue] = [:]
      for (name, member) in members { values[name] = render(member, at: path.member(name), keyed: keyed.member(name)) }
      return .object(values)
    case .array(let elements):
      let names = Self.names(of: elements)
      return .array(
        elements.enumerated().map { index, element in
          let step = JSONPath.Step.index(index)
          let keyedStep = names.map { JSONPath.Step.element(key: "name", value: $0[index]) } ?? step
          return render(element, at: path.appending(step), keyed: keyed.appending(keyedStep))
        })
    }
  }

  private mutating func note(_ origin: SourceLocation?, at path: JSONPath, _ keyed: JSONPath) {
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
