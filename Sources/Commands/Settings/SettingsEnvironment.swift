import Manifests
import Pools

/// What the environment says: `WEIR_SOURCE_URL` for `source.url`.
///
/// A variable that begins like a section (`WEIR_SOURCE_`, `WEIR_AZURE_`, …) is a setting, and has to be a known one. A list
/// of mappings is written in YAML.
struct SettingsEnvironment {
  private(set) var found: [FoundSetting] = []
  private(set) var faults: [SettingsFault] = []

  init(_ environment: [String: String]) {
    let keys = Dictionary(SettingsTable.keys.map { ($0.variable, $0) }, uniquingKeysWith: { first, _ in first })
    let sections = Set(
      SettingsTable.keys.compactMap { key -> String? in
        guard let dot = key.path.firstIndex(of: ".") else { return nil }
        return "WEIR_\(key.path[..<dot].uppercased())_"
      })
    for (variable, text) in environment.sorted(by: { $0.key < $1.key }) {
      if let key = keys[variable], let names = key.itemKeys {
        take(text, for: key, names: names)
      } else if let key = keys[variable] {
        found.append(FoundSetting(key: key, raw: Self.raw(text, of: key), origin: .environment(variable)))
      } else if sections.contains(where: { variable.hasPrefix($0) }) {
        let hint = NearestName.hint(for: variable, among: keys.keys)
        faults.append(
          SettingsFault(
            origin: .environment(variable),
            message: "no such setting\(hint.isEmpty ? "; weir help run lists them" : hint)"))
      }
    }
  }

  private mutating func take(_ text: String, for key: SettingKey, names: Set<String>) {
    let origin = SettingOrigin.environment(key.variable)
    let stream = YAMLStream(Array(text.utf8))
    guard stream.fault == nil, stream.documents.count == 1, let root = stream.documents.first else {
      let message = stream.fault?.message ?? "\(key.path) is not a list; write \(key.shape)"
      return faults.append(SettingsFault(origin: origin, message: message))
    }
    let reading = SettingMappings(of: root, for: key, keys: names) { _ in origin }
    faults += reading.faults
    guard let mappings = reading.mappings else { return }
    found.append(FoundSetting(key: key, raw: .mappings(mappings), origin: origin))
  }

  private static func raw(_ text: String, of key: SettingKey) -> RawSetting {
    guard key.isList else { return .text(text) }
    return .list(
      text.split(separator: ",").map {
        .init(text: String($0.filter { !$0.isWhitespace }), origin: .environment(key.variable))
      })
  }
}
