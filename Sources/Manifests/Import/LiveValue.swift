import Pools

extension JSONValue {
  /// The value along member names between dots, in any capitals.
  func at(_ path: String) -> JSONValue? {
    var here = self
    for name in path.split(separator: ".") {
      guard let next = here.member(String(name)) else { return Optional.none }
      here = next
    }
    return here.unlessEmpty
  }

  func text(_ path: String) -> String? { at(path)?.string }
  func flag(_ path: String) -> Bool? { at(path)?.bool }
  func list(_ path: String) -> [JSONValue] { at(path)?.array ?? [] }
  func words(_ path: String) -> [String] { list(path).compactMap(\.string) }

  /// A whole number, or the text of one, as Azure has counts in some places.
  func number(_ path: String) -> Int? {
    let value = at(path)
    return value?.integer.flatMap { Int(exactly: $0) } ?? value?.string.flatMap { Int($0) }
  }

  /// The minutes of an ISO 8601 duration; nil where it is none of whole minutes.
  func minutes(_ path: String) -> Int? {
    guard let seconds = text(path)?.isoSeconds, seconds.truncatingRemainder(dividingBy: 60) == 0 else {
      return Optional.none
    }
    return Int(exactly: seconds / 60)
  }

  /// A resource that is referred to: `{"id": …}`.
  func resource(_ path: String) -> ResourceID? { text("\(path).id").flatMap { ResourceID($0) } }
}

extension RawRepresentable<String> where Self: CaseIterable {
  /// The case that Azure means by a text, in any capitals.
  init?(azure text: String?) {
    guard let text, let found = Self.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
      return nil
    }
    self = found
  }
}
