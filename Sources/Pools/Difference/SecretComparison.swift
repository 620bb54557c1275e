/// Tells whether a desired value is the one that was applied last, secrets by their digests.
struct SecretComparison {
  /// The digest of each secure parameter now.
  let digests: [String: String]
  /// The digest of each when the baseline was applied.
  let appliedDigests: [String: String]
  /// The keyed hash for secrets that stand in a template as they are.
  let keyedHash: (@Sendable (String) -> String)?

  /// True where `desired` says what `baseline` said, expressions by their text and by the secrets that they name.
  func isSame(_ desired: ExpressedValue?, _ baseline: ExpressedValue?, at site: FieldSite) -> Bool {
    guard let desired = desired?.unlessEmpty, let baseline = baseline?.unlessEmpty else {
      return desired?.unlessEmpty == nil && baseline?.unlessEmpty == nil
    }
    if desired.expression != nil || baseline.expression != nil {
      guard let parameters = desired.expression, baseline.expression != nil else { return false }
      return desired.value == baseline.value && parameters.allSatisfy(isSameSecret)
    }
    switch (desired.value, baseline.value) {
    case (.object(let first), .object(let second)) where site.rule.comparison != .idSet:
      let names = Set(first.keys.map { $0.lowercased() }).union(second.keys.map { $0.lowercased() })
      return names.allSatisfy { isSame(desired.member($0), baseline.member($0), at: site.member($0)) }
    case (.array, .array) where !site.rule.isSet:
      let left = desired.elements ?? []
      let right = baseline.elements ?? []
      return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1, at: site.element) }
    case (.string(let text), .string(let kept)) where site.rule.isSecret || SpecialName.betray(text):
      return kept == text || SecretStandIn.isSame(text, as: kept, keyedHash: keyedHash)
    default: return (site.rule.comparison ?? .exact).matches(desired.value, baseline.value)
    }
  }

  /// A secret whose digest is not known now is taken to be what it was: unknown is not changed.
  private func isSameSecret(_ parameter: String) -> Bool {
    guard let now = digests[parameter] else { return true }
    return now == appliedDigests[parameter]
  }
}

/// What a baseline keeps in the place of a secret that stands in a template as it is.
enum SecretStandIn {
  static func text(for secret: String, keyedHash: (@Sendable (String) -> String)?) -> String {
    keyedHash.map { "\(SecretText.mask) \($0(secret))" } ?? SecretText.mask
  }

  /// Without a hash on either side nothing is known, and unknown is not changed.
  static func isSame(_ secret: String, as kept: String, keyedHash: (@Sendable (String) -> String)?) -> Bool {
    guard kept.hasPrefix(SecretText.mask) else { return false }
    guard let keyedHash, kept != SecretText.mask else { return true }
    return kept == text(for: secret, keyedHash: keyedHash)
  }

  /// The value with every secret of its own replaced; expressions stay, for they hold none.
  static func replaceSecrets(
    in value: ExpressedValue, at site: FieldSite, keyedHash: (@Sendable (String) -> String)?
  ) -> JSONValue {
    switch value.value {
    case .string(let text):
      guard value.expression == nil, site.rule.isSecret || SpecialName.betray(text) else { return value.value }
      return .string(self.text(for: text, keyedHash: keyedHash))
    case .array:
      return .array(
        (value.elements ?? []).map { replaceSecrets(in: $0, at: site.element, keyedHash: keyedHash) })
    case .object(let members):
      var kept = members
      for name in members.keys {
        guard let member = value.member(name) else { continue }
        kept[name] = replaceSecrets(in: member, at: site.member(name), keyedHash: keyedHash)
      }
      return .object(kept)
    default: return value.value
    }
  }
}
