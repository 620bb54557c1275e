import Pools
import Templates

/// Brings a template's parameters together: the file's, the inline ones over them, and the secrets over both.
struct ParameterBinding {
  private(set) var values: [String: ParameterValue]
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []
  /// False where a parameter has no value: then only what the others are given can be told right from wrong.
  private(set) var isComplete = true
  private let template: Template
  private let pool: PoolName
  /// The template's own spelling of each name.
  private let spelling: [String: String]
  /// The parameters whose value is wrong where it is written.
  private var told: Set<String> = []

  init(_ request: PoolRequest, _ description: TemplateRequest, template: Template, file: [String: ParameterValue]) {
    self.template = template
    pool = request.name
    spelling = Dictionary(
      template.parameters.keys.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    values = [:]
    let spec = description.spec
    for (name, value) in file.sorted(by: { $0.key < $1.key }) {
      bind(name, to: value, keyPlace: value.origin, at: "parameter \(Quoted.bare(name))")
    }
    let inline = spec["parameters"]?.members ?? []
    var first: [String: PlacedMember] = [:]
    for member in inline {
      let path = "spec.template.parameters.\(Quoted.bare(member.key))"
      // What is no value has been told, and is not missing as well.
      if description.wrong.contains(path) {
        told.insert(declared(member.key))
        continue
      }
      // A key that stands twice as it is has been told where it is written.
      if let other = first.updateValue(member, forKey: member.key.lowercased()), other.key != member.key {
        fault(
          member.place,
          "spec.template.parameters.\(Quoted.bare(member.key)): the template cannot tell it from "
            + "\(Quoted.bare(other.key)) (\(other.place)); keep one of them")
      }
      let value = ParameterValue.value(member.value.json, origin: member.value.place)
      bind(member.key, to: value, keyPlace: member.place, at: "spec.template.parameters.\(Quoted.bare(member.key))")
    }
    let inlinePlaces = Dictionary(
      inline.map { (declared($0.key), $0.place) }, uniquingKeysWith: { first, _ in first })
    for member in spec["secrets"]?.members ?? [] { bindSecret(member, inline: inlinePlaces) }
    let wrong = description.wrong
    // Whatever stands in a file that cannot be had, or under a key misspelt, is not missing.
    let isUnread = wrong.contains("spec.template.parametersFile")
    lookForSecrets(
      at: spec.member("secrets")?.place ?? description.place,
      isTold: isUnread || wrong.contains("spec.template.secrets"))
    lookForMissing(
      at: spec.member("parameters")?.place ?? description.place,
      isTold: isUnread || wrong.contains("spec.template.parameters"))
  }

  private func declared(_ name: String) -> String { spelling[name.lowercased()] ?? name }

  private mutating func bind(_ name: String, to value: ParameterValue, keyPlace: SourceLocation, at path: String) {
    if let declared = spelling[name.lowercased()] { return values[declared] = value }
    guard diagnostics.count < SchemaCheck.maximumFaults else { return }
    let names = template.parameters.keys.sorted()
    let near = NearestName.of(name, in: names)
    let known = names.isEmpty ? "it has none" : "its parameters: \(names.joined(separator: ", "))"
    fault(keyPlace, "\(path): the template has no such parameter; \(near.map { "did you mean \($0)?" } ?? known)")
    // What was meant is not missing as well.
    if let near, values[near] == nil { values[near] = value }
  }

  private mutating func bindSecret(_ member: PlacedMember, inline: [String: SourceLocation]) {
    let path = "spec.template.secrets.\(Quoted.bare(member.key))"
    let name = declared(member.key)
    guard let definition = template.parameters[name] else {
      let secure = template.parameters.values.filter(\.isSecure).map(\.name).sorted()
      let meant = NearestName.of(member.key, in: secure)
      let near = meant.map { "did you mean \($0)?" }
      // It is said here; that the one that was meant has no value need not be said as well.
      if let meant { substituteSecret(meant, at: member.place) }
      let known = secure.isEmpty ? "the template has none" : "its secure parameters: \(secure.joined(separator: ", "))"
      return fault(member.place, "\(path): the template has no such parameter; \(near ?? known)")
    }
    guard definition.isSecure else {
      return fault(
        member.place,
        "\(path): the template declares it as \(definition.type), which is no secret; write it under "
          + "spec.template.parameters, or declare it as securestring")
    }
    if let other = inline[name] {
      fault(
        member.place,
        "\(path): the parameter stands in spec.template.parameters too (\(other)); keep this one and take that out")
    }
    if let reference = SecretReference(member.value) {
      values[name] = .secret(reference, origin: member.place)
    } else {
      // What is wrong with it has been told where it is written.
      substituteSecret(name, at: member.place)
    }
  }

  /// Looks for secure parameters that nothing gives a value to, and for those whose value anybody can read.
  private mutating func lookForSecrets(at place: SourceLocation, isTold: Bool) {
    for (name, definition) in template.parameters.sorted(by: { $0.key < $1.key }) where definition.isSecure {
      let right = "write spec.template.secrets.\(name): {environment: …}, {keyVault: …} or {file: …}"
      guard let value = values[name] else {
        if definition.hasDefault || definition.isNullable { continue }
        if isTold || told.contains(name) {
          substituteSecret(name, at: place)
          continue
        }
        fault(place, "the secure parameter \(name) has no value; \(right)")
        substituteSecret(name, at: place)
        continue
      }
      guard case .value = value.content else { continue }
      warnings.append(
        Diagnostic(
          location: value.origin,
          message: "the value of the secure parameter \(name) can be read by all who can read the repository; \(right)",
          pool: pool, advice: .secretInManifest))
    }
  }

  /// Looks for parameters that nothing gives a value to.
  private mutating func lookForMissing(at place: SourceLocation, isTold: Bool) {
    for (name, definition) in template.parameters.sorted(by: { $0.key < $1.key }) {
      guard values[name] == nil, !definition.isSecure, !definition.hasDefault, !definition.isNullable else { continue }
      isComplete = false
      if isTold || told.contains(name) { continue }
      fault(place, "the parameter \(name) (\(definition.type)) has no value; write spec.template.parameters.\(name)")
    }
  }

  /// Puts something in a missing secret's place, so that what else is wrong with the template can be told now.
  private mutating func substituteSecret(_ name: String, at place: SourceLocation) {
    if values[name] == nil { values[name] = .secret(.environment(name), origin: place) }
  }

  private mutating func fault(_ place: SourceLocation, _ message: String) {
    guard diagnostics.count < SchemaCheck.maximumFaults else { return }
    diagnostics.append(Diagnostic(location: place, message: message, pool: pool))
  }
}

extension SecretReference {
  /// The reference that a checked value of a manifest says; nil for any other.
  init?(_ value: PlacedValue) {
    if let name = value["environment"]?.text {
      self = .environment(name)
    } else if let path = value["file"]?.text {
      self = .file(path)
    } else if let vault = value["keyVault"], let id = vault["id"]?.text, let secret = vault["secret"]?.text {
      self = .keyVault(vault: id, secret: secret, version: vault["version"]?.text)
    } else {
      return nil
    }
  }
}
