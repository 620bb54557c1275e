/// The profiles of an autoscale setting, as far as their counts stand in the document and are not ARM's to evaluate.
struct ScaleProfiles {
  static let path = JSONPath("properties", "profiles")
  /// What Azure keeps in one setting (its published limit).
  static let limit = 20

  let setting: ResourceDocument
  /// Empty where the list itself is an expression.
  let bodies: [JSONValue]

  init(of setting: ResourceDocument) {
    self.setting = setting
    bodies = setting.body.value(at: Self.path)?.array ?? []
  }

  /// The smallest count that a profile allows; nil where none can be read.
  var minimum: Int? { counts("minimum").min() }
  /// The largest count that a profile allows; nil where none can be read.
  var maximum: Int? { counts("maximum").max() }

  /// The position of the profile whose rules and default are the pool's usual ones: the one without a time; where each
  /// has one, the first that follows a schedule, which Azure's convention names `{"name":…,"for":…}`, or the largest.
  var usual: Int? {
    bodies.firstIndex { $0.member("fixedDate")?.unlessEmpty == nil && $0.member("recurrence")?.unlessEmpty == nil }
      ?? bodies.firstIndex { $0.member("name")?.string?.hasPrefix("{") ?? false }
      ?? bodies.indices.max {
        (Self.count("maximum", in: bodies[$0]) ?? 0) < (Self.count("maximum", in: bodies[$1]) ?? 0)
      }
  }

  /// A count of the usual profile, for one `default`.
  func usual(_ name: String) -> Int? { usual.flatMap { Self.count(name, in: bodies[$0]) } }

  private func counts(_ name: String) -> [Int] { bodies.compactMap { Self.count(name, in: $0) } }

  /// Counts are text in ARM's schema, and numbers in many templates.
  private static func count(_ name: String, in profile: JSONValue) -> Int? {
    let value = profile.member("capacity")?.member(name)
    return value?.integer.map(Int.init(_:)) ?? value?.string.flatMap { Int($0) }
  }
}
