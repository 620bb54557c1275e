import Pools
import Templates

/// A live pool as a template that says it, secrets as parameters.
struct ImportedTemplate {
  /// A value that the template has a secure parameter for.
  struct Secret {
    /// What it is the value of.
    var of: String
    /// True where Azure shows it to whoever may read the resource, and only a repository must not have it.
    var isReadable = false

    /// Why somebody has to say where it is kept.
    var comment: String {
      isReadable
        ? "It looks like a secret, so it stands in no file, though Azure shows it to whoever may read the resource: \(of)."
        : "Azure never tells it: \(of)."
    }
  }

  /// The secure parameters.
  private(set) var secrets: [String: Secret] = [:]
  /// The places of those that Azure shows, as a proof names places.
  private(set) var readable: Set<String> = []
  private(set) var template: JSONValue = .null

  init(_ pool: LivePool) {
    let documents = pool.resources.map { live -> ResourceDocument in
      var document = live.reduced()
      hideSecrets(of: &document)
      if document.id == pool.scaleSet.id { addUntold(to: &document) }
      document.dependsOn = pool.resources.map(\.id).filter { $0 != document.id && document.body.names($0) }
      return document
    }
    template = DeploymentTemplate.render(documents, secrets: Set(secrets.keys))
  }

  /// Secrets that other people's templates left readable become parameters.
  private mutating func hideSecrets(of document: inout ResourceDocument) {
    let shown = document.redacted().body
    hide(in: document.body, shown: shown, at: .root, of: &document)
  }

  private mutating func hide(
    in value: JSONValue, shown: JSONValue?, at path: JSONPath, of document: inout ResourceDocument
  ) {
    guard value != shown else { return }
    if shown == .string(SecretText.mask) {
      let isText = value.string != nil
      let name = parameter(path, of: document)
      secrets[name] = Secret(of: isText ? "\(path)" : "\(path), as JSON", isReadable: true)
      readable.insert("\(FieldRules.rules(for: document.type).noun) \(document.id.name) \(path)")
      put(isText ? "[parameters('\(name)')]" : "[json(parameters('\(name)'))]", at: path, naming: name, of: &document)
      return
    }
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        hide(in: element, shown: shown?.array?[index], at: path.appending(.index(index)), of: &document)
      }
    case .object(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        hide(in: member, shown: shown?[name], at: path.member(name), of: &document)
      }
    default: break
    }
  }

  /// What a scale set has been given and Azure never answers.
  private mutating func addUntold(to document: inout ResourceDocument) {
    let profile = JSONPath("properties", "virtualMachineProfile")
    let system = document.body.value(at: profile)?.at("osProfile") ?? .null
    let takesPassword =
      system.at("windowsConfiguration") != nil
      || system.flag("linuxConfiguration.disablePasswordAuthentication") != true
    if system.at("adminUsername") != nil, takesPassword {
      let path = profile.member("osProfile").member("adminPassword")
      secrets["adminPassword"] = Secret(of: "the administrator's password")
      put("[parameters('adminPassword')]", at: path, naming: "adminPassword", of: &document)
    }
    let place = profile.member("extensionProfile").member("extensions")
    for (index, element) in (document.body.value(at: place)?.array ?? []).enumerated() {
      guard let name = element.text("name"), !Self.open.contains(element.text("properties.type")?.lowercased() ?? "")
      else { continue }
      let path = place.appending(.index(index)).member("properties").member("protectedSettings")
      let parameter = Self.identifier("\(name)ProtectedSettings")
      secrets[parameter] = Secret(
        of: "the protected settings of the extension \(name), as JSON; {} where it has none")
      put("[json(parameters('\(parameter)'))]", at: path, naming: parameter, of: &document)
    }
  }

  /// Extensions that take no protected settings.
  private static let open: Set<String> = [
    "aadloginforwindows", "aadsshloginforlinux", "applicationhealthlinux", "applicationhealthwindows",
    "dependencyagentlinux", "dependencyagentwindows",
  ]

  private func put(_ text: String, at path: JSONPath, naming parameter: String, of document: inout ResourceDocument) {
    document.body = document.body.setting(.string(text), at: path)
    document.expressions[path] = [parameter]
  }

  private func parameter(_ path: JSONPath, of document: ResourceDocument) -> String {
    let last = path.steps.reversed().compactMap { if case .member(let name) = $0 { name } else { nil } }.first ?? ""
    let name = Self.identifier(last.isEmpty ? "secret" : last)
    guard secrets[name] != nil else { return name }
    return (2...).lazy.map { "\(name)\($0)" }.first { secrets[$0] == nil } ?? name
  }

  /// Letters and digits only.
  private static func identifier(_ text: String) -> String {
    text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
}

extension JSONValue {
  /// True where a text in it is the id, or the id of a part of it.
  fileprivate func names(_ id: ResourceID) -> Bool {
    switch self {
    case .string(let text):
      let folded = text.foldedID
      return folded == id.folded || folded.hasPrefix(id.folded + "/")
    case .array(let elements): return elements.contains { $0.names(id) }
    case .object(let members): return members.values.contains { $0.names(id) }
    default: return false
    }
  }
}
