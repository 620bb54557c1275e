import Pools
import Reconciliation

/// A value as it was written, before its key says what it has to be.
enum RawSetting: Hashable, Sendable {
  case text(String)
  case list([Item])
  case mapping
  /// A list of mappings, of a key that has `itemKeys`.
  case mappings([Mapping])

  struct Item: Hashable, Sendable {
    var text: String
    var origin: SettingOrigin
  }

  /// A mapping in a list; its keys are known ones, and none stands twice.
  struct Mapping: Hashable, Sendable {
    var origin: SettingOrigin
    /// The words of each key; a key with one word and one with a list of one are the same.
    var members: [String: [Item]]
  }
}

/// What a value is read with.
struct SettingContext: Sendable {
  /// The folder that relative paths are from.
  var directory: String
}

/// One key of `weir.yaml`: what it is called, what it means, and how its value is read and shown.
struct SettingKey: Sendable {
  /// `source.auth.tokenFile`.
  let path: String
  /// What it is for, half a sentence.
  let summary: String
  /// What may be written, for messages and documentation: `a duration (30s, 5m, 4h, 365d) of 1s to 1d`.
  let shape: String
  /// Keys of one name exclude each other (`source.ref`).
  var choice: String?
  /// True where an item of the environment is one of several, divided by commas.
  var isList = false
  /// The keys that the mappings of a list may have; nil for everything else.
  var itemKeys: Set<String>?
  /// Puts the value into the settings.
  let read: @Sendable (RawSetting, inout Settings, SettingContext) throws -> Void
  /// How the settings' value is written; nil where there is none.
  let show: @Sendable (Settings) -> String?

  /// `WEIR_SOURCE_AUTH_TOKEN_FILE`.
  var variable: String {
    "WEIR_"
      + path.map { character in
        if character == "." { return "_" }
        return character.isUppercase ? "_\(character)" : character.uppercased()
      }.joined()
  }
}

/// Faults in single items of a list.
struct ItemComplaints: Error {
  var complaints: [(item: RawSetting.Item, message: String)]
}

typealias SettingPath<Value> = any WritableKeyPath<Settings, Value> & Sendable

extension SettingKey {
  /// A key whose value is one word or line; `parse` throws a `Complaint` for text that is none.
  static func scalar<Value>(
    _ path: String, _ field: SettingPath<Value>, _ shape: String, _ summary: String,
    show: @escaping @Sendable (Value) -> String?, parse: @escaping @Sendable (String, SettingContext) throws -> Value
  ) -> SettingKey {
    SettingKey(
      path: path, summary: summary, shape: shape,
      read: { raw, settings, context in
        guard case .text(let text) = raw else {
          throw Complaint("\(path) is \(raw == .mapping ? "a mapping" : "a list"); write \(shape)")
        }
        settings[keyPath: field] = try parse(text, context)
      },
      show: { show($0[keyPath: field]) })
  }

  static func text(
    _ path: String, _ field: SettingPath<String>, _ shape: String, _ summary: String,
    isValid: @escaping @Sendable (String) -> Bool
  ) -> SettingKey {
    scalar(path, field, shape, summary, show: { $0.isEmpty ? nil : $0 }) { text, _ in
      guard isValid(text) else { throw Complaint("\(Quoted.text(text)) is not \(shape)") }
      return text
    }
  }

  static func duration(
    _ path: String, _ field: SettingPath<Duration>, from low: Duration, to high: Duration, _ summary: String
  ) -> SettingKey {
    let shape = "a duration (30s, 5m, 4h, 365d) of \(low.weirText) to \(high.weirText)"
    return scalar(path, field, shape, summary, show: \.weirText) { text, _ in
      guard let value = Duration(weirText: text), (low...high).contains(value) else {
        throw Complaint("\(Quoted.text(text)) is not \(shape)")
      }
      return value
    }
  }

  static func count(
    _ path: String, _ field: SettingPath<Int>, in range: ClosedRange<Int>, _ summary: String
  ) -> SettingKey {
    let shape = "a whole number of \(range.lowerBound) to \(range.upperBound)"
    return scalar(path, field, shape, summary, show: { String($0) }) { text, _ in
      guard let value = Int(text), range.contains(value) else {
        throw Complaint("\(Quoted.text(text)) is not \(shape)")
      }
      return value
    }
  }

  static func flag(_ path: String, _ field: SettingPath<Bool>, _ summary: String) -> SettingKey {
    scalar(path, field, "true or false", summary, show: { String($0) }) { text, _ in
      guard let value = Bool(text) else { throw Complaint("\(Quoted.text(text)) is not true or false") }
      return value
    }
  }

  static func file(_ path: String, _ field: SettingPath<String?>, _ summary: String) -> SettingKey {
    scalar(path, field, "a path", summary, show: { $0 }) { text, context in
      guard !text.isEmpty else { throw Complaint("\(path) is empty; write a path") }
      return FilePaths.absolute(text, from: context.directory)
    }
  }

  /// One way to say `source.ref`.
  static func ref(
    _ name: String, _ shape: String, _ summary: String, isKind: @escaping @Sendable (SourceRef) -> String?,
    make: @escaping @Sendable (String) -> SourceRef?
  ) -> SettingKey {
    var key = scalar("source.ref.\(name)", \.source.ref, shape, summary, show: isKind) { text, _ in
      guard let ref = make(text) else { throw Complaint("\(Quoted.text(text)) is not \(shape)") }
      return ref
    }
    key.choice = "source.ref"
    return key
  }
}
