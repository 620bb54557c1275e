import Testing

@testable import Pools

@Suite("Subnets, and what stands in them")
struct SubnetTests {
  private static let ranged: JSONValue = ["properties": ["addressPrefix": "10.0.0.0/20"]]

  private static func network(_ subnets: JSONValue? = nil) throws -> ResourceDocument {
    let body: JSONValue = ["properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]]]
    return Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks", "net"),
      Fixture.owned(body.setting(subnets, at: JSONPath("properties", "subnets"))))
  }

  private static func subnet(_ body: JSONValue = ranged) throws -> ResourceDocument {
    Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "machines"), body)
  }

  private static let inside: JSONValue = ["name": "machines", "properties": ["addressPrefix": "10.0.0.0/20"]]
  private static let others: JSONValue = ["name": "databases", "properties": ["addressPrefix": "10.0.16.0/24"]]

  private static func scaleSet(_ count: JSONValue) throws -> ResourceDocument {
    let place = JSONPath("properties", "virtualMachineProfile", "networkProfile", "networkInterfaceConfigurations")
    let id = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "NET", "Machines").description
    let card: JSONValue = [
      "name": "card",
      "properties": ["ipConfigurations": [["name": "a", "properties": ["subnet": ["id": .string(id)]]]]],
    ]
    let body = JSONValue.object(["sku": ["capacity": count]]).setting([card], at: place)
    return try Fixture.scaleSet(Fixture.owned(body))
  }

  @Test("one that others add is nobody's business")
  func others() throws {
    let pool = try Fixture.pool([Self.network(), Self.subnet()])
    let live = Fixture.live(try Self.network([Self.others, Self.inside]))
    for baseline in [nil, Baseline(applying: pool, secretDigests: [:])] {
      #expect(Pools.plan(try Fixture.input(pool, live: live, baseline: baseline)).lines == [])
    }
  }

  @Test("a pool whose network had its subnet inside plans nothing, and never its deletion")
  func former() throws {
    var baseline = Baseline(
      applying: try Fixture.pool([Self.network([Self.inside])]), secretDigests: [:])
    let live = Fixture.live(try Self.network([Self.inside, Self.others]))
    baseline.learnEcho(from: live)
    let pool = try Fixture.pool([Self.network(), Self.subnet()])
    #expect(Pools.plan(try Fixture.input(pool, live: live, baseline: baseline)).lines == [])
    let moved = Fixture.live(
      try Self.network([["name": "machines", "properties": ["addressPrefix": "10.0.0.0/21"]]]))
    #expect(
      Pools.plan(try Fixture.input(pool, live: moved, baseline: baseline)).lines
        == ["properties.addressPrefix 10.0.0.0/21 → 10.0.0.0/20 inPlace drift"])
  }

  @Test("its range changes while nothing stands in it, and is refused while a machine does", arguments: [0, 3])
  func range(_ count: Int64) throws {
    let wanted = try Self.subnet(["properties": ["addressPrefix": "10.0.16.0/20"]])
    let set = try Self.scaleSet(.integer(count))
    let live = Fixture.live(try Self.network([Self.inside]), set)
    let plan = Pools.plan(try Fixture.input(Fixture.pool([Self.network(), wanted, set]), live: live))
    #expect(plan.changes.map(\.kind) == [count == 0 ? .inPlace : .replace])
    #expect(
      plan.refusals.map(\.message)
        == (count == 0 ? [] : ["subnet addressPrefix cannot change in place: 10.0.0.0/20 → 10.0.16.0/20"]))
    let inline = try Self.network([["name": "Machines", "properties": ["addressPrefix": "10.0.16.0/20"]]])
    let whole = Pools.plan(try Fixture.input(Fixture.pool([inline, set]), live: live))
    #expect(whole.changes.map(\.kind) == [count == 0 ? .inPlace : .replace])
  }

  @Test("a range more is taken under way")
  func growing() throws {
    let wanted = try Self.subnet(["properties": ["addressPrefixes": ["10.0.0.0/20", "10.0.32.0/20"]]])
    let set = try Self.scaleSet(3)
    let plan = Pools.plan(
      try Fixture.input(
        Fixture.pool([Self.network(), wanted, set]), live: Fixture.live(try Self.network([Self.inside]), set)))
    #expect(plan.changes.map(\.kind) == [.inPlace])
  }

  @Test("a front end that is public stays so, and one that is not too")
  func frontends() throws {
    let id = try Fixture.id("Microsoft.Network/loadBalancers", "lb")
    func body(_ name: String, _ target: String) -> JSONValue {
      let part: JSONValue = ["name": "f", "properties": .object([name: ["id": .string(target)]])]
      return ["properties": ["frontendIPConfigurations": [part]]]
    }
    let address = try Fixture.id("Microsoft.Network/publicIPAddresses", "ip").description
    let subnet = try Self.subnet().id.description
    for (before, after) in [
      (body("publicIPAddress", address), body("subnet", subnet)),
      (body("subnet", subnet), body("publicIPAddress", address)),
    ] {
      let plan = try DifferenceRow("", desired: after, live: before, baseline: before).plan(of: id)
      #expect(plan.changes.map(\.kind) == [.replace, .replace])
      #expect(plan.refusals.count == 2)
    }
    let other = try Fixture.id("Microsoft.Network/publicIPAddresses", "other").description
    let row = DifferenceRow("", desired: body("publicIPAddress", other), live: body("publicIPAddress", address))
    #expect(try row.plan(of: id).changes.map(\.kind) == [.inPlace])
  }
}
