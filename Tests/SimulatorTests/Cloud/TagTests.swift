import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("Tags as a resource of their own")
struct TagTests {
  private static let tags = "\(Bodies.networkID)/providers/Microsoft.Resources/tags/default"

  private func change(
    _ test: inout TestCloud, _ operation: JSONValue, _ tags: JSONValue
  ) -> ARMReply {
    test.send(
      "PATCH", Self.tags, ["operation": operation, "properties": ["tags": tags]], version: "2021-04-01")
  }

  @Test("tags are merged, replaced and taken off by name and value, and nothing else of the resource changes")
  func operations() throws {
    var test = try TestCloud()
    #expect(test.send("PUT", Bodies.networkID, Bodies.network.setting(["a": "1"], at: JSONPath("tags"))).status == 201)
    test.wait(.seconds(10))
    let before = test.send("GET", Bodies.networkID).body
    #expect(change(&test, "Merge", ["A": "2", "b": "3"]).value("properties.tags") == ["a": "2", "b": "3"])
    #expect(change(&test, "delete", ["a": "9", "B": "3"]).value("properties.tags") == ["a": "2"])
    #expect(change(&test, "Delete", ["a": ""]).value("properties.tags") == [:])
    #expect(change(&test, "Replace", ["c": "4"]).value("properties.tags") == ["c": "4"])
    #expect(test.send("GET", Self.tags).value("properties.tags") == ["c": "4"])
    let after = test.send("GET", Bodies.networkID).body
    #expect(after?.member("tags") == ["c": "4"])
    #expect(after?.setting(nil, at: JSONPath("tags")) == before?.setting(nil, at: JSONPath("tags")))
  }

  @Test("an operation that there is not, too many tags and tags of nothing are refused")
  func refused() throws {
    var test = try TestCloud()
    #expect(change(&test, "Merge", ["a": "1"]).code == "ResourceNotFound")
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    #expect(change(&test, "Add", ["a": "1"]).status == 400)
    let many = JSONValue.object(Dictionary(uniqueKeysWithValues: (0..<51).map { ("t\($0)", .string("x")) }))
    #expect(change(&test, "Merge", many).status == 400)
    #expect(test.send("GET", Self.tags).value("properties.tags") == [:])
  }
}
