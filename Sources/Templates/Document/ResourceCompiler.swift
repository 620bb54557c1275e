import Pools

extension TemplateCompiler {
  /// Members of a resource that are about it, and no part of its body.
  private static let ownMembers: Set<String> = [
    "type", "name", "apiversion", "condition", "existing", "dependson", "copy", "resources", "comments", "metadata",
    "scope", "@options", "import", "extension", "resourcegroup", "subscriptionid",
  ]

  /// The resources of a `resources` section: a list, or an object by symbolic names.
  mutating func resources(_ value: JSONValue, at path: JSONPath, parentType: String? = nil) -> [ResourceNode] {
    switch value {
    case .array(let elements):
      return elements.enumerated().compactMap { index, element in
        resource(element, symbol: nil, at: path.appending(.index(index)), parentType: parentType)
      }
    case .object(let members):
      reportDuplicates(in: members, as: "resource", at: path)
      return members.sorted { $0.key < $1.key }.compactMap { name, element in
        resource(element, symbol: name, at: path.member(name), parentType: parentType)
      }
    default:
      report("resources should be a list, or an object by symbolic names", at: path)
      return []
    }
  }

  private mutating func resource(
    _ value: JSONValue, symbol: String?, at path: JSONPath, parentType: String?
  ) -> ResourceNode? {
    guard let members = value.object else {
      report("a resource should be an object", at: path)
      return nil
    }
    reportDuplicates(in: members, at: path)
    guard let type = resourceType(of: value, at: path, parentType: parentType) else { return nil }
    guard let (nameKey, name) = value.spelled("name") else {
      report("the resource of type \(type) has no name", at: path)
      return nil
    }
    guard let (versionKey, version) = value.spelled("apiVersion") else {
      report("the resource of type \(type) has no apiVersion", at: path)
      return nil
    }
    let isExisting = value.member("existing")?.bool ?? false
    let isDeployment = type.lowercased() == Self.deployments
    for refused in ["import", "extension"] + (isExisting || isDeployment ? [] : ["subscriptionId", "resourceGroup"]) {
      if let (key, _) = value.spelled(refused) {
        report(
          "\(key) is not supported here; what goes to another group stands in a deployment with that resourceGroup",
          at: path.member(key))
        return nil
      }
    }
    var nested: NestedTemplate?
    if isDeployment && !isExisting {
      guard let found = nestedTemplate(of: value, at: path) else { return nil }
      nested = found
    }
    let body = nested == nil ? members.filter { !Self.ownMembers.contains($0.key.lowercased()) } : [:]
    let condition = value.spelled("condition").map { node($0.value, at: path.member($0.name)) }
    let children = value.spelled("resources").map {
      resources($0.value, at: path.member($0.name), parentType: type)
    }
    return ResourceNode(
      symbol: symbol, path: path, type: type, name: node(name, at: path.member(nameKey)),
      apiVersion: node(version, at: path.member(versionKey)), condition: condition,
      isExisting: isExisting, dependsOn: dependencies(of: value, at: path),
      copy: resourceCopy(of: value, at: path), body: node(.object(body), at: path), children: children ?? [],
      resourceGroup: value.spelled("resourceGroup").map { node($0.value, at: path.member($0.name)) },
      subscription: value.spelled("subscriptionId").map { node($0.value, at: path.member($0.name)) },
      scope: value.spelled("scope").map { node($0.value, at: path.member($0.name)) }, nested: nested)
  }

  /// The full type, checked; nil, and a fault, where it is none that a pool can have.
  private mutating func resourceType(of value: JSONValue, at path: JSONPath, parentType: String?) -> String? {
    guard let (key, entry) = value.spelled("type"), var type = entry.string, !Expression.isExpression(type) else {
      report("a resource needs a type that is no expression", at: path)
      return nil
    }
    let place = path.member(key)
    if let parentType, !type.lowercased().hasPrefix(parentType.lowercased() + "/") {
      guard !type.prefix(while: { $0 != "/" }).contains(".") else {
        report(
          "\(type) would be an extension of its parent: put it beside the parent, with the parent's id as its scope",
          at: place)
        return nil
      }
      type = "\(parentType)/\(type)"
    }
    guard let checked = ResourceType(type) else {
      report("\(Quoted.bare(type)) is no resource type; it should read Provider.Name/type", at: place)
      return nil
    }
    let marks = checked.segments.indices.filter { checked.segments[$0].lowercased() == "providers" }
    if let mark = marks.first, marks.count > 1 || mark == 0 || mark == checked.segments.count - 1 {
      report(
        "\(type) is no extension's type; it should read Provider.Name/type/providers/type, the extension's own provider in"
          + " the name", at: place)
      return nil
    }
    return type
  }

  private mutating func dependencies(of value: JSONValue, at path: JSONPath) -> [TemplateNode] {
    guard let (key, entry) = value.spelled("dependsOn"), entry != .null else { return [] }
    let place = path.member(key)
    // An expression may make the whole list.
    guard let entries = entry.array else { return [node(entry, at: place)] }
    return entries.enumerated().map { index, element in node(element, at: place.appending(.index(index))) }
  }

  private mutating func resourceCopy(of value: JSONValue, at path: JSONPath) -> ResourceCopy? {
    guard let (key, entry) = value.spelled("copy") else { return nil }
    let place = path.member(key)
    guard let name = entry.member("name")?.string, let (countKey, count) = entry.spelled("count") else {
      report("a resource's copy needs a name and a count", at: place)
      return nil
    }
    var batchSize: Int?
    switch entry.member("mode")?.string?.lowercased() {
    case nil, "parallel": break
    case "serial": batchSize = entry.member("batchSize")?.integer.map(Int.init) ?? 1
    default: report("copy.mode is serial or parallel", at: place)
    }
    if let batchSize, batchSize < 1 { report("copy.batchSize should be 1 or more", at: place) }
    return ResourceCopy(
      name: name, count: node(count, at: place.member(countKey)), batchSize: batchSize.map { max(1, $0) })
  }
}
