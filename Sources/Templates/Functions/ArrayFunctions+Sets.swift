import Pools

extension ArrayFunctions {
  /// What is in all of them: of lists the elements, in the first one's order; of objects the equal members.
  static func intersection(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    if case .array(let first) = arguments[0] {
      var common = unique(first)
      for index in arguments.values.indices.dropFirst() {
        let other = try arguments.array(index)
        let known = Set(other.map(\.comparable))
        common = common.filter { known.contains($0.comparable) }
      }
      return .array(common)
    }
    var common = try arguments.object(0)
    for index in arguments.values.indices.dropFirst() {
      _ = try arguments.object(index)
      common = common.filter { name, value in
        arguments[index].member(name).map { JSONValue.areEqual($0, value) } ?? false
      }
    }
    return .object(common)
  }

  /// Of lists every element once; of objects every member, the later one's where both have it, objects within merged too.
  static func union(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard let merged = try union(arguments.values.map { Term.known($0) })?.value else {
      throw arguments.fault("arguments should be all arrays or all objects")
    }
    return merged
  }

  static func union(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    let lists = terms.compactMap(\.elements)
    if lists.count == terms.count {
      if terms.contains(where: { $0.value == nil }) { return nil }
      var seen: Set<JSONValue> = []
      return .list(lists.joined().filter { $0.value.map { seen.insert($0).inserted } ?? false })
    }
    guard var merged = terms.first?.members, terms.allSatisfy({ $0.members != nil }) else { return nil }
    for term in terms.dropFirst() { merge(term.members ?? [:], into: &merged) }
    return .members(merged)
  }

  private static func merge(_ members: [String: Term], into merged: inout [String: Term]) {
    let spelled = Dictionary(merged.keys.map { ($0.lowercased(), $0) }, uniquingKeysWith: { Swift.min($0, $1) })
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      let key = merged[name] != nil ? name : spelled[name.lowercased()] ?? name
      if var inner = merged[key]?.members, let other = value.members {
        merge(other, into: &inner)
        merged[key] = .members(inner)
      } else {
        merged[key] = value
      }
    }
  }

  private static func unique(_ elements: [JSONValue]) -> [JSONValue] {
    var seen: Set<JSONValue> = []
    return elements.filter { seen.insert($0).inserted }
  }
}
