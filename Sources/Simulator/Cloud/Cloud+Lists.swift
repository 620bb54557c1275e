import Foundation
import Pools

extension Cloud {
  /// One page of `items`, and the link to the next.
  ///
  /// - Parameters:
  ///   - items: what the list is of, in its order, each with the key by which the next page goes on after it.
  ///   - text: what an item reads as; only asked for the items of this page.
  func listed<Item>(
    _ request: ARMRequest, _ items: [(key: String, item: Item)], text: (Item) -> JSONValue
  ) throws(ARMError) -> ARMReply {
    var items = items[...]
    if let token = request.query["$skiptoken"] {
      guard let position = Int(token, radix: 36), position >= 0 else {
        throw ARMError(400, "InvalidSkipToken", "The skip token '\(token)' is not valid.")
      }
      items = items.dropFirst(position)
    }
    let skipped = items.startIndex
    var size = settings.pageSize
    if let top = request.query["$top"] {
      guard let count = Int(top), count > 0 else {
        throw ARMError(400, "InvalidTopParameter", "The value of '$top' should be a whole number above zero.")
      }
      size = min(size, count)
    }
    let page = items.prefix(size)
    var body: [String: JSONValue] = ["value": .array(page.map { text($0.item) })]
    if page.count < items.count {
      var query = request.query
      query["$skiptoken"] = String(skipped + page.count, radix: 36)
      let text = query.sorted { $0.key < $1.key }.map { "\(Self.escape($0.key))=\(Self.escape($0.value))" }
      body["nextLink"] = .string("\(settings.base)\(Self.escape(request.path.text))?\(text.joined(separator: "&"))")
    }
    return ARMReply(200, body: .object(body))
  }

  private static func escape(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
  }

  /// What may stand in a path or a query as it is.
  private static let allowed = CharacterSet(
    charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/$")
}

/// The part of OData's filters that callers of ARM use: `name eq 'value'` terms, all of which have to hold.
struct ListFilter {
  private var terms: [(name: String, value: String)] = []

  /// Throws where the text is more than such terms.
  init(_ text: String?) throws(ARMError) {
    guard let text, !text.isEmpty else { return }
    for term in text.split(separator: " and ") {
      let parts = term.split(separator: " eq ", maxSplits: 1)
      guard parts.count == 2 else {
        throw ARMError(400, "InvalidFilterInQueryString", "Invalid $filter '\(text)' specified in the query string.")
      }
      let value = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " '()"))
      terms.append((parts[0].trimmingCharacters(in: CharacterSet(charactersIn: " ()")).lowercased(), value))
    }
  }

  /// True where `value` gives each term's name the term's value, in any capitals.
  func allows(_ value: (String) -> String?) -> Bool {
    terms.allSatisfy { value($0.name)?.lowercased() == $0.value.lowercased() }
  }

  /// The value that a term asks of a name; nil where none does.
  subscript(_ name: String) -> String? { terms.first { $0.name == name.lowercased() }?.value }
}
