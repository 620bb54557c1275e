/// The table of settings as text, for `weir help run`.
enum SettingsHelp {
  /// A paragraph a key: what it is called, what it is for, what may be written, and its default.
  static let text = SettingsTable.keys.map(paragraph).joined(separator: "\n")

  private static func paragraph(_ key: SettingKey) -> String {
    let isNeeded = SettingsTable.required[key.path] != nil
    let ending = isNeeded ? "needed" : key.show(Settings()).map { "default \($0)" }
    let text = "    \(key.summary): \(key.shape)" + (ending.map { "; \($0)" } ?? "")
    // The argument parser breaks at 80 columns too, and begins again at the first.
    return "  \(key.path) (\(key.variable))\n" + Columns.folded(text, to: 79, indentation: 4)
  }
}
