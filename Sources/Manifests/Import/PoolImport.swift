package import Pools
import Templates

/// A manifest for a live pool, and the proof that it is one.
package struct PoolImport: Sendable {
  package enum Way: Hashable, Sendable {
    case fields
    /// Why the fields cannot say it.
    case template(because: String)
  }

  package var way: Way
  /// The manifest's text.
  package var manifest: String
  /// The template beside it, by its file's name; nil for a manifest by its own fields.
  package var template: (file: String, text: String)?
  package var proof: ImportProof
  package var pool: LivePool
  /// Those of the proof's `unseen` that Azure does show: they look like secrets, so neither file has them.
  package var readable: Set<String> = []

  /// Writes a manifest by the pool's own fields where they say all that is live and nothing else, and by a template
  /// otherwise.
  ///
  /// - Parameter around: the `spec` that the defaults of the manifest's folder say: it is neither repeated nor, where the
  ///   pool has it otherwise, left to them.
  /// - Throws: `TemplateFaults` where not even the template can be read back, which no live resource should bring about.
  package init(_ pool: LivePool, named name: PoolName, managedBy: String, around: JSONValue = .null) throws {
    let because: String
    do throws(Inexpressible) {
      var fields = try LiveFields(pool: pool, name: name).fields()
      let desired = try Self.desired(&fields, pool, managedBy: managedBy)
      let proof = ImportProof(of: desired, against: pool.resources + pool.rights, managedBy: managedBy)
      self.init(fields, proof, pool, around)
      return
    } catch {
      because = error.reason
    }
    try self.init(templateOf: pool, named: name, managedBy: managedBy, because: because, around)
  }

  private init(_ fields: PoolFields, _ proof: ImportProof, _ pool: LivePool, _ around: JSONValue) {
    way = .fields
    manifest = ManifestHeader(fields.name, pool).manifest(
      FieldText(fields, around: around).members, comments: Self.comments(pool), around: around)
    self.proof = proof
    self.pool = pool
  }

  /// The pool that the fields make. A vault that the machines may read is left out where nothing is set up on them to read
  /// it: the right is then others' affair. Throws what the other `desired` throws.
  private static func desired(
    _ fields: inout PoolFields, _ pool: LivePool, managedBy: String
  ) throws(Inexpressible) -> DesiredPool {
    if fields.identity.keyVault != nil {
      do throws(Inexpressible) {
        return try desired(fields, pool, managedBy: managedBy)
      } catch {
        fields.identity.keyVault = nil
      }
    }
    return try desired(fields, pool, managedBy: managedBy)
  }

  /// The pool that the fields make. Throws `Inexpressible` where that is not the one that is live.
  private static func desired(
    _ fields: PoolFields, _ pool: LivePool, managedBy: String
  ) throws(Inexpressible) -> DesiredPool {
    let rendered = fields.template()
    let desired: DesiredPool
    do {
      desired = try DesiredPool(
        template: rendered.template, parameters: rendered.parameters, of: pool, named: fields.name, managedBy: managedBy
      )
    } catch {
      throw Inexpressible("no template can be written of its fields")
    }
    let listed = desired.resources.filter { !$0.type.provider.lowercased().hasPrefix("microsoft.authorization") }
    var live = LiveState()
    live.add(pool.resources)
    let there = Set(pool.resources.map(\.id))
    // Children are parts of what is listed.
    let wanted = Set(listed.map(\.id).filter { $0.parent == nil || live[$0] == nil })
    if let missing = wanted.subtracting(there).min() {
      throw Inexpressible("by its own fields it would have \(missing.short) too")
    }
    if let other = there.subtracting(wanted).min() {
      throw Inexpressible("by its own fields it would not have \(other.short)")
    }
    let proof = ImportProof(of: desired, against: pool.resources + pool.rights, managedBy: managedBy)
    if let change = proof.changes.first ?? ImportProof.unsaid(by: desired, of: pool.resources).first {
      throw Inexpressible(change.whatNoFieldSays)
    }
    if let refusal = proof.refusals.first { throw Inexpressible(refusal.message) }
    return desired
  }

  private init(
    templateOf pool: LivePool, named name: PoolName, managedBy: String, because: String, _ around: JSONValue
  ) throws {
    let imported = ImportedTemplate(pool)
    let file = "\(name).template.json"
    let references = imported.secrets.keys.map { ($0, LiveFields(pool: pool, name: name).placeholder($0.spaced)) }
    let secrets = Dictionary(references, uniquingKeysWith: { first, _ in first })
    let origin = SourceLocation(file: "\(name).yaml", line: 1)
    let desired = try DesiredPool(
      template: imported.template,
      parameters: secrets.mapValues { .secret($0, origin: origin) }, of: pool, named: name, managedBy: managedBy)
    var members: [ManifestNode.Member] = [.init("file", .text(file))]
    if !secrets.isEmpty {
      members.append(
        .init(
          "secrets",
          .map(
            secrets.sorted { $0.key < $1.key }.map { parameter, reference in
              .init(
                parameter, FieldText.node(reference),
                comment: imported.secrets[parameter]?.comment ?? "")
            })))
    }
    way = .template(because: because)
    manifest = ManifestHeader(name, pool).manifest(
      [.init("template", .map(members))],
      comments: Self.comments(pool) + ["By a template, since its own fields cannot say it: \(because)."],
      around: around)
    template = (file, imported.template.text(indentation: 2) + "\n")
    proof = ImportProof(of: desired, against: pool.resources, managedBy: managedBy)
    self.pool = pool
    readable = imported.readable
  }

  private static func comments(_ pool: LivePool) -> [String] {
    ["Imported from \(pool.scaleSet.id)."]
      + pool.shared.map { "Left out, and only named: \($0.id.short); \($0.reason)." }
  }
}

extension Change {
  /// A clause for people.
  fileprivate var whatNoFieldSays: String {
    // The tag is the hash of all that is set up on the machines: another one is another set-up.
    guard path.description.hasSuffix(".forceUpdateTag") else { return "no field says \(resource.short) \(path)" }
    return "users, a share or a domain are set up on its machines, which Azure never tells"
  }
}

extension String {
  /// `adminPassword` as words.
  fileprivate var spaced: String {
    reduce(into: "") { text, letter in text += letter.isUppercase && !text.isEmpty ? " \(letter)" : "\(letter)" }
  }
}

extension ManifestHeader {
  init(_ name: PoolName, _ pool: LivePool) {
    self.init(
      name: name, subscription: pool.scaleSet.id.subscription, resourceGroup: pool.resourceGroup,
      location: pool.location)
  }
}

extension DesiredPool {
  /// The pool that a template makes in the place of a live one.
  init(
    template: JSONValue, parameters: [String: ParameterValue], of pool: LivePool, named name: PoolName,
    managedBy: String
  ) throws {
    let id = pool.scaleSet.id
    let evaluated = try Template(parsing: template.utf8Text(), file: "\(name).template.json").evaluate(
      parameters: parameters,
      scope: TemplateScope(
        subscription: id.subscription, resourceGroup: pool.resourceGroup, location: pool.location, tenant: nil,
        tags: [:],
        deployment: "weir-\(name)"))
    self = DesiredPool(
      name: name, subscription: id.subscription, resourceGroup: pool.resourceGroup, location: pool.location,
      resources: evaluated.resources, secrets: evaluated.secrets,
      manifest: SourceLocation(file: "\(name).yaml", line: 1)
    ).tagged(labels: [:], managedBy: managedBy)
  }
}
