/// The member that tells the elements of a list apart.
struct ListKey: Hashable {
  let member: String

  init(member: String) { self.member = member }

  /// The key of `elements` under a field's rule; nil where they are only told apart by their place.
  ///
  /// A key serves only where every element has it as a plain value and none has the same.
  init?(of elements: [ExpressedValue], by comparison: Comparison?) {
    guard !elements.isEmpty, elements.allSatisfy({ $0.value.object != nil }) else { return nil }
    let candidates: [String]
    switch comparison {
    case .keyed(let member): candidates = [member]
    case nil: candidates = ["name", "id"]
    default: return nil
    }
    guard let member = candidates.first(where: { Self.serves($0, elements) }) else { return nil }
    self.member = member
  }

  private static func serves(_ member: String, _ elements: [ExpressedValue]) -> Bool {
    var seen: Set<String> = []
    return elements.allSatisfy { element in
      guard let key = element.member(member), key.expression == nil, let text = key.value.keyText else { return false }
      return seen.insert(text).inserted
    }
  }

  func text(of element: JSONValue) -> String? { element.member(member)?.keyText }

  /// The elements by their keys' texts; those without a key are left out, and of doubles the first counts.
  func index(_ elements: [JSONValue]?) -> [String: JSONValue] {
    Dictionary(
      (elements ?? []).compactMap { element in text(of: element).map { ($0, element) } },
      uniquingKeysWith: { first, _ in first })
  }

  func index(_ elements: [ExpressedValue]?) -> [String: ExpressedValue] {
    Dictionary(
      (elements ?? []).compactMap { element in text(of: element.value).map { ($0, element) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The step of a path to an element, in the element's own spelling.
  func step(to element: JSONValue) -> JSONPath.Step {
    let key = element.member(member)
    return .element(key: member, value: key?.string ?? key?.keyText ?? "")
  }
}
