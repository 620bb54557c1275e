import Pools

/// The changes of a pool in words.
enum ChangeText {
  /// What people call a kind of resource.
  static func noun(of resource: ResourceID) -> String { FieldRules.rules(for: resource.type).noun }

  /// All changes of a pool in one line: `scale set sku.capacity 2 → 4`, whole resources first, deletions before all else, at
  /// most `limit` in full.
  static func line(_ changes: [Change], limit: Int = 3) -> String {
    let ambiguous = ambiguousNouns(changes)
    var parts: [String] = []
    for kind in wholeKinds {
      let whole = changes.filter { $0.kind == kind && $0.path == .root }
      if !whole.isEmpty { parts.append("\(kind.rawValue) " + names(whole)) }
    }
    let rest = changes.filter { !isWhole($0) }
    parts += rest.prefix(limit).map { phrase($0, isNamed: ambiguous.contains(noun(of: $0.resource))) }
    if rest.count > limit { parts.append("and \(rest.count - limit) more") }
    return parts.joined(separator: ", ")
  }

  /// What happens to resources as a whole, in the order in which it is said.
  private static let wholeKinds: [Change.Kind] = [.delete, .detach, .adopt, .create]

  private static func isWhole(_ change: Change) -> Bool { change.path == .root && wholeKinds.contains(change.kind) }

  /// One change and what is not as usual about it; with the resource's name where its kind alone does not tell.
  static func phrase(_ change: Change, isNamed: Bool) -> String {
    let isWhole = isWhole(change) || change.kind == .adopt
    let noun = noun(of: change.resource)
    let text =
      isNamed && !isWhole
      ? "\(noun) \(Quoted.line(change.resource.name))\(change.text.dropFirst(noun.count))" : change.text
    let remarks = isWhole ? [] : remarks(on: change)
    return remarks.isEmpty ? text : "\(text) (\(remarks.joined(separator: ", ")))"
  }

  private static func remarks(on change: Change) -> [String] {
    var remarks: [String] = []
    if change.kind == .rolling { remarks.append("instances must take it") }
    if change.kind == .replace { remarks.append("needs a new resource") }
    if change.cause == .drift { remarks.append("drift") }
    return remarks
  }

  private static func names(_ changes: [Change]) -> String {
    let names = changes.map { change in
      "\(noun(of: change.resource)) \(Quoted.line(change.resource.name))" + (change.reason.map { " (\($0))" } ?? "")
    }
    guard names.count > 6 else { return names.joined(separator: ", ") }
    return names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more"
  }

  /// Nouns that stand for more than one resource among the changes.
  private static func ambiguousNouns(_ changes: [Change]) -> Set<String> {
    let resources = Set(changes.map(\.resource))
    return Set(Dictionary(grouping: resources, by: noun).filter { $0.value.count > 1 }.keys)
  }
}
