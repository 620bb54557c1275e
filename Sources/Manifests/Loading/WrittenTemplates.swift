import Pools
import Synchronization
import Templates

/// The templates that Weir writes, parsed. Few are different, since what differs between pools are parameters.
final class WrittenTemplates: Sendable {
  /// What faults and places name such a template by.
  static let file = "(written by Weir)"
  /// Templates that are kept: more than there are sets of fields that teams use. With more all go, which costs their
  /// parsing and nothing else.
  private static let limit = 128

  private let state = Mutex<[JSONValue: Template]>([:])

  /// The template, parsed now or before.
  func parsed(_ template: JSONValue) throws(TemplateFaults) -> Template {
    if let known = state.withLock({ $0[template] }) { return known }
    let parsed = try Template(parsing: template.text().utf8, file: Self.file)
    state.withLock { templates in
      if templates.count >= Self.limit { templates.removeAll() }
      templates[template] = parsed
    }
    return parsed
  }
}
