import Pools

/// What is known of a pool's secrets in one run.
struct PoolSecrets: Sendable {
  /// The values to send, by the names of their parameters; without those that were not read.
  private(set) var values: [String: SecretValue] = [:]
  /// The keyed hashes of the values. Of one that was not read it is the applied one's where its reference is still the same,
  /// and one that is like no other where it is another.
  private(set) var digests: [String: String] = [:]
  /// The keyed hashes of the references.
  private(set) var references: [String: String] = [:]
  /// How those that were not read stand to what was applied.
  private(set) var standings: [String: SecretStanding] = [:]

  var isEmpty: Bool { references.isEmpty }
  /// False where the name of a deployment cannot be told, since it goes by the values.
  var areKnown: Bool { standings.values.allSatisfy { $0 == .unchanged } }

  init() {}

  /// Reads the values of a pool's secrets. Throws `SecretError`.
  init(reading desired: DesiredPool, from reader: any SecretReader) async throws {
    for (name, reference) in desired.secrets {
      take(try await reader.value(of: reference, for: desired.manifest.file), of: name, reference, reader)
    }
  }

  /// Compares the references of a pool's secrets with those that were applied, and reads no value.
  init(comparing desired: DesiredPool, with baseline: Baseline?, by reader: any SecretReader) {
    for (name, reference) in desired.secrets {
      let applied = baseline?.secretDigests[name]
      if let value = reference.knownValue {
        take(value, of: name, reference, reader)
        if let applied { standings[name] = digests[name] == applied ? .unchanged : .changedReference }
        continue
      }
      let digest = reader.digest(of: reference)
      references[name] = digest
      switch (applied, baseline?.secretReferences[name]) {
      case (let applied?, digest?): (standings[name], digests[name]) = (.unchanged, applied)
      // Nothing was applied, or an earlier Weir has kept no reference.
      case (nil, _) where baseline == nil, (_?, nil): standings[name] = .notKnownHere
      default: (standings[name], digests[name]) = (.changedReference, "reference \(digest)")
      }
    }
  }

  private mutating func take(
    _ value: SecretValue, of name: String, _ reference: SecretReference, _ reader: any SecretReader
  ) {
    values[name] = value
    digests[name] = reader.digest(of: value)
    references[name] = reader.digest(of: reference)
  }
}
