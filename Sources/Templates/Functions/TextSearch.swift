/// Searches a text for another one in time linear in both (Knuth, Morris and Pratt, 1977), in UTF-16 units as .NET does.
struct TextSearch {
  private let wanted: [UInt16]
  /// For each unit of what is searched for: how long a beginning of it also ends there.
  private let borders: [Int]

  /// - Parameter wanted: what is searched for; an empty text is found nowhere.
  init(_ wanted: some Sequence<UInt16>) {
    let wanted = Array(wanted)
    var borders = Array(repeating: 0, count: wanted.count)
    var length = 0
    for at in wanted.indices.dropFirst() {
      while length > 0, wanted[at] != wanted[length] { length = borders[length - 1] }
      if wanted[at] == wanted[length] { length += 1 }
      borders[at] = length
    }
    self.wanted = wanted
    self.borders = borders
  }

  /// How many units are searched for.
  var count: Int { wanted.count }

  /// The first place at which it stands in `text`; nil where it does not.
  func first(in text: [UInt16]) -> Int? {
    var found: Int?
    search(text) { position in
      found = position
      return false
    }
    return found
  }

  /// The last place at which it stands in `text`; nil where it does not.
  func last(in text: [UInt16]) -> Int? {
    var found: Int?
    search(text) { position in
      found = position
      return true
    }
    return found
  }

  /// Hands over every place at which it stands in `text`, overlapping ones too, until `next` answers false.
  func search(_ text: [UInt16], _ next: (Int) -> Bool) {
    guard !wanted.isEmpty, wanted.count <= text.count else { return }
    var length = 0
    for (at, unit) in text.enumerated() {
      while length > 0, unit != wanted[length] { length = borders[length - 1] }
      if unit == wanted[length] { length += 1 }
      guard length == wanted.count else { continue }
      guard next(at + 1 - length) else { return }
      length = borders[length - 1]
    }
  }
}

extension String {
  func isContaining(_ wanted: String) -> Bool {
    wanted.isEmpty || TextSearch(wanted.utf16).first(in: Array(utf16)) != nil
  }

  /// The parts between the delimiters, compared unit by unit as .NET does; the longest delimiter first.
  func splitting(at delimiters: [String]) -> [String] {
    let searches = delimiters.map { TextSearch($0.utf16) }.filter { $0.count > 0 }
    guard !searches.isEmpty else { return [self] }
    let text = Array(utf16)
    // The length of the longest delimiter that begins at each place.
    var longest = Array(repeating: Int32(0), count: text.count)
    for search in searches {
      let length = Int32(clamping: search.count)
      search.search(text) { position in
        longest[position] = max(longest[position], length)
        return true
      }
    }
    var parts: [String] = []
    var start = 0
    var at = 0
    while at < text.count {
      guard longest[at] > 0 else {
        at += 1
        continue
      }
      parts.append(String(decoding: text[start..<at], as: UTF16.self))
      at += Int(longest[at])
      start = at
    }
    parts.append(String(decoding: text[start...], as: UTF16.self))
    return parts
  }
}
