/// A version as semver.org 2.0 orders them. A `v` in front is allowed; build metadata is read and does not count.
struct SemanticVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// One part of a prerelease: numbers come before words, and are ordered as numbers.
  enum Identifier: Hashable, Sendable, Comparable {
    case number(UInt64)
    case word(String)

    init?(_ text: Substring) {
      guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
        return nil
      }
      if text.allSatisfy(\.isNumber) {
        guard text == "0" || text.first != "0", let number = UInt64(text) else { return nil }
        self = .number(number)
      } else {
        self = .word(String(text))
      }
    }

    static func < (left: Identifier, right: Identifier) -> Bool {
      switch (left, right) {
      case (.number(let left), .number(let right)): left < right
      case (.word(let left), .word(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
      case (.number, .word): true
      case (.word, .number): false
      }
    }
  }

  var major: UInt64
  var minor: UInt64
  var patch: UInt64
  /// Empty for a release.
  var prerelease: [Identifier]

  init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [Identifier] = []) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
  }

  /// Nil where the text is not a whole version: three numbers, without leading zeros.
  init?(_ text: some StringProtocol) {
    guard let partial = PartialVersion(text), let minor = partial.minor, let patch = partial.patch,
      let major = partial.major
    else { return nil }
    self.init(major, minor, patch, prerelease: partial.prerelease)
  }

  static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    let (these, those) = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
    if these != those { return these < those }
    // A release is later than all of its prereleases.
    if left.prerelease.isEmpty || right.prerelease.isEmpty {
      return !left.prerelease.isEmpty && right.prerelease.isEmpty
    }
    return left.prerelease.lexicographicallyPrecedes(right.prerelease)
  }

  var description: String {
    let tail = prerelease.map { part in
      switch part {
      case .number(let number): String(number)
      case .word(let word): word
      }
    }
    return "\(major).\(minor).\(patch)" + (tail.isEmpty ? "" : "-" + tail.joined(separator: "."))
  }
}

/// A version in a range, whose later numbers may be missing or `x`.
struct PartialVersion {
  /// Nil: any version at all.
  var major: UInt64?
  var minor: UInt64?
  var patch: UInt64?
  var prerelease: [SemanticVersion.Identifier] = []

  /// Nil where the text is no version, whole or in part.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    guard rest.utf8.count <= 256 else { return nil }
    if rest.first == "v" || rest.first == "V" { rest = rest.dropFirst() }
    if let plus = rest.firstIndex(of: "+") {
      let metadata = rest[rest.index(after: plus)...].split(separator: ".", omittingEmptySubsequences: false)
      guard
        metadata.allSatisfy({ part in
          !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        })
      else { return nil }
      rest = rest[..<plus]
    }
    if let dash = rest.firstIndex(of: "-") {
      for part in rest[rest.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false) {
        guard let identifier = SemanticVersion.Identifier(part) else { return nil }
        prerelease.append(identifier)
      }
      rest = rest[..<dash]
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var numbers: [UInt64?] = []
    for part in parts {
      if part == "x" || part == "X" || part == "*" {
        numbers.append(nil)
      } else {
        guard part.allSatisfy({ $0.isASCII && $0.isNumber }), part == "0" || part.first != "0",
          let number = UInt64(part), number < UInt64(UInt32.max), numbers.allSatisfy({ $0 != nil })
        else { return nil }
        numbers.append(number)
      }
    }
    major = numbers[0]
    minor = numbers.count > 1 ? numbers[1] : nil
    patch = numbers.count > 2 ? numbers[2] : nil
    guard prerelease.isEmpty || patch != nil else { return nil }
  }

  /// The lowest version that this stands for.
  var lowest: SemanticVersion { SemanticVersion(major ?? 0, minor ?? 0, patch ?? 0, prerelease: prerelease) }

  /// The first version behind those that this stands for, its prereleases included in what is left out; nil where
  /// there is none behind.
  var next: SemanticVersion? {
    let first: [SemanticVersion.Identifier] = [.number(0)]
    guard let major else { return nil }
    guard let minor else { return SemanticVersion(major + 1, 0, 0, prerelease: first) }
    guard patch != nil else { return SemanticVersion(major, minor + 1, 0, prerelease: first) }
    return nil
  }
}
