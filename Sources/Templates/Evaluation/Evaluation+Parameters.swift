import Pools

extension Evaluation {
  /// Gives the parameters their values, checked as ARM checks them, and answers everything that is wrong.
  func bind(_ values: [String: ParameterValue]) -> [EvaluationFault] {
    var faults: [EvaluationFault] = []
    var given: [String: ParameterValue] = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      let folded = name.lowercased()
      guard template.definitions[folded] != nil else {
        let nearest = NearestName.of(name, in: template.parameters.keys)
        let hint = nearest.map { "; is it \($0)?" } ?? ""
        faults.append(
          EvaluationFault(
            "the template \(Quoted.line(template.file)) has no parameter \(Quoted.bare(name))\(hint)",
            location: value.origin))
        continue
      }
      if given.updateValue(value, forKey: folded) != nil {
        faults.append(
          EvaluationFault(
            "the parameter \(Quoted.bare(name)) is given twice, in other capitals", location: value.origin))
      }
    }
    for (folded, definition) in template.definitions.sorted(by: { $0.key < $1.key }) {
      guard let value = given[folded] else { continue }
      do throws(EvaluationFault) {
        if let term = try bound(definition, to: value) { parameters[folded] = term }
      } catch {
        substitute(definition)
        faults.append(error)
      }
    }
    return faults + bindAbsent()
  }

  /// Gives the parameters that have no value yet theirs, once all that are given stand: a default may read any other
  /// parameter, whichever comes first by alphabet.
  private func bindAbsent() -> [EvaluationFault] {
    var faults: [EvaluationFault] = []
    let absent = template.definitions.sorted { $0.key < $1.key }.filter { parameters[$0.key] == nil }
    for (folded, definition) in absent where !definition.hasDefault {
      guard !definition.isNullable else {
        parameters[folded] = .known(.null)
        continue
      }
      faults.append(missing(definition))
      substitute(definition)
    }
    for (folded, definition) in absent where definition.hasDefault && meter.end == nil {
      // Another default has asked for it already.
      guard parameters[folded] == nil else { continue }
      do throws(EvaluationFault) { _ = try parameter(definition.name) } catch {
        substitute(definition)
        faults.append(error)
      }
    }
    return faults
  }

  /// Puts an expression in the place of a value that is wrong, so that a default that needs it does not fail once more.
  private func substitute(_ definition: ParameterDefinition) {
    parameters[definition.name.lowercased()] = .pending(.call("parameters", [.string(definition.name)]), nil)
  }

  private func missing(_ definition: ParameterDefinition) -> EvaluationFault {
    EvaluationFault(
      "the parameter \(definition.name) (\(definition.type))\(template.file.isEmpty ? "" : " of \(Quoted.line(template.file))") "
        + "has no default, and no value is given",
      path: definition.path, location: origins["parameters"])
  }

  /// Nil where null is given and the default stands for it.
  private func bound(
    _ definition: ParameterDefinition, to value: ParameterValue
  ) throws(EvaluationFault) -> Term? {
    switch value.content {
    case .secret(let reference):
      return try secret(definition, reference, at: value.origin)
    case .value(let content) where definition.isSecure:
      try check(content, definition, at: value.origin)
      return try secret(definition, .literal(SecretText(content.string ?? content.text())), at: value.origin)
    case .value(.null) where definition.hasDefault && !definition.isNullable: return nil
    case .value(let content):
      try check(content, definition, at: value.origin)
      // A whole number is one however it is written: 2.0 is 2.
      if definition.kind == .int, let number = content.integer { return .known(.integer(number), value.origin) }
      return .known(content, value.origin)
    }
  }

  private func secret(
    _ definition: ParameterDefinition, _ reference: SecretReference, at origin: SourceLocation?
  ) throws(EvaluationFault) -> Term {
    let name = register(reference, as: definition.name)
    let call = Expression.call("parameters", [.string(name)])
    switch definition.kind {
    case .string: return .pending(call, origin)
    case .object, .array: return .pending(.call("json", [call]), origin)
    case .int, .bool:
      forget(name)
      throw EvaluationFault(
        "the parameter \(definition.name) is of type \(definition.type), and a secret is a string", location: origin)
    }
  }

  /// Takes a secret in, which the deployment as a whole has as a parameter; answers its name there.
  func register(_ reference: SecretReference, as name: String) -> String {
    guard let outer else {
      secrets[name] = reference
      return name
    }
    var root = outer
    while let next = root.outer { root = next }
    let wanted = "\(scope.deployment)-\(name)"
    var free = wanted
    var number = 2
    while root.secrets[free] != nil || root.template.definitions[free.lowercased()] != nil {
      if root.secrets[free] == reference { return free }
      free = "\(wanted)-\(number)"
      number += 1
    }
    root.secrets[free] = reference
    return free
  }

  private func forget(_ name: String) {
    var root = self
    while let next = root.outer { root = next }
    root.secrets[name] = nil
  }

  /// Gives the parameters of a deployment within a template their values, which the template around evaluates.
  func bind(_ given: [NestedParameter], in outer: Evaluation, _ frame: Frame) -> [EvaluationFault] {
    var faults: [EvaluationFault] = []
    for parameter in given where meter.end == nil {
      do throws(EvaluationFault) {
        let folded = parameter.name.lowercased()
        guard let definition = template.definitions[folded] else {
          let nearest = NearestName.of(parameter.name, in: template.parameters.keys)
          throw EvaluationFault(
            "the deployment's template has no parameter \(Quoted.bare(parameter.name))"
              + (nearest.map { "; is it \($0)?" } ?? ""))
        }
        do throws(EvaluationFault) {
          if let term = try bound(definition, to: parameter.content, in: outer, frame) { parameters[folded] = term }
        } catch {
          substitute(definition)
          throw error
        }
      } catch {
        faults.append(error.placed(at: parameter.path))
      }
    }
    return faults + bindAbsent()
  }

  /// Nil where null is given and the default stands for it.
  private func bound(
    _ definition: ParameterDefinition, to content: NestedParameter.Content, in outer: Evaluation, _ frame: Frame
  ) throws(EvaluationFault) -> Term? {
    switch content {
    case .value(let node):
      let term = try outer.term(node, frame)
      try charge(term)
      guard let value = term.value else { return definition.isSecure ? sealed(term, as: definition.name) : term }
      if value == .null && definition.hasDefault && !definition.isNullable { return nil }
      try check(value, definition, at: term.origin)
      guard definition.isSecure else { return term }
      return try secret(definition, .literal(SecretText(value.string ?? value.text())), at: term.origin)
    case .reference(let vault, let name, let version):
      func text(_ node: TemplateNode, _ what: String) throws(EvaluationFault) -> String {
        guard let text = try outer.known(node, frame, as: what).string else {
          throw EvaluationFault("\(what) should be a string")
        }
        return text
      }
      let place = try text(vault, "a vault's id")
      let secret = try text(name, "a secret's name")
      var wanted: String?
      if let version { wanted = try text(version, "a secret's version") }
      return try self.secret(definition, .keyVault(vault: place, secret: secret, version: wanted), at: nil)
    }
  }

  /// Evaluates a parameter's default, which is checked like any value.
  func defaultValue(of definition: ParameterDefinition) throws(EvaluationFault) -> Term {
    guard let node = definition.defaultValue else { return .known(.null) }
    let term = try term(node, Frame())
    guard let value = term.value else { return term }
    do throws(EvaluationFault) {
      try check(value, definition, at: nil)
    } catch {
      throw error.placed(at: definition.path)
    }
    guard definition.isSecure else { return .known(value, term.origin ?? definition.defaultOrigin) }
    return try secret(definition, .literal(SecretText(value.string ?? value.text())), at: nil)
  }

  /// ARM's own checks. Messages never hold a secure parameter's value.
  private func check(
    _ value: JSONValue, _ definition: ParameterDefinition, at origin: SourceLocation?
  ) throws(EvaluationFault) {
    if definition.isNullable, value == .null { return }
    let name = definition.name
    guard definition.kind.takes(value) else {
      throw EvaluationFault(
        "the parameter \(name) should be of type \(definition.type), and is of type \(value.kind)", location: origin)
    }
    if let allowed = definition.allowedValues, !Self.isAllowed(value, allowed) {
      let list = allowed.prefix(20).map { Quoted.bare($0.string ?? $0.text()) }.joined(separator: ", ")
      let shown = definition.isSecure ? "" : " \(Quoted.bare(value.string ?? value.text()))"
      throw EvaluationFault("the parameter \(name) may not be\(shown); it may be one of: \(list)", location: origin)
    }
    let length: Int? =
      switch value {
      case .string(let text): text.utf16.count
      case .array(let elements): elements.count
      case .object(let members): members.count
      default: nil
      }
    if let length, !definition.length.contains(Int64(length)) {
      throw EvaluationFault(
        "the parameter \(name) has the length \(length), and should have "
          + Self.bounds(definition.length), location: origin)
    }
    if let number = value.integer, definition.kind == .int, !definition.bounds.contains(number) {
      throw EvaluationFault(
        "the parameter \(name) is \(number), and should be " + Self.bounds(definition.bounds), location: origin)
    }
  }

  private static func bounds(_ range: ClosedRange<Int64>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (let low, .max): "at least \(low)"
    case (.min, let high): "at most \(high)"
    case (let low, let high): "from \(low) to \(high)"
    }
  }

  /// A list's elements must all be allowed, or the list itself; strings compare in any capitals.
  private static func isAllowed(_ value: JSONValue, _ allowed: [JSONValue]) -> Bool {
    let isIn = { (value: JSONValue) in
      allowed.contains { candidate in
        if let left = value.string, let right = candidate.string { return left.lowercased() == right.lowercased() }
        return JSONValue.areEqual(value, candidate)
      }
    }
    if isIn(value) { return true }
    guard let elements = value.array else { return false }
    return elements.allSatisfy(isIn)
  }
}
