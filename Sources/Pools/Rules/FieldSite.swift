/// A place in a body together with its rules: what every walk over a body carries along.
package struct FieldSite: Sendable {
  private let tree: RuleTree?
  private var inherited: FieldRule.Inherited
  /// True inside free-form objects (`settings`, `tags`), where names mean nothing to ARM.
  private let isFreeForm: Bool
  /// The member, in small letters, by which the list around knows this element: its capitals do not count.
  private var key: String?
  /// True for that member itself.
  private var isKey = false

  private init(tree: RuleTree?, inherited: FieldRule.Inherited, isFreeForm: Bool) {
    self.tree = tree
    self.inherited = inherited
    self.isFreeForm = isFreeForm
  }

  /// The top of a body.
  package init(_ rules: TypeRules) {
    self.init(tree: rules.tree, inherited: rules.tree.inherited, isFreeForm: false)
  }

  /// The rule of this place, with what it has from the places around it.
  package var rule: FieldRule {
    var rule = (tree?.rule ?? FieldRule()).with(inherited)
    if isKey && rule.comparison == nil { rule.comparison = .anyCase }
    return rule
  }

  /// True where a live state need not keep what stands here.
  var isNoise: Bool { inherited.contains(.noise) }

  /// True where something here, or below, goes along with a write though the pool does not say it.
  var keeps: Bool { tree?.keeps ?? false }

  package func member(_ name: String) -> FieldSite {
    let folded = name.lowercased()
    let branch = tree?.member(folded)
    var inherited = inherited
    if let branch { inherited.formUnion(branch.inherited) }
    let special = SpecialName.names[folded]
    switch special {
    case .secret: inherited.insert(.secret)
    case .writeOnly: inherited.formUnion([.secret, .writeOnly])
    case .noise where !isFreeForm: inherited.insert(.noise)
    case .noise, .freeForm, nil: break
    }
    var site = FieldSite(tree: branch, inherited: inherited, isFreeForm: isFreeForm || special == .freeForm)
    site.isKey = folded == key
    return site
  }

  package var element: FieldSite {
    let branch = tree?.element
    return FieldSite(
      tree: branch, inherited: branch.map { inherited.union($0.inherited) } ?? inherited, isFreeForm: isFreeForm)
  }

  /// The rules of an element that `member` tells apart from the others.
  func element(keyedBy member: String) -> FieldSite {
    var site = element
    site.key = member.lowercased()
    return site
  }
}

/// Member names that mean the same wherever they stand, since templates of other people leak, and a type without a
/// table has passwords too.
enum SpecialName {
  /// Secret, and often answered.
  case secret
  /// Secret, and never answered.
  case writeOnly
  /// What Azure keeps for itself in every resource and every part of one.
  case noise
  /// An object whose members' names are the user's own.
  case freeForm

  /// In small letters.
  static let names: [String: SpecialName] = {
    let secret = [
      "accesskey", "accountkey", "clientsecret", "commandtoexecute", "connectionstring", "encodedcommand", "password",
      "primarykey", "privatekey", "sastoken", "sastokens", "script", "secondarykey", "sharedkey", "storageaccountkey",
    ]
    let writeOnly = ["adminpassword", "administratorloginpassword", "customdata", "protectedsettings", "userdata"]
    let noise = ["etag", "provisioningstate", "resourceguid"]
    let freeForm = ["metadata", "settings", "tags"]
    let all =
      secret.map { ($0, SpecialName.secret) } + writeOnly.map { ($0, .writeOnly) } + noise.map { ($0, .noise) }
      + freeForm.map { ($0, .freeForm) }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
  }()

  /// True for text that carries a key by its form: a shared access signature, or a storage connection string.
  static func betray(_ text: String) -> Bool {
    guard text.utf8.count > 8 else { return false }
    return text.contains("AccountKey=") || text.contains("SharedAccessKey=") || text.contains("?sig=")
      || text.contains("&sig=")
  }
}
