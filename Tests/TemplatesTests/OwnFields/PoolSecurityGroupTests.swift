import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("who may come in to a pool by its own fields")
struct PoolSecurityGroupTests {
  private static func rules(isPublic: Bool, _ allowFrom: [String]) throws -> [JSONValue] {
    let pool = try RenderedPool {
      $0.access.ports = [.init(name: "ssh", number: 22), .init(name: "jupyterhub", number: 8000)]
      $0.access.allowFrom = allowFrom
      $0.access.isPublic = isPublic
    }
    return try #require(try pool.value("vision-nsg", "properties.securityRules")?.array)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isPublic = true
    var allowFrom: [String]
    /// Name, access and source of each rule.
    var rules: [[JSONValue]]
  }

  static let rows = [
    Row(testDescription: "nobody is let in to a public pool that names nobody", allowFrom: [], rules: []),
    Row(
      testDescription: "networks share a rule", allowFrom: ["203.0.113.0/24", "198.51.100.7"],
      rules: [["people", "Allow", ["203.0.113.0/24", "198.51.100.7"]]]),
    Row(
      testDescription: "families and tags have rules of their own",
      allowFrom: ["Internet", "203.0.113.0/24", "fd00::/8", "AzureCloud.westeurope"],
      rules: [
        ["people", "Allow", ["203.0.113.0/24"]], ["people-v6", "Allow", ["fd00::/8"]],
        ["people-Internet", "Allow", "Internet"], ["people-AzureCloud.westeurope", "Allow", "AzureCloud.westeurope"],
      ]),
    Row(
      testDescription: "an internal pool is for its network", isPublic: false, allowFrom: [],
      rules: [["people", "Allow", "VirtualNetwork"]]),
    Row(
      testDescription: "an internal pool that names its sources is closed to others but the probes", isPublic: false,
      allowFrom: ["10.1.0.0/16"],
      rules: [
        ["people", "Allow", ["10.1.0.0/16"]], ["probes", "Allow", "AzureLoadBalancer"], ["others", "Deny", "*"],
      ]),
  ]

  @Test("the rules let in who is named, and nobody else", arguments: rows)
  func sources(_ row: Row) throws {
    let rules = try Self.rules(isPublic: row.isPublic, row.allowFrom)
    let told = rules.map { rule in
      let properties = rule["properties"]
      return [
        rule["name"], properties?["access"], properties?["sourceAddressPrefixes"] ?? properties?["sourceAddressPrefix"],
      ].map { $0 ?? .null }
    }
    #expect(told == row.rules)
    let priorities = rules.compactMap { $0["properties"]?["priority"]?.integer }
    #expect(priorities == Array(Set(priorities)).sorted())
    #expect(rules.allSatisfy { $0["properties"]?["destinationPortRanges"] == ["22", "8000"] })
    #expect(rules.allSatisfy { $0["properties"]?["direction"] == "Inbound" && $0["properties"]?["protocol"] == "Tcp" })
  }

  @Test("everybody is let in only where the manifest says so", arguments: UInt64(1)...200)
  func everybody(_ seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let pool = try RenderedPool(fields)
    let rules = try #require(try pool.value("vision-nsg", "properties.securityRules")?.array)
    let open: Set<JSONValue> = ["Internet", "*", "0.0.0.0/0", "::/0"]
    let opens = rules.contains { rule in
      let properties = rule["properties"]
      let sources = (properties?["sourceAddressPrefixes"]?.array ?? []) + [properties?["sourceAddressPrefix"] ?? .null]
      return properties?["access"] == "Allow" && !open.isDisjoint(with: sources)
    }
    #expect(opens == (fields.access.allowFrom.contains("Internet") && !fields.access.ports.isEmpty))
  }
}
