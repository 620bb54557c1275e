import PoolFieldSamples
import Pools
import Templates
import Testing

@testable import Manifests

@Suite("Importing a pool that its own fields made")
struct FieldRoundTripTests {
  @Test(
    "gives the same fields, but for secrets, which are references to be filled", arguments: 0..<120 as Range<UInt64>)
  func fields(seed: UInt64) throws {
    let fields = try ImportSample.readable(.random(seed))
    let pool = try ImportSample.live(fields)
    let read = try LiveFields(pool: pool, name: fields.name).fields()
    #expect(read == ImportSample.expected(fields))
  }

  @Test("is proved by a plan without changes, and named by nothing but its fields", arguments: 0..<120 as Range<UInt64>)
  func proof(seed: UInt64) throws {
    let fields = try ImportSample.readable(.random(seed))
    let imported = try PoolImport(try ImportSample.live(fields), named: fields.name, managedBy: "weir")
    #expect(imported.way == .fields)
    #expect(imported.template == nil)
    #expect(imported.proof.changes == [] && imported.proof.refusals == [])
    #expect(imported.proof.tagged.count == imported.pool.resources.count)
    #expect(!imported.manifest.contains(PoolFieldSample.secretMark))
  }

  @Test("by a template, where it has another name, is proved too", arguments: 0..<40 as Range<UInt64>)
  func template(seed: UInt64) throws {
    let fields = try ImportSample.readable(.random(seed))
    let name = try #require(PoolName("other"))
    let imported = try PoolImport(try ImportSample.live(fields), named: name, managedBy: "weir")
    guard case .template = imported.way else {
      Issue.record("another name is said by fields")
      return
    }
    #expect(imported.proof.changes == [] && imported.proof.refusals == [])
    let template = try #require(imported.template)
    #expect(template.file == "other.template.json")
    #expect(imported.manifest.contains("file: other.template.json"))
    #expect(!template.text.contains(PoolFieldSample.secretMark))
  }
}

/// Pools as Azure would have them after they were made from fields.
enum ImportSample {
  static let subscription = "11111111-2222-3333-4444-555555555555"

  /// The fields without what travels in protected settings or has no trace in the resources.
  static func readable(_ fields: PoolFields) -> PoolFields {
    var fields = fields
    fields.users = []
    fields.share = nil
    fields.identity.keyVault = nil
    // Manifests take networks of IPv4, an address alone as one of them.
    fields.access.allowFrom = fields.access.allowFrom.filter { !$0.contains(":") }.map { source in
      source.first?.isNumber == true && !source.contains("/") ? "\(source)/32" : source
    }
    if fields.system == .ubuntu { fields.identity.domain = nil }
    fields.identity.domain?.groups = []
    if fields.access.ports.isEmpty {
      fields.access.allowFrom = []
      fields.access.hasAffinity = true
      if !fields.access.isPublic, case .existing = fields.network { fields.access.idleTimeout = 30 }
    }
    let isAsked =
      fields.machine.health != nil || fields.orchestration == .uniform && !fields.access.ports.isEmpty
    if fields.update.policy == .rolling, !isAsked { fields.update.policy = .manual }
    if fields.update.policy != .rolling { fields.update.maxUnavailable = 20 }
    return fields
  }

  /// What reading them back gives: placeholders for secrets, and lists in the order that Azure keeps.
  static func expected(_ fields: PoolFields) -> PoolFields {
    var fields = fields
    fields.places = [:]
    fields.manifest = SourceLocation(file: "\(fields.name).yaml", line: 1)
    if fields.admin.password != nil { fields.admin.password = .environment("VISION_ADMIN_PASSWORD") }
    fields.identity.domain?.password = .environment("VISION_DOMAIN_PASSWORD")
    let networks = fields.access.allowFrom.filter { $0.first?.isNumber == true }
    fields.access.allowFrom = networks + fields.access.allowFrom.filter { !networks.contains($0) }
    return fields
  }

  /// The pool as it is live: what the fields' template makes, without what Azure never answers.
  static func live(_ fields: PoolFields) throws -> LivePool {
    let rendered = fields.template()
    let group = try #require(ResourceGroupName("ds-vision"))
    let evaluated = try Template(parsing: rendered.template.utf8Text(), file: "vision.json").evaluate(
      parameters: rendered.parameters,
      scope: TemplateScope(
        subscription: try #require(SubscriptionID(subscription)), resourceGroup: group, location: fields.location,
        tenant: nil, tags: [:], deployment: "vision"))
    let documents = evaluated.resources.map { document in
      var document = document
      for path in document.expressions.keys { document.body = document.body.setting(nil, at: path) }
      document.expressions = [:]
      let place = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
      for index in (document.body.value(at: place)?.array ?? []).indices {
        let settings = place.appending(.index(index)).member("properties").member("protectedSettings")
        document.body = document.body.setting(nil, at: settings)
      }
      document.dependsOn = []
      return document
    }.nested
    let scaleSet = try #require(documents.first { $0.type.description == "Microsoft.Compute/virtualMachineScaleSets" })
    return try #require(LivePool(scaleSet.id, among: documents))
  }
}

extension [ResourceDocument] {
  /// As Azure lists them: subnets stand in their network.
  var nested: [ResourceDocument] {
    let list = JSONPath("properties", "subnets")
    return filter { $0.id.parent == nil }.map { whole in
      var whole = whole
      for child in self where child.id.parent == whole.id {
        let part = child.body.setting(.string(child.id.name), at: JSONPath("name"))
        whole.body = whole.body.setting(.array((whole.body.value(at: list)?.array ?? []) + [part]), at: list)
      }
      return whole
    }
  }
}
