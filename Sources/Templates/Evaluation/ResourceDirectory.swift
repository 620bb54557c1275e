import Pools

/// The resources of a template by everything that dependencies and references may call them.
struct ResourceDirectory {
  struct Entry {
    var id: ResourceID
    var apiVersion: String
    /// False where its condition is, and where it is already there.
    var isDeployed: Bool
    var symbol: String?
    /// The loop's name and the position in it.
    var loop: (name: String, index: Int)?
    var body: TemplateNode?
    var frame = Frame()
    /// What a deployment makes; nil for every other resource.
    var nested: NestedDeployment?

    /// The resources that have to be there before what waits for this one.
    var made: [ResourceID] { nested.map { $0.isDeployed ? $0.made : [] } ?? (isDeployed ? [id] : []) }
  }

  private(set) var entries: [Entry] = []
  private var byName: [String: [Int]] = [:]
  private var bySymbol: [String: [Int]] = [:]

  mutating func add(_ entry: Entry) {
    let position = entries.count
    entries.append(entry)
    for name in Self.names(of: entry) { byName[name, default: []].append(position) }
    guard let symbol = entry.symbol?.lowercased() else { return }
    bySymbol[symbol, default: []].append(position)
    if let loop = entry.loop { bySymbol["\(symbol)[\(loop.index)]", default: []].append(position) }
  }

  private static func names(of entry: Entry) -> Set<String> {
    let id = entry.id
    let names = id.names.joined(separator: "/")
    var all: Set<String> = [
      id.folded, id.short.lowercased(), "\(id.type)/\(names)".lowercased(), names.lowercased(), id.name.lowercased(),
    ]
    if let loop = entry.loop { all.insert(loop.name.lowercased()) }
    return all
  }

  /// The positions of what `name` means: an id, a type with names, a name, a loop, a symbol.
  func positions(_ name: String) -> [Int] {
    let folded = name.lowercased()
    return bySymbol[folded] ?? byName[folded] ?? []
  }

  func symbol(_ name: String) -> [Entry] { (bySymbol[name.lowercased()] ?? []).map { entries[$0] } }

  /// The one resource of this name; nil where there are none or several.
  func single(_ name: String) -> Entry? {
    let found = positions(name)
    return found.count == 1 ? entries[found[0]] : nil
  }

  var callableNames: [String] { entries.map { $0.symbol ?? $0.id.short } }
}
