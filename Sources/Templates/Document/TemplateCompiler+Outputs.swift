import Pools

extension TemplateCompiler {
  mutating func outputs(_ section: [String: JSONValue], at place: JSONPath) -> [OutputNode] {
    var outputs: [OutputNode] = []
    for (name, entry) in section.sorted(by: { $0.key < $1.key }) {
      let path = place.member(name)
      let copy = entry.spelled("copy")
      let holder = copy?.value ?? entry
      let place = copy.map { path.member($0.name) } ?? path
      guard let (valueKey, value) = holder.spelled(copy == nil ? "value" : "input") else {
        report("the output \(name) has no value", at: path)
        continue
      }
      let type = entry.member("type")?.string ?? "object"
      outputs.append(
        OutputNode(
          name: name, path: path, type: type, isSecure: type.lowercased().hasPrefix("secure"),
          condition: entry.spelled("condition").map { node($0.value, at: path.member($0.name)) },
          value: node(value, at: place.member(valueKey)),
          count: copy?.value.spelled("count").map { node($0.value, at: place.member($0.name)) }))
    }
    return outputs
  }
}
