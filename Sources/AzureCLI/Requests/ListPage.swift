import Pools
import Reconciliation

/// One page of a list of ARM: `{"value": […], "nextLink": "https://…"}`.
struct ListPage: Hashable, Sendable {
  var elements: [JSONValue]
  /// Where the list goes on; nil at its end.
  var next: String?

  /// Throws `AzureError.unreadable` for everything that is not a whole page: what is missing from a list that was cut off
  /// would look deleted.
  init(_ answer: JSONValue, from path: String) throws(AzureError) {
    let name = Scrubber().clean(path)
    if let error = answer.member("error"), error != .null {
      let text = ARMFault(answer)?.text ?? error.kind
      throw .unreadable("the answer to \(name) is no list but an error: \(Scrubber().clean(text))")
    }
    guard let elements = answer.member("value")?.array else { throw .unreadable("the answer to \(name) is no list") }
    self.elements = elements
    switch answer.member("nextLink") {
    // Some resource providers end a list with an empty link.
    case nil, .null?, .string("")?: next = nil
    case .string(let link)?: next = link
    case .some(let other):
      throw .unreadable("the list \(name) does not say where it goes on: its nextLink is \(other.kind), not a text")
    }
  }
}

/// What a list has shown so far, so that nothing counts twice.
struct ListedIDs {
  private var ids: Set<String> = []
  private let name: String

  init(of path: String) { name = Scrubber().clean(path) }

  /// Throws `AzureError.unreadable` for an id that came before: pages that moved while they were read may have left
  /// another out.
  mutating func add(_ id: String) throws(AzureError) {
    guard ids.insert(id.lowercased()).inserted else {
      throw .unreadable(Scrubber().clean("the list \(name) has \(id) twice: it changed while it was read"))
    }
  }
}
