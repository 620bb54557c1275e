import Pools

extension TemplateCompiler {
  static let deployments = "microsoft.resources/deployments"

  /// What a deployment within the template deploys; nil, and a fault, where that cannot be a pool's.
  mutating func nestedTemplate(of value: JSONValue, at path: JSONPath) -> NestedTemplate? {
    guard let (key, properties) = value.spelled("properties"), properties.object != nil else {
      report("a deployment needs properties with a template", at: path)
      return nil
    }
    let place = path.member(key)
    reportDuplicates(in: properties.object ?? [:], at: place)
    for name in ["templateLink", "parametersLink"] {
      if let (link, _) = properties.spelled(name) {
        report(
          "\(link): linked files are not read; put the template into properties.template, or its resources here",
          at: place.member(link))
        return nil
      }
    }
    if let (mode, text) = properties.spelled("mode"), text.string?.lowercased() == "complete" {
      report("a deployment within a template is Incremental; only the whole can be Complete", at: place.member(mode))
      return nil
    }
    guard depth < NestedTemplate.depthLimit else {
      report("deployments stand in one another more than \(NestedTemplate.depthLimit) deep", at: path)
      return nil
    }
    guard let (templateKey, template) = properties.spelled("template"), template.object != nil else {
      report("a deployment needs properties.template, a template as an object", at: place)
      return nil
    }
    let isInner: Bool
    switch properties.member("expressionEvaluationOptions")?.member("scope")?.string?.lowercased() {
    case "inner": isInner = true
    case nil, "outer", "notspecified": isInner = false
    case let other?:
      report("expressionEvaluationOptions.scope is inner or outer, not \(Quoted.line(other))", at: place)
      return nil
    }
    let inside = place.member(templateKey)
    return isInner ? inner(template, properties, at: place, inside) : outer(template, at: inside)
  }

  private mutating func inner(
    _ template: JSONValue, _ properties: JSONValue, at place: JSONPath, _ inside: JSONPath
  ) -> NestedTemplate {
    var sections = TemplateSections(limits: limits, base: inside, depth: depth + 1)
    sections.read(template)
    faults += sections.faults.prefix(max(0, limits.faults - faults.count))
    var given: [NestedParameter] = []
    if let (key, entries) = properties.spelled("parameters") {
      reportDuplicates(in: entries.object ?? [:], as: "parameter", at: place.member(key))
      for (name, entry) in (entries.object ?? [:]).sorted(by: { $0.key < $1.key }) {
        if let parameter = nestedParameter(name, entry, at: place.member(key).member(name)) { given.append(parameter) }
      }
    }
    return NestedTemplate(.inner(Template(sections), parameters: given))
  }

  private mutating func nestedParameter(_ name: String, _ entry: JSONValue, at path: JSONPath) -> NestedParameter? {
    if let (key, value) = entry.spelled("value") {
      return NestedParameter(name: name, path: path, content: .value(node(value, at: path.member(key))))
    }
    guard let (key, reference) = entry.spelled("reference"), let (vaultKey, vault) = reference.spelled("keyVault"),
      let (idKey, id) = vault.spelled("id"), let (nameKey, secret) = reference.spelled("secretName")
    else {
      report(
        "parameter \(name): should be {\"value\": …} or {\"reference\": {\"keyVault\": {\"id\": …}, \"secretName\": …}}",
        at: path)
      return nil
    }
    let place = path.member(key)
    return NestedParameter(
      name: name, path: path,
      content: .reference(
        vault: node(id, at: place.member(vaultKey).member(idKey)), secret: node(secret, at: place.member(nameKey)),
        version: reference.spelled("secretVersion").map { node($0.value, at: place.member($0.name)) }))
  }

  /// Parameters and variables of its own it may have, and cannot use: ARM looks all names up in the template around.
  private mutating func outer(_ template: JSONValue, at inside: JSONPath) -> NestedTemplate? {
    reportDuplicates(in: template.object ?? [:], at: inside)
    guard let (key, value) = template.spelled("resources") else {
      report("the template has no resources", at: inside)
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    let outputs = template.spelled("outputs").flatMap { found -> [OutputNode]? in
      guard let section = found.value.object else { return nil }
      reportDuplicates(in: section, as: "output", at: inside.member(found.name))
      return self.outputs(section, at: inside.member(found.name))
    }
    return NestedTemplate(.outer(resources: resources(value, at: inside.member(key)), outputs: outputs ?? []))
  }
}
