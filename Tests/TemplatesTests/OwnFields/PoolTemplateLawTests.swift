import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("laws of the template that a pool's own fields become")
struct PoolTemplateLawTests {
  @Test(
    "it evaluates without faults, and warns only of what the fields say against their defaults",
    arguments: UInt64(1)...300)
  func evaluates(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let pool = try RenderedPool(fields)
    let (access, allowed) = (fields.access, Set(fields.access.allowFrom))
    var expected: Set<AdviceName> = []
    if allowed.contains("Internet"), !access.ports.isEmpty { expected = [.openToEveryone] }
    // In a subnet that was there somebody else may let people in.
    if allowed.isSubset(of: ["VirtualNetwork"]), access.isPublic, !access.ports.isEmpty,
      case .own = fields.network
    {
      expected = [.noWayIn]
    }
    // What the sample says against the defaults: secure boot with a GPU, and an autoscaler that starts from none.
    let machine = fields.machine
    if machine.hasTrustedLaunch, machine.hasSecureBoot, fields.system == .ubuntu, machine.size.hasPrefix("Standard_N") {
      expected.insert(.secureBootOnGPU)
    }
    if case .autoscale(let autoscale) = fields.count, autoscale.scaleOut != nil {
      let counts =
        [(autoscale.minimum, autoscale.initial)]
        + autoscale.schedules.map { ($0.minimum, min(max($0.minimum, autoscale.initial), $0.maximum)) }
      if counts.contains(where: { $0 == 0 && $1 > 0 }) { expected.insert(.neverSleeps) }
    }
    #expect(Set(pool.evaluated.warnings.map(\.name)) == expected)
    let opening = pool.evaluated.warnings.filter { $0.name == .openToEveryone }
    let place = fields.places["spec.access.allowFrom"] ?? fields.manifest
    #expect(opening.allSatisfy { $0.origin == place })
    #expect(Set(pool.evaluated.resources.map(\.id)).count == pool.evaluated.resources.count)
  }

  @Test("the same fields give the same template and the same parameters", arguments: UInt64(1)...40)
  func deterministic(_ seed: UInt64) throws {
    let (first, second) = (try PoolFields.random(seed).template(), try PoolFields.random(seed).template())
    #expect(first.template.text(indentation: 2) == second.template.text(indentation: 2))
    #expect(first.parameters == second.parameters)
  }

  @Test("every parameter is used, and every value has a place in the manifests", arguments: UInt64(1)...60)
  func parameters(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let pool = fields.template()
    let text = pool.template.text()
    #expect(Set(pool.template["parameters"]?.object?.keys.sorted() ?? []) == Set(pool.parameters.keys))
    for (name, value) in pool.parameters {
      #expect(text.contains("parameters('\(name)')"), "\(name)")
      #expect(fields.places.values.contains(value.origin) || value.origin == fields.manifest, "\(name)")
    }
  }

  @Test("what a manifest says leads back to its line", arguments: UInt64(1)...60)
  func provenance(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let scaleSet = try RenderedPool(fields).document("vision")
    let rows = [
      ("sku.name", "spec.size"), ("zones", "spec.zones"), ("location", "spec.location"),
      ("properties.upgradePolicy.mode", "spec.update.policy"),
      ("properties.virtualMachineProfile.priority", "spec.priority"),
      ("properties.virtualMachineProfile.osProfile.adminUsername", "spec.admin.username"),
      ("properties.virtualMachineProfile.osProfile.adminPassword", "spec.admin.password"),
    ]
    for (path, field) in rows {
      let place = RenderedPool.path(path)
      guard scaleSet.body.value(at: place) != nil else { continue }
      #expect(scaleSet.provenance.location(of: place) == fields.places[field] ?? fields.manifest, "\(path)")
    }
  }

  @Test("a default of something that is written leads to where that is written")
  func around() throws {
    let place = SourceLocation(file: PoolFieldSample.file, line: 9)
    let pool = try RenderedPool { $0.places = ["spec.access": place] }
    let rule = RenderedPool.path("properties.loadBalancingRules.0.properties.idleTimeoutInMinutes")
    #expect(try pool.document("vision-lb").provenance.location(of: rule) == place)
    let size = RenderedPool.path("sku.name")
    #expect(try pool.document("vision").provenance.location(of: size) == PoolFieldSample.manifest)
  }

  @Test("a secret is nowhere but in protected places, as an expression", arguments: UInt64(1)...150)
  func secrets(_ seed: UInt64) throws {
    let pool = try RenderedPool(try PoolFields.random(seed))
    #expect(!pool.pool.template.text().contains(PoolFieldSample.secretMark))
    for document in pool.evaluated.resources {
      #expect(!document.body.text().contains(PoolFieldSample.secretMark))
      for (path, names) in document.expressions where !names.isEmpty {
        let steps = path.description
        #expect(steps.contains("protectedSettings") || steps.hasSuffix("osProfile.adminPassword"), "\(path)")
      }
    }
  }

  @Test("every resource waits for what it speaks of", arguments: UInt64(1)...150)
  func dependencies(_ seed: UInt64) throws {
    let resources = try RenderedPool(try PoolFields.random(seed)).evaluated.resources
    let ids = Set(resources.map(\.id.folded))
    let byID = Dictionary(resources.map { ($0.id.folded, $0) }, uniquingKeysWith: { first, _ in first })
    for document in resources {
      var reached: Set<String> = [document.id.folded]
      var open = [document.id.folded]
      while let id = open.popLast() {
        for next in byID[id]?.dependsOn ?? [] where reached.insert(next.folded).inserted { open.append(next.folded) }
      }
      let text = document.body.text().lowercased()
      for id in ids where text.contains("\(id)\"") || text.contains("\(id)/") || text.contains("\(id)'") {
        #expect(reached.contains(id), "\(document.id.short) speaks of \(id)")
      }
    }
  }

  @Test("what Weir deploys of it comes to the same documents", arguments: UInt64(1)...40)
  func rendered(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let first = try RenderedPool(fields).evaluated
    let scope = try Sample.scope()
    let home = DeploymentTemplate.Home(
      pool: fields.name, subscription: scope.subscription, resourceGroup: scope.resourceGroup,
      location: fields.location)
    let text = DeploymentTemplate.render(first.resources, secrets: Set(first.secrets.keys), home: home).utf8Text()
    let again = try Template(parsing: text, file: "rendered.json")
    let secrets = first.secrets.mapValues { ParameterValue.secret($0, origin: PoolFieldSample.manifest) }
    #expect(try again.evaluate(parameters: secrets, scope: try Sample.scope()).resources == first.resources)
  }
}
