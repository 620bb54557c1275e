import Pools

extension PoolRequestBuilder {
  /// Looks for maps that say a thing in two ways. Where two maps of different files do, the nearer one has ruled the
  /// other out already.
  ///
  /// - Returns: true where `value` itself contradicts itself, so that nothing further can be told from it.
  mutating func lookForContradictions(
    in value: PlacedValue, _ object: ObjectShape, at path: String, pool: PoolName?
  ) -> Bool {
    for member in value.members {
      guard let inner = object.field(member.key)?.shape.mergedObject else { continue }
      _ = lookForContradictions(in: member.value, inner, at: "\(path).\(member.key)", pool: pool)
    }
    var isContradictory = false
    for ways in object.alternatives {
      guard let first = value.members.first(where: { ways.group(of: $0.key) != nil }) else { continue }
      let group = ways.group(of: first.key)
      guard let second = value.members.first(where: { ways.group(of: $0.key).map { $0 != group } ?? false })
      else { continue }
      isContradictory = isContradictory || ways.isWhole
      add(
        Diagnostic(
          location: second.place,
          message:
            "\(path) has both \(first.key) (\(first.place)) and \(second.key); \(ways.right ?? "keep one of them")",
          pool: pool))
    }
    return isContradictory
  }
}

extension Shape {
  /// The map that is merged with further ones.
  fileprivate var mergedObject: ObjectShape? {
    switch self {
    case .object(let object), .either(_, .object(let object)): object.isWhole ? nil : object
    default: nil
    }
  }
}
