import Pools
import Templates

/// The warnings that a pool does not want, and which of them there would have been.
struct Silences: Sendable {
  /// The places of their keys.
  let places: [AdviceName: SourceLocation]
  private(set) var used: Set<AdviceName> = []

  /// Reads `spec.silence`, defaults filled in.
  init(_ silence: PlacedValue?) {
    places = Dictionary(
      (silence?.members ?? []).compactMap { member in AdviceName(rawValue: member.key).map { ($0, member.place) } },
      uniquingKeysWith: { first, _ in first })
  }

  var names: Set<AdviceName> { Set(places.keys) }

  /// The warnings that are not silenced.
  mutating func filter(_ warnings: [Diagnostic]) -> [Diagnostic] {
    guard !places.isEmpty else { return warnings }
    return warnings.filter { warning in
      guard let name = warning.advice, places[name] != nil else { return true }
      used.insert(name)
      return false
    }
  }

  /// Counts these as used, since what they are about was not looked for.
  mutating func excuse(_ names: some Sequence<AdviceName>) { used.formUnion(names) }
}
