/// A range of versions: `>=1.2.0 <2.0.0`, `^1.2`, `~1.2.3`, `1.x`, `1.2 - 1.4`, `^1 || ^2`.
///
/// Comparators side by side, or with commas, must all hold; `||` stands between alternatives. A prerelease is in an
/// alternative only where that alternative names one, as `>=1.0.0-0` does for all of them.
struct VersionRange: Hashable, Sendable {
  struct SyntaxError: Error, Hashable, Sendable { var message: String }

  /// What one comparator asks of a version.
  enum Bound: Hashable, Sendable {
    case atLeast(SemanticVersion)
    case above(SemanticVersion)
    case below(SemanticVersion)
    case atMost(SemanticVersion)
    case not(SemanticVersion)
    /// Not a version from the first up to, and without, the second.
    case outside(SemanticVersion, SemanticVersion)
    case nothing

    func admits(_ version: SemanticVersion) -> Bool {
      switch self {
      case .atLeast(let bound): version >= bound
      case .above(let bound): version > bound
      case .below(let bound): version < bound
      case .atMost(let bound): version <= bound
      case .not(let bound): version != bound
      case .outside(let low, let high): version < low || version >= high
      case .nothing: false
      }
    }
  }

  private struct Alternative: Hashable, Sendable {
    var bounds: [Bound] = []
    var namesPrerelease = false
  }

  private var alternatives: [Alternative] = []

  /// - Throws: `SyntaxError` where the text is no range; more than 1,024 bytes are none.
  init(_ text: String) throws(SyntaxError) {
    guard text.utf8.count <= 1024 else { throw SyntaxError(message: "a version range of more than 1024 bytes") }
    for part in Self.split(text) {
      do throws(SyntaxError) { alternatives.append(try Self.alternative(part)) } catch {
        throw SyntaxError(
          message: "\"\(text.singleLine(limit: 80))\" is no version range: \(error.message); "
            + "write one like \">=1.2.0 <2.0.0\", \"^1.2\", \"~1.2.3\" or \"1.x\"")
      }
    }
  }

  func contains(_ version: SemanticVersion) -> Bool {
    alternatives.contains { alternative in
      (version.prerelease.isEmpty || alternative.namesPrerelease)
        && alternative.bounds.allSatisfy { $0.admits(version) }
    }
  }

  private static func split(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = Substring(text)
    while let bars = rest.firstRange(of: "||") {
      parts.append(rest[..<bars.lowerBound])
      rest = rest[bars.upperBound...]
    }
    return parts + [rest]
  }

  private static func alternative(_ text: Substring) throws(SyntaxError) -> Alternative {
    var words = text.split { $0 == " " || $0 == "," || $0 == "\t" }.map(String.init)
    guard !words.isEmpty else { throw SyntaxError(message: "an alternative is empty") }
    var result = Alternative()
    if words.count == 3, words[1] == "-" {
      let (from, to) = (try version(words[0]), try version(words[2]))
      result.bounds = [.atLeast(from.lowest), to.next.map { .below($0) } ?? .atMost(to.lowest)]
      if to.major == nil { result.bounds.removeLast() }
      result.namesPrerelease = !from.prerelease.isEmpty || !to.prerelease.isEmpty
      return result
    }
    while !words.isEmpty {
      var word = words.removeFirst()
      // A blank between the operator and its version is allowed.
      if word.allSatisfy({ operatorCharacters.contains($0) }), !words.isEmpty { word += words.removeFirst() }
      let sign = word.prefix { operatorCharacters.contains($0) }
      let partial = try version(word.dropFirst(sign.count))
      result.bounds += try bounds(String(sign), partial)
      if !partial.prerelease.isEmpty { result.namesPrerelease = true }
    }
    return result
  }

  private static let operatorCharacters = Set("<>=!~^")

  private static func version(_ text: some StringProtocol) throws(SyntaxError) -> PartialVersion {
    guard let version = PartialVersion(text) else {
      throw SyntaxError(message: text.isEmpty ? "an operator has no version" : "\"\(text)\" is no version")
    }
    return version
  }

  private static func bounds(_ sign: String, _ version: PartialVersion) throws(SyntaxError) -> [Bound] {
    let (low, next) = (version.lowest, version.next)
    switch sign {
    case "", "=", "==":
      if let next { return [.atLeast(low), .below(next)] }
      return version.major == nil ? [.atLeast(low)] : [.atLeast(low), .atMost(low)]
    case "!=":
      if let next { return [.outside(low, next)] }
      return version.major == nil ? [.nothing] : [.not(low)]
    case ">":
      if let next { return [.atLeast(next)] }
      return version.major == nil ? [.nothing] : [.above(low)]
    case ">=", "=>": return [.atLeast(low)]
    case "<": return version.major == nil ? [.nothing] : [.below(version.prerelease.isEmpty ? low.first : low)]
    case "<=", "=<":
      if let next { return [.below(next)] }
      return version.major == nil ? [] : [.atMost(low)]
    case "~", "~>": return [.atLeast(low)] + upper(version, keeping: version.minor == nil ? 1 : 2)
    case "^":
      // What may move is everything right of the first number that is not zero.
      let kept = low.major > 0 || version.minor == nil ? 1 : (low.minor > 0 || version.patch == nil ? 2 : 3)
      return [.atLeast(low)] + upper(version, keeping: kept)
    default: throw SyntaxError(message: "\"\(sign)\" is no operator")
    }
  }

  /// The bound above all versions that share the first `kept` numbers with `version`.
  private static func upper(_ version: PartialVersion, keeping kept: Int) -> [Bound] {
    guard version.major != nil else { return [] }
    let low = version.lowest
    let bound =
      switch kept {
      case 1: SemanticVersion(low.major + 1, 0, 0)
      case 2: SemanticVersion(low.major, low.minor + 1, 0)
      default: SemanticVersion(low.major, low.minor, low.patch + 1)
      }
    return [.below(bound.first)]
  }
}

extension SemanticVersion {
  /// The earliest prerelease of this release, so that `<2.0.0` leaves out 2.0.0-beta too.
  fileprivate var first: SemanticVersion { SemanticVersion(major, minor, patch, prerelease: [.number(0)]) }
}
