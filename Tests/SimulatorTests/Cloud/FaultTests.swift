import Pools
import Testing

@testable import Simulator

@Suite("Faults on demand, and throttling")
struct FaultTests {
  @Test("a status is answered so many times, to the requests that match")
  func status() throws {
    var test = try TestCloud()
    let action = Fault.Action.status(503, code: "Busy", message: "later", retryAfter: 7)
    test.cloud.faults.add(Fault(action, match: Fault.Match(method: "get", path: "VISION"), times: 2))
    #expect(test.send("GET", TestCloud.subscription + "/resourcegroups").status == 200)
    #expect(test.send("HEAD", TestCloud.group).status == 204)
    let reply = test.send("GET", TestCloud.group)
    #expect(reply.code == "Busy")
    #expect(reply.headers["Retry-After"] == "7")
    #expect(test.send("GET", TestCloud.group).status == 503)
    #expect(test.send("GET", TestCloud.group).status == 200)
  }

  @Test("a lost answer is of a request that was done, a lost request is not", arguments: [true, false])
  func lost(_ done: Bool) throws {
    for action in [Fault.Action.drop(done: done), .silence(done: done)] {
      var test = try TestCloud()
      test.cloud.faults.add(Fault(action))
      #expect(test.send("PUT", Bodies.addressID, ["location": "westus2"]).status == 0)
      #expect(test.send("GET", Bodies.addressID).status == (done ? 200 : 404))
    }
  }

  @Test("a list leaves out what a fault names, and the resource itself still answers")
  func omitted() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.addressID, ["location": "westus2"])
    let list = TestCloud.subscription + "/providers/Microsoft.Network/publicIPAddresses"
    #expect(test.send("GET", list).body?.member("value")?.array?.count == 1)
    let name = try #require(Bodies.addressID.split(separator: "/").last)
    test.cloud.faults.add(try Fault(["action": "omit", "text": .string(name.uppercased()), "path": "publicIP"]))
    #expect(test.send("GET", list).body?.member("value") == [])
    #expect(test.send("GET", Bodies.addressID).status == 200)
    #expect(throws: ARMError.self) { try Fault(["action": "omit"]) }
    #expect(try Fault(["action": "garbage", "text": "x", "status": 404]).action == .garbage("x", status: 404))
  }

  @Test("a fault reads as the admin endpoint takes it, and what is none is refused")
  func json() throws {
    let fault = try Fault(["action": "drop", "done": true, "times": 3, "path": "deployments"])
    #expect(fault == Fault(.drop(done: true), match: Fault.Match(path: "deployments"), times: 3))
    #expect(throws: ARMError.self) { try Fault(["action": "explode"]) }
    #expect(throws: ARMError.self) { try Fault(["action": "status", "status": 200]) }
  }

  @Test("a bucket empties, says when to come back, and keeps that promise")
  func throttling() throws {
    var sizes = ThrottleSizes()
    sizes.reads = TokenBucket.Size(capacity: 3, refill: 0.5)
    var test = try TestCloud { $0.throttle = sizes }
    let left = (1...3).compactMap { _ in
      test.send("GET", TestCloud.group).headers["x-ms-ratelimit-remaining-subscription-reads"]
    }
    #expect(left == ["2", "1", "0"])
    let refused = test.send("GET", TestCloud.group)
    #expect(refused.status == 429)
    #expect(refused.headers["Retry-After"] == "2")
    test.wait(.seconds(2))
    #expect(test.send("GET", TestCloud.group).status == 200)
    #expect(test.send("PUT", TestCloud.group, ["location": "westus2"]).status == 200)
  }

  @Test("one scale set's updates have a bucket of their own")
  func scaleSetBucket() throws {
    var test = try TestCloud.withScaleSet()
    test.cloud.throttle = Throttle(ThrottleSizes())
    let statuses = (1...13).map { count in
      test.send("PATCH", Bodies.scaleSetID, ["tags": ["n": .string("\(count)")]], version: "2024-07-01").status
    }
    #expect(statuses == Array(repeating: 200, count: 12) + [429])
    test.wait(.seconds(15))
    #expect(test.send("PATCH", Bodies.scaleSetID, ["tags": [:]], version: "2024-07-01").status == 200)
  }

  @Test("a change behind everybody's back knows no rules, and machines follow it")
  func behindTheBack() throws {
    var test = try TestCloud.withScaleSet()
    try test.cloud.force(Bodies.scaleSetID, ["location": "eastus", "sku": ["capacity": 5]])
    let reply = test.send("GET", Bodies.scaleSetID, version: "2024-07-01")
    #expect(reply.value("location") == "eastus")
    #expect(reply.value("etag") == "\"2\"")
    #expect(test.send("GET", Bodies.scaleSetID + "/virtualMachines", version: "2024-07-01").list.count == 5)
  }

  @Test("the journal has every request, and knows a write from a question")
  func journal() throws {
    var test = try TestCloud.withScaleSet()
    test.cloud.journal.removeAll()
    _ = test.send("GET", TestCloud.group)
    _ = test.send("POST", Bodies.scaleSetID + "/restart", version: "2024-07-01")
    _ = test.send("POST", TestCloud.id("Microsoft.Resources/deployments/d/validate"), [:])
    _ = test.send("DELETE", Bodies.addressID)
    #expect(test.cloud.journal.records.map(\.isWrite) == [false, true, false, true])
    #expect(test.cloud.journal.records.map(\.status) == [200, 202, 400, 204])
  }
}
