import Pools

extension Advice {
  /// Five years are the bound of Microsoft's own test of templates for "apiVersions should be recent" taken wide: it asks
  /// for two, and a provider announces the end of a version a year ahead.
  static let oldAPIVersion = Advice(name: .oldAPIVersion) { resources in
    guard let oldest = resources.today?.years(ago: 5) else { return [] }
    return resources.documents.compactMap { document in
      guard let version = CalendarDay(document.apiVersion), version < oldest else { return nil }
      return AdviceFinding(
        document, JSONPath("apiVersion"),
        "\(document.id.short) is written for the API version \(document.apiVersion), over five years old, which Azure "
          + "may stop taking; name a newer one")
    }
  }
}
