import Pools

/// What the environment says: `WEIR_SOURCE_URL` for `source.url`.
///
/// A variable that begins like a section (`WEIR_SOURCE_`, `WEIR_AZURE_`, …) is a setting, and has to be a known one. All
/// others that begin with `WEIR_` are none of ours: pools keep passwords in such.
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
      if let key = keys[variable] {
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

  private static func raw(_ text: String, of key: SettingKey) -> RawSetting {
    guard key.isList else { return .text(text) }
    return .list(
      text.split(separator: ",").map {
        .init(text: String($0.filter { !$0.isWhitespace }), origin: .environment(key.variable))
      })
  }
}
