import Manifests
import Pools

/// A list of mappings as it is written, each key with a word or a list of words.
struct SettingMappings {
  /// Nil where it is no list of mappings at all.
  private(set) var mappings: [RawSetting.Mapping]?
  private(set) var faults: [SettingsFault] = []
  private let key: SettingKey
  private let keys: Set<String>
  private let origin: (YAMLPlace) -> SettingOrigin

  /// Reads a value; what is wrong with it is in `faults`.
  init(of value: YAMLNode, for key: SettingKey, keys: Set<String>, origin: @escaping (YAMLPlace) -> SettingOrigin) {
    self.key = key
    self.keys = keys
    self.origin = origin
    guard value.isSequence else {
      report("\(key.path) is not a list; write \(key.shape)", at: value.place)
      return
    }
    mappings = value.elements.compactMap { mapping($0) }
  }

  private mutating func mapping(_ element: YAMLNode) -> RawSetting.Mapping? {
    guard element.isMapping else {
      report("an item of \(key.path) is not a mapping; write \(key.shape)", at: element.place)
      return nil
    }
    var members: [String: [RawSetting.Item]] = [:]
    for member in element.members {
      guard keys.contains(member.key) else {
        let hint = NearestName.hint(for: member.key, among: keys)
        let known = "; known here: \(keys.sorted().joined(separator: ", "))"
        report(
          "\(key.path): unknown key \(Quoted.bare(member.key))\(hint.isEmpty ? known : hint)", at: member.keyPlace)
        continue
      }
      guard members[member.key] == nil else {
        report("\(key.path): \(member.key) stands twice in one item; keep one of them", at: member.keyPlace)
        continue
      }
      members[member.key] = words(member.value, of: member.key)
    }
    return RawSetting.Mapping(origin: origin(element.place), members: members)
  }

  private mutating func words(_ value: YAMLNode, of name: String) -> [RawSetting.Item] {
    let elements = value.isSequence ? Array(value.elements) : [value]
    return elements.compactMap { element in
      guard element.isScalar, !element.isNull else {
        report("\(key.path): an item of \(name) is no plain word", at: element.place)
        return nil
      }
      return RawSetting.Item(text: element.text, origin: origin(element.place))
    }
  }

  private mutating func report(_ message: String, at place: YAMLPlace) {
    faults.append(SettingsFault(origin: origin(place), message: message))
  }
}
