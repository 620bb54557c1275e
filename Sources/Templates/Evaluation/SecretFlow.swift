import Pools

/// Where the secure values of a template go: each may only reach fields that Azure never answers.
///
/// Whatever is made of a secure value is as secret as that: a hash of it too, since whoever reads the hash can try passwords
/// against it on a machine of their own.
struct SecretFlow {
  /// The fields in which a secure value can be read, each with what it is made of.
  struct Exposed: Hashable {
    var path: JSONPath
    /// Names of secure parameters, and functions that answer keys.
    var sources: [String]
  }

  private let places: SecretPlaces
  private let sealed: Set<Expression>
  private var found: [Exposed] = []

  /// The secure values that can be read in a resource, sorted by place.
  ///
  /// - Parameter sealed: what only Azure evaluates and a deployment inside takes as a secure parameter.
  static func exposed(in document: ResourceDocument, sealed: Set<Expression>) -> [Exposed] {
    var flow = SecretFlow(places: SecretPlaces(document.id), sealed: sealed)
    for (path, parameters) in document.expressions.sorted(by: { $0.key < $1.key }) {
      guard let text = document.body.value(at: path)?.string else { continue }
      // Most expressions hold no secret, and those that do most often stand where it is hidden.
      guard !parameters.isEmpty || !sealed.isEmpty || text.mentionsList, !flow.isHidden(path),
        let expression = try? ExpressionParser.parse(text, limits: .folded)
      else { continue }
      flow.visit(expression, at: path)
    }
    return flow.found
  }

  private init(places: SecretPlaces, sealed: Set<Expression>) {
    self.places = places
    self.sealed = sealed
  }

  private func isHidden(_ path: JSONPath) -> Bool { places.exposure(of: path) != .shown }

  /// Follows what makes an object or a list to the fields that its parts become.
  private mutating func visit(_ expression: Expression, at path: JSONPath) {
    let sources = expression.secretSources(sealed: sealed)
    guard !sources.isEmpty, !isHidden(path) else { return }
    guard case .call(let name, let arguments) = expression.kind, !sealed.contains(expression) else {
      return expose(sources, at: path)
    }
    switch name.lowercased() {
    case "createobject" where arguments.count.isMultiple(of: 2):
      for position in stride(from: 0, to: arguments.count, by: 2) {
        if case .string(let member) = arguments[position].kind {
          visit(arguments[position + 1], at: path.member(member))
        } else {
          expose(arguments[position].secretSources(sealed: sealed), at: path)
          expose(arguments[position + 1].secretSources(sealed: sealed), at: path)
        }
      }
    case "createarray":
      for (index, argument) in arguments.enumerated() { visit(argument, at: path.appending(.index(index))) }
    case "if" where arguments.count == 3:
      expose(arguments[0].secretSources(sealed: sealed), at: path)
      for argument in arguments.dropFirst() { visit(argument, at: path) }
    case "union", "coalesce":
      for argument in arguments { visit(argument, at: path) }
    default: expose(sources, at: path)
    }
  }

  private mutating func expose(_ sources: Set<String>, at path: JSONPath) {
    if !sources.isEmpty { found.append(Exposed(path: path, sources: sources.sorted())) }
  }
}

extension Expression {
  /// The secure parameters that the expression names, and its functions that answer keys.
  func secretSources(sealed: Set<Expression>) -> Set<String> {
    var sources = parameterNames
    collectSecretCalls(into: &sources, sealed: sealed)
    return sources
  }

  private func collectSecretCalls(into sources: inout Set<String>, sealed: Set<Expression>) {
    if !sealed.isEmpty, sealed.contains(self) { sources.insert(text.count > 80 ? "\(text.prefix(79))…" : text) }
    switch kind {
    case .string, .integer: break
    case .access(let base, let key):
      base.collectSecretCalls(into: &sources, sealed: sealed)
      key.collectSecretCalls(into: &sources, sealed: sealed)
    case .call(let name, let arguments):
      if Self.answersKeys(name) { sources.insert("\(name)()") }
      for argument in arguments { argument.collectSecretCalls(into: &sources, sealed: sealed) }
    }
  }

  /// Parts of the names of the functions that answer secrets: `listKeys`, `listAccountSas`, `listConnectionStrings`,
  /// `listCallbackUrl` (learn.microsoft.com, "Template functions for resources": list*).
  private static let secretWords = [
    "key", "sas", "secret", "credential", "connectionstring", "password", "token", "callback",
  ]

  private static func answersKeys(_ function: String) -> Bool {
    let lowercase = function.lowercased()
    return lowercase.hasPrefix("list") && secretWords.contains { lowercase.contains($0) }
  }
}

extension String {
  /// True where a function whose name begins with `list` may be called in the text.
  fileprivate var mentionsList: Bool {
    firstBytes(of: "list") != nil || firstBytes(of: "List") != nil || firstBytes(of: "LIST") != nil
  }
}
