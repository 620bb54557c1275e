package import Pools

extension Generator {
  /// JSON in the form that a reader answers: whole numbers as such, since a log need not tell `2.0` from `2`.
  package mutating func json(depth: Int = 4) -> JSONValue {
    switch number(0...(depth > 0 ? 8 : 5)) {
    case 0: .null
    case 1: .bool(chance(50))
    case 2: .integer(chance(20) ? one(of: [.min, .max, 0], or: -1) : Int64(number(-1_000...1_000)))
    case 3: .number(one(of: [0.1, -2.5, 1e300, .leastNonzeroMagnitude, 123_456.789], or: 0.5))
    case 4, 5: .string(text())
    case 6: .array(list(0...4) { $0.json(depth: depth - 1) })
    default:
      .object(
        Dictionary(
          list(0...5) { ($0.text(), $0.json(depth: depth - 1)) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  package mutating func path() -> JSONPath {
    JSONPath(
      list(0...5) { generator in
        switch generator.number(0...2) {
        case 0: .member(generator.text())
        case 1: .index(generator.number(0...99))
        default: .element(key: generator.text(), value: generator.text())
        }
      })
  }

  package mutating func poolName() -> PoolName {
    let alphabet = Array("abcxyz0189-")
    let middle = String(list(0...20) { $0.one(of: alphabet, or: "m") })
    return PoolName("p\(middle)\(number(0...9))") ?? Samples.pool
  }

  package mutating func resourceID() -> ResourceID {
    let name = text(1...6).filter { $0 != "/" }
    return ResourceID(
      subscription: Samples.subscription, resourceGroup: Samples.group,
      type: one(of: [Samples.scaleSets, Samples.balancers], or: Samples.scaleSets), names: [name.isEmpty ? "n" : name])
      ?? Samples.scaleSet
  }

  package mutating func baseline() -> Baseline {
    Baseline(
      resources: list(0...4) { generator in
        Baseline.Resource(
          id: generator.resourceID(), apiVersion: generator.one(of: ["2024-07-01", "2023-09-01"], or: "2024-11-01"),
          desired: generator.json(),
          expressions: Dictionary(
            generator.list(0...4) { ($0.path(), Set($0.list(0...3) { $0.text() })) },
            uniquingKeysWith: { first, _ in first }),
          echo: generator.maybe { $0.json() },
          origin: generator.maybe { $0.one(of: Baseline.Origin.allCases, or: .created) })
      },
      secretDigests: Dictionary(
        list(0...3) { ($0.text(), $0.text()) }, uniquingKeysWith: { first, _ in first }),
      secretReferences: Dictionary(
        list(0...3) { ($0.text(), $0.text()) }, uniquingKeysWith: { first, _ in first }),
      deletion: DeletionPolicies(
        pool: maybe { $0.one(of: DeletionPolicy.allCases, or: .retain) },
        resources: Dictionary(
          list(0...3) { ($0.resourceID().short, $0.one(of: DeletionPolicy.allCases, or: .retain)) },
          uniquingKeysWith: { first, _ in first })),
      attempted: Set(list(0...2) { $0.resourceID() }))
  }

  package mutating func change() -> Change {
    Change(
      resource: resourceID(), path: path(), before: maybe { $0.json() }, after: maybe { $0.json() },
      kind: one(of: Change.Kind.allCases, or: .create), cause: one(of: Change.Cause.allCases, or: .drift),
      location: maybe { SourceLocation(file: $0.text(), line: $0.number(1...9_999), column: $0.number(1...200)) },
      reason: maybe { $0.text() })
  }
}
