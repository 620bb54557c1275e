/// A value out of a desired body, together with which strings in it are expressions.
struct ExpressedValue {
  let value: JSONValue
  private let marks: [Mark]

  /// An expression below this value: the way to it from here, and the secure parameters that it names.
  private struct Mark {
    var steps: ArraySlice<JSONPath.Step>
    var parameters: Set<String>
  }

  private init(_ value: JSONValue, marks: [Mark]) {
    self.value = value
    self.marks = marks
  }

  init(_ value: JSONValue, expressions: [JSONPath: Set<String>] = [:]) {
    self.init(value, marks: expressions.map { Mark(steps: $0.key.steps[...], parameters: $0.value) })
  }

  /// The secure parameters that the expression here names; nil where this is no expression.
  var expression: Set<String>? {
    guard !marks.isEmpty, value.string != nil else { return nil }
    let here = marks.filter { $0.steps.isEmpty }
    return here.isEmpty ? nil : here.reduce(into: []) { $0.formUnion($1.parameters) }
  }

  /// True for an expression whose value is a secret: it names a secure parameter, or lists keys.
  var isSecretExpression: Bool {
    guard let parameters = expression else { return false }
    return !parameters.isEmpty || value.string?.callsList == true
  }

  /// This value; nil where it is empty.
  var unlessEmpty: ExpressedValue? { value.isEmpty ? nil : self }

  func member(_ name: String) -> ExpressedValue? {
    guard let found = value.member(name) else { return nil }
    guard !marks.isEmpty else { return ExpressedValue(found, marks: []) }
    let folded = name.lowercased()
    return ExpressedValue(
      found,
      marks: below { step in if case .member(let member) = step { member.lowercased() == folded } else { false } })
  }

  /// The elements of a list, whether the expressions in them are addressed by position or by key.
  var elements: [ExpressedValue]? {
    guard let elements = value.array else { return nil }
    guard !marks.isEmpty else { return elements.map { ExpressedValue($0, marks: []) } }
    return elements.enumerated().map { position, element in
      ExpressedValue(
        element,
        marks: below { step in
          switch step {
          case .member: false
          case .index(let index): index == position
          case .element(let key, let value): element.member(key)?.keyText == value.lowercased()
          }
        })
    }
  }

  private func below(_ matches: (JSONPath.Step) -> Bool) -> [Mark] {
    marks.compactMap { mark in
      guard let first = mark.steps.first, matches(first) else { return nil }
      return Mark(steps: mark.steps.dropFirst(), parameters: mark.parameters)
    }
  }
}

extension ResourceDocument {
  var expressed: ExpressedValue { ExpressedValue(body, expressions: expressions) }
}

extension Baseline.Resource {
  var expressed: ExpressedValue { ExpressedValue(desired, expressions: expressions) }
}

extension String {
  /// True where the text calls `listKeys`, `listSecrets` or another of ARM's `list…` functions.
  fileprivate var callsList: Bool {
    var rest = lowercased()[...]
    while let found = rest.firstRange(of: "list") {
      rest = rest[found.upperBound...].drop { $0.isLetter || $0.isNumber }
      if rest.first == "(" { return true }
    }
    return false
  }
}
