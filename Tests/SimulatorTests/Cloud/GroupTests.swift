import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("Resource groups")
struct GroupTests {
  @Test("a group is made, found, changed and listed")
  func life() throws {
    var test = try TestCloud()
    #expect(test.send("HEAD", TestCloud.group).status == 204)
    #expect(test.send("GET", TestCloud.group.uppercased()).value("location") == "westus2")
    #expect(test.send("PUT", TestCloud.group, ["location": "westus2", "tags": ["a": "b"]]).status == 200)
    #expect(test.send("PATCH", TestCloud.group, ["tags": ["c": "d"]]).value("tags") == ["c": "d"])
    let path = TestCloud.subscription + "/resourcegroups"
    #expect(test.send("GET", path).list.count == 1)
    #expect(test.send("GET", path, query: ["$filter": "tagName eq 'c' and tagValue eq 'd'"]).list.count == 1)
    #expect(test.send("GET", path, query: ["$filter": "tagName eq 'x'"]).list.isEmpty)
  }

  @Test("a group that is deleted goes with all that is in it, but not at once")
  func deletion() throws {
    var test = try TestCloud.withScaleSet()
    let reply = test.send("DELETE", TestCloud.group)
    #expect(reply.status == 202)
    let link = ARMPath(String(try #require(reply.headers["Location"]).dropFirst(28).prefix { $0 != "?" })).text
    #expect(test.send("GET", TestCloud.group).value("properties.provisioningState") == "Deleting")
    #expect(test.send("GET", link).status == 202)
    #expect(test.send("PUT", Bodies.addressID, ["location": "westus2"]).code == "ResourceGroupBeingDeleted")
    test.wait(.seconds(6))
    #expect(test.send("GET", link).status == 200)
    #expect(test.send("HEAD", TestCloud.group).status == 404)
    #expect(test.send("GET", TestCloud.subscription + "/resources").list.isEmpty)
  }

  @Test("a group cannot move, and its location has to be one")
  func location() throws {
    var test = try TestCloud()
    #expect(test.send("PUT", TestCloud.group, ["location": "eastus"]).code == "InvalidResourceGroupLocation")
    let other = TestCloud.subscription + "/resourceGroups/other"
    #expect(test.send("PUT", other, ["location": "atlantis"]).code == "LocationNotAvailableForResourceGroup")
    #expect(test.send("PUT", other).code == "LocationRequired")
  }

  @Test("lists are paged, and each page leads to the next")
  func pages() throws {
    var test = try TestCloud { $0.pageSize = 2 }
    for name in ["a", "b", "c", "d"] {
      _ = test.send("PUT", "\(TestCloud.subscription)/resourceGroups/\(name)", ["location": "westus2"])
    }
    var names: [String] = []
    var query: [String: String] = [:]
    for _ in 1...3 {
      let reply = test.send("GET", TestCloud.subscription + "/resourcegroups", query: query)
      names += reply.list.compactMap { $0.member("name")?.string }
      let link = reply.value("nextLink")?.string ?? ""
      query["$skiptoken"] = URLComponents(string: link)?.queryItems?.first { $0.name == "$skiptoken" }?.value
      #expect(link.isEmpty == (names.count == 5))
    }
    #expect(names == ["a", "b", "c", "d", "vision"])
  }

  @Test("what is missing is named as ARM names it")
  func missing() throws {
    var test = try TestCloud()
    let other = "/subscriptions/99999999-2222-3333-4444-555555555555"
    #expect(test.send("GET", other + "/resourcegroups").code == "SubscriptionNotFound")
    #expect(test.send("GET", TestCloud.group + "x").code == "ResourceGroupNotFound")
    #expect(test.send("GET", Bodies.scaleSetID, version: "2024-07-01").code == "ResourceNotFound")
    #expect(test.send("GET", TestCloud.group, version: "").code == "MissingApiVersionParameter")
  }
}
