/// A row of a type's table: which fields, and what is special about them.
///
/// A pattern is a path with `*` for any member and `[]` for every element of a list:
/// `properties.subnets[].properties.addressPrefix`. Rows for one path add up.
struct FieldPattern {
  /// One thing that is special.
  enum Trait {
    case compare(Comparison)
    case owner(FieldOwner)
    case writeOnly
    case change(Mutability)
    case rolling
    case secret
    /// Its echo is never learned.
    case firm
    case noise
    case absentMeans(JSONValue)
    case alsoAs(Counterpart)
    case complete(Completeness)
    /// What others have set here goes along with a write; the arguments are `Keeping`'s.
    case kept(since: String = "", unless: JSONValue? = nil, beside: String? = nil)
  }

  let path: String
  let traits: [Trait]

  init(_ path: String, _ traits: Trait...) {
    self.path = path
    self.traits = traits
  }
}

/// The rules of a type as a tree over the steps of its patterns, member names in small letters.
///
/// A class, so that a walk hands it on without copying; nothing in it changes.
package final class RuleTree: Sendable {
  package let rule: FieldRule
  /// What of `rule` holds for everything below it too.
  let inherited: FieldRule.Inherited
  private let branches: [String: RuleTree]
  private let anyMember: RuleTree?
  /// The rules of a list's elements.
  package let element: RuleTree?
  /// The ways, over members in small letters, to lists that are the pool's own whether it says them or not; sorted.
  let wholeLists: [[String]]
  /// True where something here, or below, goes along with a write though the pool does not say it.
  let keeps: Bool

  private static let anyMemberStep = "*"
  private static let anyElementStep = "[]"

  convenience init(_ patterns: [FieldPattern] = []) {
    self.init(
      rows: patterns.map { pattern in
        let steps = pattern.path.lowercased().split(separator: ".").flatMap { part -> [String] in
          part.hasSuffix("[]") ? [String(part.dropLast(2)), Self.anyElementStep] : [String(part)]
        }
        return (steps[...], pattern.traits)
      })
  }

  private init(rows: [(steps: ArraySlice<String>, traits: [FieldPattern.Trait])]) {
    var rule = FieldRule()
    var below: [String: [(steps: ArraySlice<String>, traits: [FieldPattern.Trait])]] = [:]
    for row in rows {
      if let first = row.steps.first {
        below[first, default: []].append((row.steps.dropFirst(), row.traits))
      } else {
        for trait in row.traits { rule.take(trait) }
      }
    }
    self.rule = rule
    inherited = rule.inherited
    element = below.removeValue(forKey: Self.anyElementStep).map { RuleTree(rows: $0) }
    anyMember = below.removeValue(forKey: Self.anyMemberStep).map { RuleTree(rows: $0) }
    branches = below.mapValues { RuleTree(rows: $0) }
    keeps =
      rule.keeping != nil || element?.keeps == true || anyMember?.keeps == true
      || branches.values.contains(where: \.keeps)
    wholeLists = branches.sorted { $0.key < $1.key }.flatMap { name, tree in
      tree.rule.completeness == .open ? tree.wholeLists.map { [name] + $0 } : [[name]]
    }
  }

  /// The rules under a member, named in small letters; nil where nothing special lies there.
  package func member(_ folded: String) -> RuleTree? { branches[folded] ?? anyMember }
}

extension FieldRule {
  fileprivate mutating func take(_ trait: FieldPattern.Trait) {
    switch trait {
    case .compare(let comparison): self.comparison = comparison
    case .owner(let owner): self.owner = owner
    case .writeOnly: isReadable = false
    case .change(let mutability): self.mutability = mutability
    case .rolling: isRolling = true
    case .secret: isSecret = true
    case .firm: learnsEcho = false
    case .noise: isNoise = true
    case .absentMeans(let value): absentMeans = value
    case .alsoAs(let counterpart): self.counterpart = counterpart
    case .complete(let completeness): self.completeness = completeness
    case .kept(let since, let unless, let sibling):
      keeping = Keeping(since: since, unless: unless, sibling: sibling)
    }
  }
}
