import Pools

/// A value of a template, its expressions parsed once. What holds no expression is one literal, however large.
indirect enum TemplateNode: Hashable, Sendable {
  case literal(JSONValue)
  case expression(Expression, at: JSONPath)
  case array([TemplateNode])
  case object([Member], copies: [CopyLoop])

  struct Member: Hashable, Sendable {
    /// ARM evaluates member names too (`"[resourceId(…)]": {}` under `userAssignedIdentities`).
    var name: TemplateNode
    var value: TemplateNode
  }
}

/// A loop that makes the list `name`: an entry of a `copy` list among an object's members.
struct CopyLoop: Hashable, Sendable {
  var name: String
  var count: TemplateNode
  var input: TemplateNode
  var path: JSONPath
}

/// A function of a template's `functions` section.
struct UserFunction: Hashable, Sendable {
  /// `namespace.name`, as declared.
  var name: String
  var parameters: [String]
  var output: TemplateNode
}

extension JSONValue {
  /// The member of an object in any capitals, and the name as it is spelled there.
  func spelled(_ name: String) -> (name: String, value: JSONValue)? {
    guard let members = object else { return nil }
    if let exact = members[name] { return (name, exact) }
    let folded = name.lowercased()
    guard let found = members.keys.filter({ $0.lowercased() == folded }).min(), let value = members[found] else {
      return nil
    }
    return (found, value)
  }
}
