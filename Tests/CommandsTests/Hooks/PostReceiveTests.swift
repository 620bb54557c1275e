import Foundation
import PortContracts
import TemporaryFolders
import Testing

@Suite("hooks/post-receive")
struct PostReceiveTests {
  @Test("a push wakes the controller, outside of git's own variables, and does not wait for it")
  func wakes() async throws {
    let fixture = try await server()
    try await fixture.git("-C", fixture.server, "config", "weir.config", "/etc/weir/weir.yaml")
    try await fixture.commit("vision")
    // The stand-in stands still until the gate opens: that the push comes back shows that nothing of it is held.
    let answer = try await fixture.push("main", with: variables(fixture, ["WEIR_GATE": fixture.folder.path("gate")]))
    #expect(answer.status == 0, "\(answer.text)")
    #expect(fixture.calls() == [])
    #expect(try await fixture.run("sh", "-c", "echo go >\"$1\"", "sh", fixture.folder.path("gate")).status == 0)
    try await awaitEnd(fixture)
    let short = try await fixture.git("-C", fixture.clone, "rev-parse", "--short=8", "HEAD")
    let expected =
      "[reconcile][--now][--no-wait][--reason][push of \(short) to main][--config][/etc/weir/weir.yaml]"
    #expect(fixture.calls() == [expected])
  }

  @Test("a controller that says no fails no push, and what it said stands in the repository's log")
  func neverFails() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    let answer = try await fixture.push(
      "main", with: variables(fixture, ["WEIR_EXIT": "1", "WEIR_SAYS": "weir: no controller runs here"]))
    #expect(answer.status == 0)
    #expect(!answer.text.contains("no controller"))
    try await awaitEnd(fixture)
    let log = try String(contentsOfFile: "\(fixture.server)/weir-post-receive.log", encoding: .utf8)
    #expect(log == "weir: no controller runs here\n")
  }

  @Test("without weir a push is taken all the same")
  func missing() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    let answer = try await fixture.push("main", with: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    #expect(answer.status == 0)
    #expect(!answer.text.contains("remote:"), "\(answer.text)")
  }

  @Test("other branches and a branch that goes wake nobody")
  func others() async throws {
    let fixture = try await server()
    try await fixture.git("-C", fixture.server, "config", "receive.denyDeleteCurrent", "ignore")
    try await fixture.commit("vision")
    #expect(try await fixture.push("main:other").status == 0)
    #expect(try await fixture.push("main", with: variables(fixture, [:])).status == 0)
    try await awaitEnd(fixture)
    #expect(try await fixture.push("--delete", "main").status == 0)
    #expect(try await fixture.push("--delete", "other").status == 0)
    #expect(fixture.calls().count == 1)
  }

  private func server() async throws -> HookFixture {
    let fixture = try await HookFixture()
    try await fixture.install("post-receive", in: fixture.server)
    let made = try await fixture.run("mkfifo", fixture.folder.path("gate"), fixture.folder.path("done"))
    try #require(made.status == 0)
    return fixture
  }

  private func variables(_ fixture: HookFixture, _ more: [String: String]) -> [String: String] {
    ["WEIR_DONE": fixture.folder.path("done")].merging(more) { _, own in own }
  }

  /// Waits until the stand-in, which the hook left in the background, has done its work.
  private func awaitEnd(_ fixture: HookFixture) async throws {
    let answer = try await fixture.run("cat", fixture.folder.path("done"))
    #expect(answer.text == "done\n")
  }
}
