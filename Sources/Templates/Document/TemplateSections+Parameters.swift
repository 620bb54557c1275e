import Pools

extension TemplateSections {
  mutating func readParameters(_ document: JSONValue) {
    guard let (key, section) = object("parameters", of: document, limit: limits.parameters) else { return }
    let definitions = document.member("definitions")
    compiler.reportDuplicates(in: section, as: "parameter", at: base.member(key))
    for (name, declared) in section.sorted(by: { $0.key < $1.key }) {
      let path = base.member(key).member(name)
      guard let entry = resolved(declared, definitions: definitions) else {
        compiler.report("the parameter \(name) refers to a definition that is not there", at: path)
        continue
      }
      compiler.reportDuplicates(in: entry.object ?? [:], at: path)
      if let definition = parameter(name, entry, at: path) { parameters.append(definition) }
    }
  }

  /// A declaration with its `$ref` to `definitions` followed; nil where that leads nowhere.
  private func resolved(_ entry: JSONValue, definitions: JSONValue?) -> JSONValue? {
    var entry = entry
    // As many steps as definitions can follow one another without a circle in a template of sense.
    for _ in 0..<16 {
      guard let reference = entry.member("$ref")?.string else { return entry }
      let parts = reference.split(separator: "/")
      guard parts.count == 3, parts[0] == "#", let target = definitions?.member(String(parts[2])),
        var members = target.object
      else { return nil }
      for (name, value) in entry.object ?? [:] where name.lowercased() != "$ref" { members[name] = value }
      entry = .object(members)
    }
    return nil
  }

  private mutating func parameter(
    _ name: String, _ entry: JSONValue, at path: JSONPath
  ) -> ParameterDefinition? {
    guard let type = entry.member("type")?.string else {
      compiler.report("the parameter \(name) has no type", at: path)
      return nil
    }
    guard let (kind, secure) = ParameterDefinition.Kind.named(type) else {
      compiler.report(
        "the parameter \(name) has the type \(Quoted.bare(type)), which is none of string, securestring, int, bool, object, "
          + "secureObject, array", at: path)
      return nil
    }
    if let (key, allowed) = entry.spelled("allowedValues"), allowed.array == nil {
      compiler.report("allowedValues should be a list", at: path.member(key))
    }
    let defaultValue = entry.spelled("defaultValue").map { compiler.node($0.value, at: path.member($0.name)) }
    return ParameterDefinition(
      name: name, kind: kind, isSecure: secure, isNullable: entry.member("nullable")?.bool ?? false,
      allowedValues: entry.member("allowedValues")?.array,
      length: range(entry, "minLength", "maxLength", at: path), bounds: range(entry, "minValue", "maxValue", at: path),
      description: entry.member("metadata")?.member("description")?.string, defaultValue: defaultValue, path: path)
  }

  private mutating func range(
    _ entry: JSONValue, _ lowest: String, _ highest: String, at path: JSONPath
  ) -> ClosedRange<Int64> {
    var ends: [Int64] = [.min, .max]
    for (position, name) in [lowest, highest].enumerated() {
      guard let (key, value) = entry.spelled(name) else { continue }
      guard let number = value.integer else {
        compiler.report("\(name) should be a whole number", at: path.member(key))
        continue
      }
      ends[position] = number
    }
    guard ends[0] <= ends[1] else {
      compiler.report("\(lowest) is greater than \(highest)", at: path)
      return .min ... .max
    }
    return ends[0]...ends[1]
  }
}
