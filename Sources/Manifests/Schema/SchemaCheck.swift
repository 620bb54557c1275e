import Pools

/// Holds a node of YAML against a shape, and says everything that is wrong with it once.
struct SchemaCheck {
  private(set) var faults: [YAMLFault] = []
  private(set) var warnings: [YAMLFault] = []
  /// The paths that somebody has tried to fill in, though wrongly: that they are missing need not be said as well.
  private(set) var attempted: Set<String> = []
  /// The maximum number of faults of one document: more are read by nobody, and looking for what was meant by each takes
  /// time.
  static let maximumFaults = 100
  /// Above zero inside what may hold secrets, where messages quote nothing.
  private var secrecy = 0

  /// - Parameters:
  ///   - path: the node's names from the document's root, for messages; empty at the root.
  mutating func check(_ node: YAMLNode, as shape: Shape, at path: String) {
    switch shape {
    case .object(let object): checkObject(node, as: object, at: path)
    case .map(let keys, let values): checkMap(node, keys: keys, values: values, at: path)
    case .list(let element):
      if node.isNull { return }
      guard node.isSequence else { return wrongKind(node, wanted: shape, at: path) }
      for (position, item) in node.elements.enumerated() { check(item, as: element, at: "\(path)[\(position)]") }
    case .either(let short, let long):
      // What is no text is neither of both, so both are named.
      if node.isScalar, node.value?.string == nil { return wrongKind(node, wanted: shape, at: path) }
      check(node, as: node.isScalar ? short : long, at: path)
    case .anything: checkAnything(node, at: path)
    case .text(let rule): checkText(node, rule, at: path)
    case .choice(let known): checkChoice(node, of: known, at: path)
    case .integer(let range): checkInteger(node, in: range, at: path)
    case .boolean:
      guard node.value?.bool == nil else { return }
      let meant = Self.formerBooleans[node.text.lowercased()]
      if node.isScalar, let meant { return fail(node, path, "\(show(node)) is text in YAML 1.2; write \(meant)") }
      wrongKind(node, wanted: shape, at: path)
    }
  }

  /// What YAML 1.1 took for booleans.
  private static let formerBooleans = [
    "yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false",
  ]

  private mutating func checkObject(_ node: YAMLNode, as object: ObjectShape, at path: String) {
    if node.isNull && !object.isWhole { return }
    if object.isSecret { secrecy += 1 }
    defer { if object.isSecret { secrecy -= 1 } }
    guard node.isMapping else {
      if let instead = object.insteadOfMap { return fail(node, path, instead) }
      return wrongKind(node, wanted: .object(object), at: path)
    }
    let members = distinctMembers(of: node, of: object, at: path)
    for member in members {
      let here = Self.join(path, member.key)
      guard let field = object.field(member.key) else {
        unknownKey(member, of: object, at: path)
        continue
      }
      check(member.value, as: field.shape, at: here)
    }
    if object.isWhole { checkWhole(object, members: members, of: node, at: path) }
  }

  /// Looks for what is missing in a map that no default fills in.
  private mutating func checkWhole(_ object: ObjectShape, members: [YAMLMember], of node: YAMLNode, at path: String) {
    let names = Set(members.map(\.key))
    for field in object.fields where !names.contains(field.name) {
      let here = Self.join(path, field.name)
      guard let right = field.required, !attempted.contains(here) else { continue }
      fault(node.place, "\(here) is missing; \(right)")
    }
    guard !object.oneOf.isEmpty else { return }
    let choices = object.oneOf.joined(separator: ", ")
    let found = members.filter { object.oneOf.contains($0.key) }
    if found.count > 1 {
      fault(found[1].keyPlace, "\(path) has both \(found[0].key) and \(found[1].key); keep one of \(choices)")
    } else if found.isEmpty, !object.oneOf.contains(where: { attempted.contains(Self.join(path, $0)) }),
      // Of a secret with other keys it has been said already which there are.
      !object.isSecret || members.isEmpty
    {
      fault(node.place, "\(path) says nothing; write one of \(choices)")
    }
  }

  private mutating func checkMap(_ node: YAMLNode, keys: TextRule, values: Shape, at path: String) {
    if node.isNull { return }
    guard node.isMapping else { return wrongKind(node, wanted: .map(keys: keys, values: values), at: path) }
    for member in distinctMembers(of: node, at: path) {
      if !keys.accepts(member.key) {
        fault(member.keyPlace, "\(path): \(Quoted.text(member.key)) is not \(keys.what); \(keys.right)")
      }
      check(member.value, as: values, at: Self.join(path, member.key))
    }
  }

  private mutating func checkAnything(_ node: YAMLNode, at path: String) {
    if node.isScalar {
      if node.value == nil { fail(node, path, "\(show(node)) has no counterpart in JSON; put it into quotes") }
      return warnOfZero(node, further: "quotes for text", at: path)
    }
    for (position, item) in node.elements.enumerated() { checkAnything(item, at: "\(path)[\(position)]") }
    for member in distinctMembers(of: node, at: path) { checkAnything(member.value, at: Self.join(path, member.key)) }
  }

  /// Warns of a number with a zero first: older readers of YAML take it for an octal one, and with an 8 or a 9 for text.
  ///
  /// - Parameter further: what else may be meant.
  private mutating func warnOfZero(_ node: YAMLNode, further: String? = nil, at path: String) {
    guard case .integer(let value)? = node.value else { return }
    let digits = node.text.drop { $0 == "+" || $0 == "-" }
    guard digits.count > 1, digits.first == "0", digits.allSatisfy({ ("0"..."9").contains($0) }) else { return }
    let isOctal = digits.allSatisfy { ("0"..."7").contains($0) }
    // YAML 1.2 has no octal numbers with a sign.
    let octal = Int64(node.text, radix: 8).map { digits == node.text ? "0o\(digits.dropFirst())" : "\($0)" }
    let meant = ["\(value) for this one", isOctal ? octal.map { "\($0) for the octal one" } : nil, further]
    let older = isOctal ? "" : ", and text to older readers"
    warnings.append(
      YAMLFault(
        node.place,
        "\(path): \(show(node)) is a decimal number in YAML 1.2\(older); "
          + "write \(meant.compactMap { $0 }.joined(separator: ", or "))"))
  }
}

extension SchemaCheck {
  private mutating func checkText(_ node: YAMLNode, _ rule: TextRule, at path: String) {
    guard case .string(let text)? = node.value else {
      return node.isNull
        ? fail(node, path, "no value stands here; \(rule.right)") : wrongKind(node, wanted: .text(rule), at: path)
    }
    if let remark = rule.remark?(text) {
      fail(node, path, secrecy > 0 ? "this is not \(rule.what); \(rule.right)" : remark)
    } else if !rule.accepts(text) {
      fail(node, path, "\(rule.isHidden ? "this" : show(node)) is not \(rule.what); \(rule.right)")
    }
  }

  private mutating func checkChoice(_ node: YAMLNode, of known: [String], at path: String) {
    guard case .string(let text)? = node.value else {
      return wrongKind(node, wanted: .choice(known), at: path)
    }
    if known.contains(text) { return }
    // Between names of one or two letters everything is near.
    let near = text.count > 2 ? NearestName.of(text, in: known) : nil
    let right = near.map { "did you mean \($0)?" } ?? "known: \(known.joined(separator: ", "))"
    fail(node, path, "\(show(node)) is not known; \(right)")
  }

  private mutating func checkInteger(_ node: YAMLNode, in range: ClosedRange<Int64>, at path: String) {
    guard let value = node.value?.integer else { return wrongKind(node, wanted: .integer(range), at: path) }
    warnOfZero(node, at: path)
    if !range.contains(value) {
      fail(node, path, "\(show(node)) is out of bounds; write \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The members of a map, each key once; a key that stands again is a fault.
  private mutating func distinctMembers(
    of node: YAMLNode, of object: ObjectShape? = nil, at path: String
  ) -> [YAMLMember] {
    var first: [String: YAMLPlace] = [:]
    return node.members.filter { member in
      if let before = first[member.key] {
        let isShown = secrecy == 0 || object?.field(member.key) != nil
        fault(
          member.keyPlace,
          "\(isShown ? Self.join(path, member.key) : "\(path): a key") stands twice, first in line \(before.line); "
            + "keep one of them")
        return false
      }
      first[member.key] = member.keyPlace
      return true
    }
  }

  private mutating func unknownKey(_ member: YAMLMember, of object: ObjectShape, at path: String) {
    guard faults.count < Self.maximumFaults else { return }
    let here = Self.join(path, member.key)
    if member.key == "<<" {
      let right = "write the fields out, or put them into a PoolDefaults"
      return fault(member.keyPlace, "\(here): merge keys are not part of YAML 1.2; \(right)")
    }
    guard let near = NearestName.of(member.key, in: object.fields.map(\.name)) else {
      let known = object.fields.map(\.name).joined(separator: ", ")
      // What is nothing like a key may be a secret that stands at the wrong place.
      let shown = secrecy > 0 ? "\(path): an" : "\(here):"
      return fault(member.keyPlace, "\(shown) unknown key; known: \(known)")
    }
    attempted.insert(Self.join(path, near))
    fault(member.keyPlace, "\(here): unknown key; did you mean \(near)?")
  }

  /// Says that a value is of another kind, and how it would be written right where that can be told.
  private mutating func wrongKind(_ node: YAMLNode, wanted: Shape, at path: String) {
    guard node.isScalar, let value = node.value else {
      let found = node.isMapping ? "a map" : node.isSequence ? "a list" : "no JSON value"
      return fail(node, path, "\(wanted.kind) should stand here, and this is \(found)")
    }
    let shown = secrecy > 0 ? "this" : show(node)
    switch (wanted, value) {
    case (_, .null): fail(node, path, "no value stands here; \(wanted.kind) should")
    case (.text(let rule), .integer), (.text(let rule), .number), (.text(let rule), .bool):
      // Quotes alone help only where the text would be a good one.
      let isMeant = rule.accepts(node.text) && rule.remark?(node.text) == nil
      let right = isMeant ? "put it into quotes" : rule.right
      fail(node, path, "\(shown) is \(Self.kinds[value.kind] ?? value.kind) and text should stand here; \(right)")
    case (.choice(let known), .integer), (.choice(let known), .number), (.choice(let known), .bool):
      let right = known.contains(node.text) ? "put it into quotes" : "known: \(known.joined(separator: ", "))"
      fail(node, path, "\(shown) is \(Self.kinds[value.kind] ?? value.kind) and text should stand here; \(right)")
    case (.integer, .string(let text)) where Int64(text) != nil:
      fail(node, path, "\(shown) is text and a whole number should stand here; take the quotes off")
    case (.boolean, .string(let text)) where text == "true" || text == "false":
      fail(node, path, "\(shown) is text and true or false should stand here; take the quotes off")
    default:
      let found = Self.kinds[value.kind] ?? value.kind
      fail(node, path, "\(wanted.kind) should stand here, and \(shown) is \(found)")
    }
  }

  private static let kinds = [
    "string": "text", "integer": "a number", "number": "a number", "boolean": "a boolean", "null": "nothing",
  ]

  private mutating func fail(_ node: YAMLNode, _ path: String, _ message: String) {
    attempted.insert(path)
    fault(node.place, path.isEmpty ? message : "\(path): \(message)")
  }

  private mutating func fault(_ place: YAMLPlace, _ message: String) {
    if faults.count < Self.maximumFaults { faults.append(YAMLFault(place, message)) }
  }

  /// A scalar as its author wrote it: text in quotes, anything else bare; nothing of what may be secret.
  private func show(_ node: YAMLNode) -> String {
    if secrecy > 0 { return "this" }
    if case .string? = node.value { return Quoted.text(node.text) }
    return Quoted.bare(node.text)
  }

  static func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? Quoted.bare(name) : "\(path).\(Quoted.bare(name))"
  }
}
