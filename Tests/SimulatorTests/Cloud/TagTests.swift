import Pools
import Testing

@testable import Simulator

@Suite("Tags as a resource of their own")
struct TagTests {
  @Test("are those of the resource that they are asked of")
  func read() throws {
    var test = try TestCloud()
    let tags = Bodies.networkID + "/providers/Microsoft.Resources/tags/default"
    #expect(test.send("GET", tags, version: "2021-04-01").status == 404)
    _ = test.send("PUT", Bodies.networkID, Bodies.network.setting(["team": "vision"], at: JSONPath("tags")))
    let found = test.send("GET", tags, version: "2021-04-01")
    #expect(found.status == 200)
    #expect(found.value("properties.tags") == ["team": "vision"])
  }
}
