import Testing

@testable import Pools

@Suite("Identities")
struct IdentityTests {
  static let prefix = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g"

  @Test("an id is taken apart")
  func parts() throws {
    let id = try #require(ResourceID("\(Self.prefix)/providers/Microsoft.Network/loadBalancers/lb/probes/ssh"))
    #expect(id.type.description == "Microsoft.Network/loadBalancers/probes")
    #expect(id.names == ["lb", "ssh"])
    #expect(id.short == "Microsoft.Network/loadBalancers/lb/probes/ssh")
    #expect(id.parent?.description == "\(Self.prefix)/providers/Microsoft.Network/loadBalancers/lb")
    #expect(id.parent?.parent == nil)
    #expect(id.ancestors.count == 1)
  }

  static let role = "Microsoft.Authorization/roleAssignments/5f0c"

  @Test(
    "a role stands on a resource, a child, a group or a subscription",
    arguments: [
      ("\(prefix)/providers/Microsoft.Storage/storageAccounts/a", "g", "Microsoft.Storage/storageAccounts/a/\(role)"),
      (
        "\(prefix)/providers/Microsoft.KeyVault/vaults/v/secrets/s", "g",
        "Microsoft.KeyVault/vaults/v/secrets/s/\(role)"
      ),
      (prefix, "g", role),
      ("/subscriptions/11111111-2222-3333-4444-555555555555", nil, role),
    ])
  func extensions(scope: String, group: String?, short: String) throws {
    let id = try #require(ResourceID("\(scope)/Providers/\(Self.role)"))
    #expect(id.type.description == "Microsoft.Authorization/roleAssignments")
    #expect(id.names == ["5f0c"])
    #expect(id.resourceGroup?.description == group)
    #expect(id.short == short)
    #expect(id.extended == ResourceID(scope))
    #expect(id.isExtension == (ResourceID(scope) != nil))
    #expect(id.parent == nil)
    #expect(id.ancestors.isEmpty)
  }

  @Test("an extension's id is made from what it extends, and its child has the same scope")
  func extending() throws {
    let account = try #require(ResourceID("\(Self.prefix)/providers/Microsoft.Storage/storageAccounts/a"))
    let type = try #require(ResourceType("A.B/c/d"))
    let id = try #require(ResourceID(extending: account, type: type, names: ["x", "y"]))
    #expect(id == ResourceID(id.description))
    #expect(id.extended == account)
    #expect(id.parent?.description == "\(account)/providers/A.B/c/x")
    #expect(id.parent?.extended == account)
    #expect(ResourceID(extending: account, type: type, names: ["x"]) == nil)
    let group = try #require(id.resourceGroup)
    let same = ResourceID(subscription: id.subscription, resourceGroup: group, type: type, names: ["x", "y"])
    #expect(same != id)
  }

  @Test("two ids that differ in capitals are one")
  func capitals() throws {
    let text = "\(Self.prefix)/providers/Microsoft.Network/loadBalancers/lb"
    let ids = try [text, text.uppercased(), text.lowercased()].map { try #require(ResourceID($0)) }
    #expect(Set(ids).count == 1)
  }

  @Test(
    "what is no id of a resource in a group is none",
    arguments: [
      "", "/", prefix, "\(prefix)/providers/Microsoft.Network/loadBalancers", "\(prefix)/providers/Network/x/y",
      "\(prefix)/providers/Microsoft.Network/loadBalancers/", "\(prefix)/providers/Microsoft.Network/x/y/z",
      "/subscriptions/1/resourceGroups/g/providers/A.B/c/d", "subscriptions\(prefix)/providers/A.B/c/d",
      "\(prefix)/providers/A.B/c/d/providers/Microsoft.Insights/diagnosticSettings",
      "\(prefix)/providers/A.B/c/providers/A.B/e/f", "\(prefix)/providers/c/d/providers/A.B/e/f",
      "\(prefix)/providers/A.B/c/d/providers", "\(prefix)/A.B/c/d", "/providers/A.B/c/d",
      "/subscriptions/11111111-2222-3333-4444-555555555555/providers/A.B/c",
      "\(prefix)/providers/A.B/c/d" + String(repeating: "/providers/A.B/c/d", count: 4),
    ])
  func noID(text: String) { #expect(ResourceID(text) == nil) }

  @Test("an id needs a name for every segment of its type")
  func names() throws {
    let type = try #require(ResourceType("A.B/c/d"))
    func id(_ names: [String]) throws -> ResourceID? {
      ResourceID(subscription: try Fixture.subscription(), resourceGroup: try Fixture.group(), type: type, names: names)
    }
    #expect(try id(["x", "y"])?.short == "A.B/c/x/d/y")
    #expect(try id(["x"]) == nil)
    #expect(try id(["x", ""]) == nil)
    #expect(try id(["x", "y/z"]) == nil)
  }

  @Test(
    "pool names",
    arguments: [
      ("vision", true), ("a1", true), ("a-b", true), (String(repeating: "a", count: 40), true), ("", false),
      ("a", false),
      ("1a", false), ("-a", false), ("a-", false), ("Vision", false), ("a_b", false), ("é1", false), ("a b", false),
      (String(repeating: "a", count: 41), false),
    ])
  func poolNames(text: String, isName: Bool) { #expect((PoolName(text) != nil) == isName) }

  @Test(
    "durations in Weir's words",
    arguments: [
      ("30s", 30), ("5m", 300), ("4h", 14_400), ("365d", 31_536_000), ("0s", 0), ("36500d", 3_153_600_000),
    ])
  func durations(text: String, seconds: Int) {
    #expect(Duration(weirText: text) == .seconds(seconds))
    #expect(Duration(weirText: Duration.seconds(seconds).weirText) == .seconds(seconds))
  }

  @Test(
    "what is no such duration",
    arguments: [
      "", "5", "m", "5 m", " 5m", "+5m", "-5m", "5M", "1.5h", "5m30s", "36501d", "٥m", "99999999999999999999s",
    ])
  func noDurations(text: String) { #expect(Duration(weirText: text) == nil) }

  @Test(
    "the shortest text of a duration", arguments: [(90, "90s"), (120, "2m"), (5_400, "90m"), (86_400, "1d"), (0, "0s")])
  func durationTexts(seconds: Int, text: String) { #expect(Duration.seconds(seconds).weirText == text) }

  @Test("locations", arguments: [("West US 2", "westus2"), ("westus2", "westus2"), ("EAST US", "eastus")])
  func locations(text: String, name: String) { #expect(Location(text)?.description == name) }

  @Test("what is no location", arguments: ["", " ", "2us", "west-us", "wést", String(repeating: "a", count: 41)])
  func noLocations(text: String) { #expect(Location(text) == nil) }
}
