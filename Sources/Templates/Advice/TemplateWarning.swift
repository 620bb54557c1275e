package import Pools

/// What a template does that ARM takes, and that people regret.
package struct TemplateWarning: Hashable, Sendable, Comparable {
  package var name: AdviceName
  /// In the template's file.
  package var location: SourceLocation
  /// The place in a manifest of the value that it is about; nil where the template itself says it.
  package var origin: SourceLocation?
  package var message: String

  package static func < (left: TemplateWarning, right: TemplateWarning) -> Bool {
    (left.location, left.message, left.name.rawValue) < (right.location, right.message, right.name.rawValue)
  }
}

extension Template {
  /// The advice on what the template came to, sorted, nothing twice.
  func warnings(
    of documents: [ResourceDocument], _ instances: [ResourceInstance], today: CalendarDay?
  ) -> [TemplateWarning] {
    let resources = AdvisedResources(documents, today: today)
    let all = resources.findings.map { name, finding in
      let path = instances.first { $0.id == finding.resource }?.node.path ?? .root
      return TemplateWarning(
        name: name, location: location(of: finding.path, inResource: path),
        origin: resources.byID[finding.resource.folded]?.provenance.location(of: finding.path),
        message: finding.message)
    }
    return Set(all).sorted()
  }
}
