import Pools

extension JSONPath {
  /// Reads a path's text form, `properties.subnets[name=pools].properties`, `zones[0]`, `tags['cost.centre']`.
  ///
  /// Nil for text that no path is written as. A value with a `]` in it is not read back whole; none of ARM's names has
  /// one.
  init?(reading text: String) {
    var steps: [Step] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      if rest.first == "[" {
        let isQuoted = rest.hasPrefix("['")
        guard let end = isQuoted ? rest.firstRange(of: "']")?.upperBound : rest.firstRange(of: "]")?.upperBound else {
          return nil
        }
        let inner = rest[rest.startIndex..<end].dropFirst(isQuoted ? 2 : 1).dropLast(isQuoted ? 2 : 1)
        rest = rest[end...]
        if isQuoted {
          steps.append(.member(String(inner)))
        } else if let equals = inner.firstIndex(of: "=") {
          steps.append(.element(key: String(inner[..<equals]), value: String(inner[inner.index(after: equals)...])))
        } else if let position = Int(inner) {
          steps.append(.index(position))
        } else {
          return nil
        }
      } else {
        if rest.first == "." { rest = rest.dropFirst() }
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty else { return nil }
        steps.append(.member(String(name)))
        rest = rest[name.endIndex...]
      }
    }
    self.init(steps)
  }
}
