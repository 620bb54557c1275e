import Pools
import Templates
import Testing

@Suite("the size of what is deployed")
struct RenderedSizeTests {
  /// So many addresses, and so many groups that depend on all of them.
  static func pool(_ addresses: Int, _ groups: Int, prefix: String = "ip") throws -> DesiredPool {
    let resources: JSONValue = [
      ResourceTests.resource(
        "[concat('\(prefix)', copyIndex())]", type: "Microsoft.Network/publicIPAddresses",
        ["copy": ["name": "ips", "count": .integer(Int64(addresses))]]),
      ResourceTests.resource(
        "[concat('nsg', copyIndex())]", type: "Microsoft.Network/networkSecurityGroups",
        ["copy": ["name": "nsgs", "count": .integer(Int64(groups))], "dependsOn": ["ips"]]),
    ]
    return try Self.pool(try ResourceTests.documents(resources))
  }

  static func pool(_ resources: [ResourceDocument]) throws -> DesiredPool {
    let scope = try Sample.scope()
    return DesiredPool(
      name: try #require(PoolName("vision")), subscription: scope.subscription, resourceGroup: scope.resourceGroup,
      location: scope.location, resources: resources, secrets: [:], manifest: Sample.manifest)
  }

  @Test("resources that depend on a loop of many fit, by the short names that ARM takes, and depend on the same")
  func short() throws {
    let pool = try Self.pool(200, 200)
    let rendered = DeploymentTemplate.render(pool)
    #expect(rendered.utf8Text().count < DeploymentTemplate.maximumBytes)
    #expect(DeploymentTemplate.excessiveSize(of: pool) == nil)
    let again = try Template(parsing: rendered.utf8Text(), file: "r.json").evaluate(
      parameters: [:], scope: try Sample.scope())
    #expect(again.resources == pool.resources)
  }

  @Test("where there are few dependencies they are written as ids")
  func ids() throws {
    let rendered = DeploymentTemplate.render(try Self.pool(2, 1))
    let dependencies = rendered["resources"]?.array?.compactMap { $0["dependsOn"]?.array }.first
    #expect(dependencies?.first?.string == "\(Sample.group)/providers/Microsoft.Network/publicIPAddresses/ip0")
  }

  @Test("what ARM would not take is reported with its size")
  func excess() throws {
    let pool = try Self.pool(200, 200, prefix: String(repeating: "p", count: 70))
    let size = try #require(DeploymentTemplate.excessiveSize(of: pool))
    #expect(size == DeploymentTemplate.render(pool).utf8Text().count && size > DeploymentTemplate.maximumBytes)
    let text = JSONValue.string(String(repeating: "a", count: 100_000))
    let large = try ResourceTests.documents(
      [ResourceTests.resource("[concat('r', copyIndex())]", ["copy": ["name": "l", "count": 50], "x": text])])
    #expect(DeploymentTemplate.excessiveSize(of: try Self.pool(large)) ?? 0 > 5_000_000)
    // Control characters become six bytes each, and count as what they become.
    let escaped = JSONValue.string(String(repeating: "\u{1}", count: 100_000))
    let small = try ResourceTests.documents([ResourceTests.resource("r", ["x": escaped])])
    #expect(DeploymentTemplate.excessiveSize(of: try Self.pool(small)) == nil)
  }
}
