import Pools

extension TemplateSections {
  mutating func readFunctions(_ document: JSONValue) {
    guard let (key, section) = document.spelled("functions"), section != .null else { return }
    guard let namespaces = section.array else {
      compiler.report("functions should be a list of namespaces", at: base.member(key))
      return
    }
    var found: [(UserFunction, JSONValue, JSONPath)] = []
    for (index, entry) in namespaces.enumerated() {
      let path = base.member(key).appending(.index(index))
      guard let namespace = entry.member("namespace")?.string, let (membersKey, members) = entry.spelled("members"),
        let functions = members.object
      else {
        compiler.report("a namespace of functions needs a namespace and members", at: path)
        continue
      }
      for (name, function) in functions.sorted(by: { $0.key < $1.key }) {
        let place = path.member(membersKey).member(name)
        let called = "\(namespace).\(name)"
        guard compiler.userFunctions[called.lowercased()] == nil else {
          compiler.report("the function \(Quoted.bare(called)) stands here twice", at: place)
          continue
        }
        guard let (outputKey, output) = function.spelled("output"), let (valueKey, value) = output.spelled("value")
        else {
          compiler.report("the function \(Quoted.bare(called)) has no output", at: place)
          continue
        }
        let declared = function.member("parameters")?.array ?? []
        let names = declared.compactMap { $0.member("name")?.string }
        if names.count != declared.count {
          compiler.report("a parameter of the function \(Quoted.bare(called)) has no name", at: place)
        }
        if Set(names.map { $0.lowercased() }).count != names.count {
          compiler.report("two parameters of the function \(Quoted.bare(called)) have the same name", at: place)
        }
        found.append(
          (
            UserFunction(name: called, parameters: names, output: .literal(.null)), value,
            place.member(outputKey).member(valueKey)
          ))
        compiler.userFunctions[called.lowercased()] = names.count
      }
    }
    // Bodies only now, since Bicep writes functions that call one another.
    for (function, value, path) in found {
      var function = function
      function.output = compiler.node(value, at: path)
      functions[function.name.lowercased()] = function
    }
  }
}
