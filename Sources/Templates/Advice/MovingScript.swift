import Pools

extension Advice {
  /// What an address by a branch says today it need not say tomorrow: machines of one pool then differ, and whoever can
  /// push to the branch runs what they like on them. A commit never moves, and a tag rarely does.
  static let movingScript = Advice(name: .movingScript) { resources in
    resources.documents.flatMap { document -> [AdviceFinding] in
      guard document.body.mentions(gitHub) else { return [] }
      var found: [(address: String, path: JSONPath)] = []
      document.body.visit { path, value in
        guard let text = value.string else { return }
        for address in addresses(in: text) where branch(of: address) != nil {
          if !found.contains(where: { $0.address == address }) { found.append((address, path)) }
        }
      }
      return found.map { address, path in
        AdviceFinding(
          document, path,
          "\(document.id.short) fetches \(address) from a branch that moves; name a commit in its place")
      }
    }
  }

  /// What both of its hosts have in their names.
  private static let gitHub = "github"
  /// What branches are called where nothing says that it is one.
  private static let branches: Set<String> = ["master", "main", "develop", "dev", "trunk", "head", "latest"]

  /// The http addresses in a text, up to the first character that ends one in shells and in ARM's expressions.
  private static func addresses(in text: String) -> [String] {
    var found: [String] = []
    var rest = Substring(text)
    while let start = rest.firstRange(of: "http") {
      rest = rest[start.lowerBound...]
      // What is longer than any address that servers take, or is not of ASCII, is none.
      let address = rest.prefix(2048).prefix { $0.isASCII && $0 > " " && !"\"'`<>|;,()[]{}".contains($0) }
      if address.hasPrefix("https://") || address.hasPrefix("http://") { found.append(String(address)) }
      rest = rest.dropFirst(max(4, address.count))
    }
    return found
  }

  /// The branch that an address of GitHub names; nil for another address, a commit, a tag or a release.
  static func branch(of address: String) -> String? {
    let parts = address.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard parts.count > 4 else { return nil }
    var reference: ArraySlice<String>
    switch parts[1].lowercased() {
    case "raw.githubusercontent.com": reference = parts[4...]
    case "github.com" where ["raw", "blob", "archive"].contains(parts[4]): reference = parts[5...]
    default: return nil
    }
    if reference.first == "refs" {
      reference = reference.dropFirst()
      return reference.first == "heads" ? reference.dropFirst().first : nil
    }
    guard var name = reference.first else { return nil }
    for ending in [".zip", ".tar.gz"] where name.hasSuffix(ending) { name = String(name.dropLast(ending.count)) }
    return branches.contains(name.lowercased()) ? name : nil
  }
}
