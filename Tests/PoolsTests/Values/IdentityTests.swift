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
      "\(prefix)/providers/A.B/c/d/providers/Microsoft.Insights/diagnosticSettings/e",
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
