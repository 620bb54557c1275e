/// A name with `*`, `?` and `[…]`, as shells match it within one folder.
package struct Wildcard: Hashable, Sendable {
  private enum Token: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    /// `?`
    case any
    /// `*`
    case many
    /// `[a-z]`, `[!a-z]`
    case oneOf([ClosedRange<Unicode.Scalar>], negated: Bool)
    /// A bracket that is never closed: git lets such a pattern match nothing.
    case nothing
  }

  private let tokens: [Token]

  package init(_ pattern: some Collection<Unicode.Scalar>) {
    var tokens: [Token] = []
    var rest = Array(pattern)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "?": tokens.append(.any)
      case "*": if tokens.last != .many { tokens.append(.many) }
      case "\\": tokens.append(rest.popFirst().map(Token.scalar) ?? .nothing)
      case "[": tokens.append(Self.bracket(&rest) ?? .nothing)
      default: tokens.append(.scalar(scalar))
      }
    }
    self.tokens = tokens
  }

  /// Reads what stands behind `[`; nil where it is never closed.
  private static func bracket(_ rest: inout ArraySlice<Unicode.Scalar>) -> Token? {
    let negated = rest.first == "!" || rest.first == "^"
    if negated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isFirst = true
    while let scalar = rest.popFirst() {
      if scalar == "]" && !isFirst { return .oneOf(ranges, negated: negated) }
      isFirst = false
      if scalar == "[", rest.first == ":", let named = namedClass(&rest) {
        ranges += named
        continue
      }
      guard let low = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
      if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
        rest.removeFirst(2)
        guard let high = end == "\\" ? rest.popFirst() : end else { return nil }
        if low <= high { ranges.append(low...high) }
      } else {
        ranges.append(low...low)
      }
    }
    return nil
  }

  /// Reads `:alpha:]`; nil, and nothing read, where it is no class of POSIX's.
  private static func namedClass(_ rest: inout ArraySlice<Unicode.Scalar>) -> [ClosedRange<Unicode.Scalar>]? {
    let name = rest.dropFirst().prefix { $0 != ":" }
    let behind = rest.dropFirst(name.count + 1)
    guard behind.starts(with: [":", "]"]), let ranges = classes[String(String.UnicodeScalarView(name))]
    else { return nil }
    rest = behind.dropFirst(2)
    return ranges
  }

  private static let classes: [String: [ClosedRange<Unicode.Scalar>]] = [
    "alnum": ["0"..."9", "A"..."Z", "a"..."z"],
    "alpha": ["A"..."Z", "a"..."z"],
    "blank": [" "..." ", "\t"..."\t"],
    "digit": ["0"..."9"],
    "lower": ["a"..."z"],
    "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"],
    "space": [" "..." ", "\t"..."\r"],
    "upper": ["A"..."Z"],
    "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
  ]

  /// True where the whole name matches. A star is tried again at most once a character, so the time is bounded by the
  /// product of both lengths.
  package func matches(_ name: some StringProtocol) -> Bool {
    let name = Array(name.unicodeScalars)
    var at = 0
    var token = 0
    var retry: (token: Int, at: Int)?
    while at < name.count {
      if token < tokens.count, tokens[token] == .many {
        retry = (token + 1, at)
        token += 1
      } else if token < tokens.count, Self.matches(tokens[token], name[at]) {
        token += 1
        at += 1
      } else if let again = retry {
        retry = (again.token, again.at + 1)
        token = again.token
        at = again.at + 1
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .many }
  }

  private static func matches(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
    switch token {
    case .scalar(let expected): scalar == expected
    case .any: true
    case .oneOf(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
    case .many, .nothing: false
    }
  }
}
