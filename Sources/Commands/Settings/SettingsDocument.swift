import Manifests
import Pools

/// One value that was found, and where.
struct FoundSetting: Sendable {
  var key: SettingKey
  var raw: RawSetting
  var origin: SettingOrigin
}

/// What the YAML of `weir.yaml` says, matched with the table of keys.
struct SettingsDocument {
  private(set) var found: [FoundSetting] = []
  private(set) var faults: [SettingsFault] = []
  /// False where the text as a whole is no mapping: what it leaves unsaid is then not known.
  private(set) var isReadable = true
  private let file: String

  /// Reads a text of any content; what is wrong with it is in `faults`.
  init(parsing text: String, file: String) {
    self.file = file
    let stream = YAMLStream(Array(text.utf8))
    if let fault = stream.fault {
      isReadable = false
      report(fault.message, at: fault.place)
    } else if let second = stream.documents.dropFirst().first {
      isReadable = false
      report("a second document begins here; the settings are one, so take out the line of ---", at: second.place)
    } else if let root = stream.documents.first {
      take(root: root)
    }
  }

  private mutating func take(root: YAMLNode) {
    if root.isMapping { return walk(root, under: "") }
    guard !root.isNull else { return }
    isReadable = false
    report("the file holds no mapping; it begins with a key such as source:", at: root.place)
  }

  private mutating func walk(_ mapping: YAMLNode, under prefix: String) {
    let names = Self.names(under: prefix)
    var places: [String: YAMLPlace] = [:]
    for member in mapping.members {
      let path = prefix + member.key
      if let first = places[member.key] {
        report("\(shown(path)) stands on line \(first.line) already; keep one of them", at: member.keyPlace)
        continue
      }
      places[member.key] = member.keyPlace
      if let key = SettingsTable.keys.first(where: { $0.path == path }) {
        take(member.value, for: key, keyPlace: member.keyPlace)
      } else if names.contains(member.key) {
        descend(into: member.value, path: path)
      } else {
        let hint = NearestName.hint(for: member.key, among: names)
        report(
          "unknown key \(shown(path))\(hint.isEmpty ? "; known here: \(list(names))" : hint)", at: member.keyPlace)
      }
    }
  }

  private mutating func descend(into value: YAMLNode, path: String) {
    if value.isMapping { return walk(value, under: path + ".") }
    guard !value.isNull else { return }
    report("\(path) is no mapping; its keys are \(list(Self.names(under: path + ".")))", at: value.place)
  }

  private mutating func take(_ value: YAMLNode, for key: SettingKey, keyPlace: YAMLPlace) {
    let raw: RawSetting
    if value.isNull {
      return report("\(key.path) has no value; write \(key.shape)", at: keyPlace)
    } else if let names = key.itemKeys {
      let reading = SettingMappings(of: value, for: key, keys: names, origin: origin)
      faults += reading.faults
      guard let mappings = reading.mappings else { return }
      raw = .mappings(mappings)
    } else if value.isScalar {
      raw = .text(value.text)
    } else if value.isMapping {
      raw = .mapping
    } else {
      var items: [RawSetting.Item] = []
      for element in value.elements {
        guard element.isScalar else {
          report("an item of \(key.path) is no plain word", at: element.place)
          continue
        }
        items.append(.init(text: element.text, origin: origin(element.place)))
      }
      raw = .list(items)
    }
    found.append(FoundSetting(key: key, raw: raw, origin: origin(value.place)))
  }

  /// The names that may stand in the mapping at `prefix`, which is empty or ends with a period.
  static func names(under prefix: String) -> Set<String> {
    Set(
      SettingsTable.keys.compactMap { key in
        guard key.path.hasPrefix(prefix) else { return nil }
        return key.path.dropFirst(prefix.count).split(separator: ".").first.map(String.init)
      })
  }

  private func list(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }
  private func shown(_ path: String) -> String { Quoted.bare(path) }

  private func origin(_ place: YAMLPlace) -> SettingOrigin {
    .file(SourceLocation(file: file, line: place.line, column: place.column))
  }

  private mutating func report(_ message: String, at place: YAMLPlace) {
    faults.append(SettingsFault(origin: origin(place), message: message))
  }
}
