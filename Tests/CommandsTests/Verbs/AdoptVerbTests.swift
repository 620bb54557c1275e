import ArgumentParser
import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@testable import Commands

@Suite("adopt")
struct AdoptVerbTests {
  @Test("adopt asks for the pools alone, with who and why; without --yes it only plans")
  func request() async throws {
    let harness = try CommandHarness()
    let environment = ["SUDO_USER": "ana"]
    let by = getuid() == 0 ? "ana" : CallerName.current(environment: [:])
    _ = try await harness.run(["adopt", "vision"], environment: environment)
    _ = try await harness.run(
      ["adopt", "vision", "nlp", "--yes", "--reason", "disk broke"], environment: environment)
    let (vision, nlp) = (try Fixtures.pool("vision"), try Fixtures.pool("nlp"))
    #expect(
      harness.requests.withLock { $0 } == [
        ReconcileRequest(
          pools: [vision], trigger: .command, reason: "\(by) adopts vision", now: true, dryRun: true,
          adoption: AdoptionRequest(by: by)),
        ReconcileRequest(
          pools: [vision, nlp], trigger: .command, reason: "\(by) adopts nlp, vision: disk broke", now: true,
          adoption: AdoptionRequest(by: by, reason: "disk broke")),
      ])
  }

  @Test(
    "what is no adoption is wrong usage",
    arguments: [["adopt"], ["adopt", "vision", "-o", "markdown"], ["adopt", "V"]])
  func usage(_ words: [String]) {
    #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(words) }
  }

  @Test("an adoption goes through the controller's socket as it was asked for")
  func message() throws {
    for adoption in [AdoptionRequest(by: "ana"), AdoptionRequest(by: "ana", reason: "disk broke")] {
      let request = ControlRequest.reconcile(
        ReconcileRequest(pools: [try Fixtures.pool("nlp")], trigger: .command, now: true, adoption: adoption))
      #expect(try ControlRequest(json: JSONReader.read(request.json.text())) == request)
    }
    #expect(throws: UnreadableMessage.self) { try AdoptionRequest(json: ["reason": "x"]) }
  }

  @Test("a change goes through the socket with its kind and its reason")
  func change() throws {
    let detached = Change(
      resource: try Fixtures.scaleSet("nlp"), path: .root, before: nil, after: nil, kind: .detach, cause: .manifest,
      reason: "it may hold data")
    #expect(try Change(json: detached.json) == detached)
    #expect(ChangeText.line([detached]) == "detach scale set nlp (it may hold data)")
  }

  @Test("deletions come first in a line, then what is detached, adopted and created")
  func order() throws {
    let changes = try [Change.Kind.create, .adopt, .detach, .delete].map { kind in
      Change(
        resource: try Fixtures.scaleSet("\(kind)"), path: .root, before: nil, after: nil, kind: kind, cause: .manifest)
    }
    #expect(
      ChangeText.line(changes)
        == "delete scale set delete, detach scale set detach, adopt scale set adopt, create scale set create")
  }

  @Test("status tells of a fight: the field, the values and until when, as text and as JSON")
  func fight() throws {
    var state = PoolState(name: try Fixtures.pool("nlp"), last: try Fixtures.report("nlp", .updated))
    let change = try Fixtures.change("nlp", "sku.capacity", 5, 2, cause: .drift)
    for second in [0.0, 60, 120] { state.corrections.record([change], at: Fixtures.noon.addingTimeInterval(second)) }
    var view = StatusView(isControllerRunning: false, now: Fixtures.noon.addingTimeInterval(180))
    view.states = [state]
    let text = view.lines(palette: .plain).joined(separator: "\n")
    #expect(text.contains("fight: scale set nlp sku.capacity was put back 3 times, from 5 to 2; left as it is until"))
    let fight = view.json["pools"]?.array?.first?["fights"]?.array?.first
    #expect(
      fight?["path"] == "sku.capacity" && fight?["found"] == "5" && fight?["wanted"] == "2" && fight?["count"] == 3)
    view.now = Fixtures.noon.addingTimeInterval(7_200)
    #expect(view.json["pools"]?.array?.first?["fights"] == nil)
  }
}
