import Pools

/// A thing that ARM takes and that people regret: how it is found in a pool's resources.
///
/// The rules look at what a template comes to, so they hold for pools by template, by address and by own fields alike.
struct Advice: Sendable {
  let name: AdviceName
  /// Everything of the kind in the resources, in any order.
  let find: @Sendable (AdvisedResources) -> [AdviceFinding]

  /// One a file; where each rule comes from stands with it.
  static let all: [Advice] = [
    .goneImage, .missingDependency, .movingScript, .neverSleeps, .noWayIn, .oldAPIVersion, .openToEveryone,
    .retiredSize,
    .retiredSKU, .secretInSettings, .secureBootOnGPU,
  ]
}

/// A place that an advice is about.
struct AdviceFinding: Sendable {
  var resource: ResourceID
  /// From the resource's body inwards; the place is the nearest that the template or the manifest has.
  var path: JSONPath
  /// What is so and what would be better, in one line without a secret.
  var message: String

  init(_ resource: ResourceDocument, _ path: JSONPath = .root, _ message: String) {
    self.resource = resource.id
    self.path = path
    self.message = message
  }
}

/// The resources of one template, as advice looks at them.
struct AdvisedResources: Sendable {
  let documents: [ResourceDocument]
  /// By folded ids.
  let byID: [String: ResourceDocument]
  /// Nil where nobody says what day it is; then nothing is too old.
  let today: CalendarDay?

  init(_ documents: [ResourceDocument], today: CalendarDay?) {
    self.documents = documents
    byID = Dictionary(documents.map { ($0.id.folded, $0) }, uniquingKeysWith: { first, _ in first })
    self.today = today
  }

  /// The resources of a type, which is written in small letters.
  func all(_ type: String) -> [ResourceDocument] { documents.filter { $0.type.folded == type } }

  /// Everything that all advice has to say.
  var findings: [(name: AdviceName, finding: AdviceFinding)] {
    Advice.all.flatMap { advice in advice.find(self).map { (advice.name, $0) } }
  }
}
