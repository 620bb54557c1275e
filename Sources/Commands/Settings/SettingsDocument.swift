import Pools
import Yams

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
    do {
      if let root = try Parser(yaml: text).singleRoot() { take(root: root) }
    } catch {
      isReadable = false
      report(yamlError: error)
    }
  }

  private mutating func take(root: Node) {
    switch root {
    case .mapping(let mapping): walk(mapping, under: "")
    case .scalar(let scalar) where Self.isNull(scalar): break
    default:
      isReadable = false
      report("the file holds no mapping; it begins with a key such as source:", at: root.mark)
    }
  }

  private mutating func walk(_ mapping: Node.Mapping, under prefix: String) {
    let names = Self.names(under: prefix)
    for (keyNode, value) in mapping {
      guard let name = keyNode.scalar?.string else {
        report("a key is no plain word", at: keyNode.mark)
        continue
      }
      let path = prefix + name
      if let key = SettingsTable.keys.first(where: { $0.path == path }) {
        take(value, for: key, keyMark: keyNode.mark)
      } else if names.contains(name) {
        descend(into: value, path: path)
      } else {
        let hint = NearestName.hint(for: name, among: names)
        report("unknown key \(shown(path))\(hint.isEmpty ? "; known here: \(list(names))" : hint)", at: keyNode.mark)
      }
    }
  }

  private mutating func descend(into value: Node, path: String) {
    switch value {
    case .mapping(let inner): walk(inner, under: path + ".")
    case .scalar(let scalar) where Self.isNull(scalar): break
    default:
      report("\(path) is no mapping; its keys are \(list(Self.names(under: path + ".")))", at: value.mark)
    }
  }

  private mutating func take(_ value: Node, for key: SettingKey, keyMark: Mark?) {
    let raw: RawSetting
    switch value {
    case .scalar(let scalar) where Self.isNull(scalar):
      return report("\(key.path) has no value; write \(key.shape)", at: keyMark)
    case .scalar(let scalar): raw = .text(scalar.string)
    case .mapping: raw = .mapping
    case .alias: return report("\(key.path) is an alias; write \(key.shape)", at: keyMark)
    case .sequence(let elements):
      var items: [RawSetting.Item] = []
      for element in elements {
        guard let scalar = element.scalar else {
          report("an item of \(key.path) is no plain word", at: element.mark)
          continue
        }
        items.append(.init(text: scalar.string, origin: origin(element.mark)))
      }
      raw = .list(items)
    }
    found.append(FoundSetting(key: key, raw: raw, origin: origin(value.mark ?? keyMark)))
  }

  /// The names that may stand in the mapping at `prefix`, which is empty or ends with a period.
  static func names(under prefix: String) -> Set<String> {
    Set(
      SettingsTable.keys.compactMap { key in
        guard key.path.hasPrefix(prefix) else { return nil }
        return key.path.dropFirst(prefix.count).split(separator: ".").first.map(String.init)
      })
  }

  /// `~`, `null` or nothing, unless it stands in quotes.
  private static func isNull(_ scalar: Node.Scalar) -> Bool {
    (scalar.style == .plain || scalar.style == .any) && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private func list(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }
  private func shown(_ path: String) -> String { Quoted.bare(path) }

  private func origin(_ mark: Mark?) -> SettingOrigin {
    .file(SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1))
  }

  private mutating func report(_ message: String, at mark: Mark?) {
    faults.append(SettingsFault(origin: origin(mark), message: message))
  }

  private mutating func report(yamlError error: any Error) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      report("this is no YAML: \(problem)", at: mark)
    case .duplicatedKeysInMapping(let names, let context):
      report("\(names.sorted().joined(separator: ", ")) stands twice in one mapping", at: context.mark)
    case .reader(let problem, _, _, _):
      report("this is no YAML: \(problem)", at: nil)
    default: report("this is no YAML", at: nil)
    }
  }
}
