import Pools
import Templates

/// A pool as its document and the defaults around it describe it, before its template is evaluated.
struct PoolRequest: Sendable {
  var name: PoolName
  /// As in `DesiredPool`.
  var formerNames: [PoolName] = []
  var labels: [String: String]
  /// Where the document begins.
  var manifest: SourceLocation
  var namePlace: SourceLocation
  var subscription: SubscriptionID
  var resourceGroup: ResourceGroupName
  var location: Location
  var description: PoolDescription
  /// The places of the fields that guards speak about.
  var fields: [String: SourceLocation]
  var silences: Silences
  /// What is said about the deletion of the pool's resources.
  var deletion: DeletionPolicies
  /// What there is to say of the document by itself.
  var warnings: [Diagnostic]
  /// What is wrong already. Such a pool comes to nothing; its template is held against its parameters all the same.
  var faults: [Diagnostic] = []
  /// False too where something is wrong in the document itself; then some of the above stands in for what is missing.
  var isSound = true
}

/// What a pool is described by.
enum PoolDescription: Sendable {
  case template(TemplateRequest)
  case fields(PoolFields)
}

/// A template with its parameters, as a manifest names them.
struct TemplateRequest: Sendable {
  /// The file of the repository; for a template that is elsewhere its address, and its hash in the blob's place.
  var file: SourceFile
  /// Where it is not of the repository: what is asked for it.
  var elsewhere: TemplateQuery?
  var parametersFile: SourceFile?
  /// `spec.template` with the defaults filled in.
  var spec: PlacedValue
  /// The place of the key `spec.template`.
  var place: SourceLocation
  /// The paths of what was found wrong where it is written, as in `SchemaCheck`.
  var wrong: Set<String> = []
}

extension PoolRequest {
  /// Nil for a pool by its own fields.
  var template: TemplateRequest? { if case .template(let template) = description { template } else { nil } }
}

/// A file that a pool rests on, and the blob that was there; nil where there was none.
struct Dependency: Hashable, Sendable {
  var path: String
  var blob: BlobID?
  /// True where it is no file of the repository: its hash is its content, so it is always there.
  var isElsewhere = false
}

/// Makes requests of documents, and says what they lack.
struct PoolRequestBuilder {
  let files: FileIndex
  let defaults: ManifestDefaults
  let limits: ManifestLimits
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []
  private(set) var dependencies: [Dependency] = []

  init(files: FileIndex, defaults: ManifestDefaults, limits: ManifestLimits = ManifestLimits()) {
    self.files = files
    self.defaults = defaults
    self.limits = limits
  }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
  mutating func add(_ dependency: Dependency) { dependencies.append(dependency) }

  /// The request of a document; nil where something is missing, which `diagnostics` then says.
  ///
  /// - Parameters:
  ///   - file: the path of the document's file.
  ///   - further: what the defaults of the folders above say, merged; nil where there are none.
  mutating func request(_ document: ManifestDocument, file: String, further: PlacedValue?) -> PoolRequest? {
    let specPlace = SourceLocation(document.specPlace, file: file)
    let own = document.root["spec"].map { PlacedValue($0, file: file) }
    let unsaid = PlacedValue(place: specPlace, content: .map([]))
    let spec = (own ?? unsaid).filled(from: further ?? unsaid, shape: .object(PoolSchema.spec))
    lookForSecrets(in: spec, document: document, file: file)
    let subscription = subscription(spec, place: specPlace, document: document)
    // Without a spec there is nothing to miss fields in.
    let description =
      own == nil
      ? nil : described(spec, place: specPlace, subscription: subscription, document: document, file: file)
    guard let description, let name = document.name else { return nil }
    let group = spec["resourceGroup"]?.text.flatMap { ResourceGroupName($0) } ?? Self.someGroup
    let location = spec["location"]?.text.flatMap { Location($0) } ?? Self.someLocation
    let deletion = deletion(spec, pool: name)
    let isSound = diagnostics.isEmpty && document.faults.isEmpty
    guard let group, let location, let subscription = subscription ?? ManifestDefaults.unknownSubscription else {
      return nil
    }
    // Of a pool by its own fields everything has been said.
    if !isSound, case .fields = description { return nil }
    var fields = ["metadata.name": SourceLocation(document.namePlace, file: file)]
    for key in ["subscription", "resourceGroup", "location"] { fields["spec.\(key)"] = spec[key]?.place }
    if case .template(let template) = description {
      for key in ["file", "uri"] { fields["spec.template.\(key)"] = template.spec[key]?.place }
      for secret in template.spec["secrets"]?.members ?? [] {
        if let vault = secret.value["keyVault"] { fields["spec.template.secrets.\(secret.key)"] = vault.place }
      }
    }
    return PoolRequest(
      name: name, formerNames: document.formerNames.map(\.name), labels: document.labels,
      manifest: SourceLocation(document.root.place, file: file),
      namePlace: SourceLocation(document.namePlace, file: file),
      subscription: subscription, resourceGroup: group, location: location,
      description: description, fields: fields, silences: Silences(spec["silence"]),
      deletion: deletion,
      warnings: document.diagnostics(in: file) + warnings, faults: diagnostics, isSound: isSound)
  }

  /// Looks for secrets that the settings do not allow the pool.
  private mutating func lookForSecrets(in spec: PlacedValue, document: ManifestDocument, file: String) {
    guard let policy = defaults.secrets else { return }
    var check = SecretCheck(policy: policy, manifest: file, pool: document.name, wrong: document.attempted)
    check.look(at: spec, .object(PoolSchema.spec), path: "spec")
    diagnostics += check.diagnostics
  }

  /// What the manifest says about deletion; a resource that is named twice is a fault.
  private mutating func deletion(_ spec: PlacedValue, pool: PoolName) -> DeletionPolicies {
    var policies: [String: DeletionPolicy] = [:]
    var places: [String: SourceLocation] = [:]
    var elements: [PlacedValue] = []
    if case .list(let list)? = spec["resources"]?.content { elements = list }
    for element in elements {
      guard let id = element["id"], let text = id.text,
        let policy = element["deletionPolicy"]?.text.flatMap(DeletionPolicy.init(rawValue:))
      else { continue }
      if let other = places[text.lowercased()] {
        add(
          Diagnostic(
            location: id.place,
            message: "spec.resources: \(Quoted.text(text)) is named twice, here and at \(other); keep one", pool: pool))
      }
      places[text.lowercased()] = id.place
      policies[text] = policy
    }
    return DeletionPolicies(
      pool: spec["deletionPolicy"]?.text.flatMap(DeletionPolicy.init(rawValue:)), resources: policies)
  }

  /// What stands in for a field that is wrong or missing.
  private static let someGroup = ResourceGroupName("unknown")
  private static let someLocation = Location("unknown")

  /// What the pool is described by; nil where that cannot be told or is wrong.
  private mutating func described(
    _ spec: PlacedValue, place: SourceLocation, subscription: SubscriptionID?, document: ManifestDocument, file: String
  ) -> PoolDescription? {
    let shape =
      lookForContradictions(in: spec, PoolSchema.spec, at: "spec", pool: document.name)
      ? PoolSchema.specOfEither : Self.shape(of: spec, document: document)
    if !document.attempted.contains("spec") {
      lookForMissing(in: spec, shape, at: "spec", place: place, document: document)
    }
    if shape.field("template") != nil { return template(spec, document: document).map { .template($0) } }
    guard shape.field("size") != nil else { return nil }
    var own = OwnFields(
      name: document.name, nameStem: document.nameStem,
      spec: FieldNode(spec: spec, place: place, wrong: document.attempted), file: file,
      labels: document.labels, subscription: subscription)
    var fields = own.read(
      location: spec["location"]?.text.flatMap { Location($0) },
      manifest: SourceLocation(document.root.place, file: file))
    if let stem = document.nameStem { fields?.name = stem }
    fields?.places["metadata.name"] = SourceLocation(document.namePlace, file: file)
    diagnostics += own.diagnostics
    warnings += own.warnings
    return fields.map { .fields($0) }
  }

  private mutating func template(_ spec: PlacedValue, document: ManifestDocument) -> TemplateRequest? {
    let wrong = document.attempted
    guard let name = document.name, let member = spec.member("template"), !wrong.contains("spec.template") else {
      return nil
    }
    let ways = ["file", "uri", "sha256"].map { "spec.template.\($0)" }
    let source = wrong.isDisjoint(with: ways) ? templateSource(member.value, pool: name) : nil
    let file = "spec.template.parametersFile"
    let parametersFile =
      wrong.contains(file) ? nil : member.value["parametersFile"].flatMap { resolve($0, at: file, pool: name) }
    guard let source else { return nil }
    var request = TemplateRequest(
      file: source.file, elsewhere: source.elsewhere, parametersFile: parametersFile, spec: member.value,
      place: member.place, wrong: wrong)
    if member.value["parametersFile"] != nil, parametersFile == nil { request.wrong.insert(file) }
    return request
  }

  /// The fields that a pool may have, by what it has of them.
  private static func shape(of spec: PlacedValue, document: ManifestDocument) -> ObjectShape {
    if spec.member("template") != nil || document.attempted.contains("spec.template") {
      return PoolSchema.specByTemplate
    }
    let hasOwn = PoolSchema.ownFields.contains { field in
      spec.member(field.name) != nil || document.attempted.contains("spec.\(field.name)")
    }
    return hasOwn ? PoolSchema.specByFields : PoolSchema.specByTemplate
  }

  /// Looks for the fields that neither the pool nor a default fills in.
  private mutating func lookForMissing(
    in value: PlacedValue?, _ object: ObjectShape, at path: String, place: SourceLocation, document: ManifestDocument
  ) {
    for field in object.fields {
      let here = "\(path).\(field.name)"
      guard !document.attempted.contains(here) else { continue }
      let member = value?.member(field.name)
      if let member {
        if case .object(let inner) = field.shape, !inner.isWhole {
          lookForMissing(in: member.value, inner, at: here, place: member.place, document: document)
        }
      } else if here == "spec.template.file", let hash = value?.member("sha256"), !hasAddress(value, document) {
        let right = "write the address of the template that has this hash, or spec.template.file and no sha256"
        add(Diagnostic(location: hash.place, message: "spec.template.uri is missing; \(right)", pool: document.name))
      } else if let right = field.required, !(here == "spec.template.file" && hasAddress(value, document)) {
        diagnostics.append(
          Diagnostic(location: place, message: "\(here) is missing; \(right)", pool: document.name))
      }
    }
  }

  /// A template by its address needs no file.
  private func hasAddress(_ template: PlacedValue?, _ document: ManifestDocument) -> Bool {
    template?.member("uri") != nil || document.attempted.contains("spec.template.uri")
  }

  private mutating func subscription(
    _ spec: PlacedValue, place: SourceLocation, document: ManifestDocument
  ) -> SubscriptionID? {
    if let said = spec["subscription"] { return said.text.flatMap { SubscriptionID($0) } }
    if document.attempted.contains("spec.subscription") || document.attempted.contains("spec") { return nil }
    if defaults.subscription == nil {
      let right = "write a subscription's id, or name one under azure.subscriptions in weir.yaml"
      diagnostics.append(
        Diagnostic(location: place, message: "spec.subscription is missing; \(right)", pool: document.name))
    }
    return defaults.subscription
  }

  /// The file of the repository that a value names, counted from the folder of the file that the value stands in.
  mutating func resolve(_ value: PlacedValue, at path: String, pool: PoolName) -> SourceFile? {
    guard let text = value.text else { return nil }
    func fail(_ message: String) {
      diagnostics.append(Diagnostic(location: value.place, message: "\(path): \(message)", pool: pool))
    }
    guard let resolved = RepositoryPath.resolve(text, from: RepositoryPath.folder(of: value.place.file)) else {
      fail("\(Quoted.text(text)) leads out of the repository; name a file in it")
      return nil
    }
    let blob = files.blob(of: resolved)
    dependencies.append(Dependency(path: resolved, blob: blob))
    guard let blob else {
      let near = files.nearest(to: resolved).map { "did you mean \(Quoted.text("/" + $0))?" }
      let right = "commit it, or correct the path, which counts from this file's folder, with / first from the root"
      fail("no file \(Quoted.text(resolved)) in the repository; \(near ?? right)")
      return nil
    }
    return SourceFile(path: resolved, blob: blob)
  }
}
