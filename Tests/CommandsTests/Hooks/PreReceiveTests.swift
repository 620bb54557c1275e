import PortContracts
import TemporaryFolders
import Testing

@Suite("hooks/pre-receive")
struct PreReceiveTests {
  @Test("the pushed commit is checked before it is taken, while it is still in quarantine")
  func checks() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    let answer = try await fixture.push("main")
    #expect(answer.status == 0, "\(answer.text)")
    let commit = try await fixture.git("-C", fixture.clone, "rev-parse", "HEAD")
    #expect(fixture.calls() == ["[validate][--commit][\(commit)] sees vision in git"])
    #expect(try await fixture.git("-C", fixture.server, "rev-parse", "main") == commit)
  }

  @Test("a push with a wrong manifest is refused with Weir's lines, and nothing of it is taken")
  func refuses() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    try await fixture.git("-C", fixture.clone, "tag", "v1")
    let line = "pool.yaml:3:5: unknown key \"instanses\", did you mean instances?"
    let answer = try await fixture.push("main", "v1", with: ["WEIR_EXIT": "1", "WEIR_SAYS": line])
    #expect(answer.status != 0)
    #expect(answer.text.contains("remote: \(line)"))
    #expect(answer.text.contains("remote: weir: the push is refused"))
    #expect(try await fixture.git("-C", fixture.server, "for-each-ref").isEmpty)
  }

  @Test("other branches and tags pass unseen")
  func others() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    try await fixture.git("-C", fixture.clone, "tag", "main-1")
    let answer = try await fixture.push(
      "HEAD:refs/heads/feature/main", "HEAD:refs/heads/mainline", "main-1", with: ["WEIR_EXIT": "1"])
    #expect(answer.status == 0, "\(answer.text)")
    #expect(fixture.calls() == [])
  }

  @Test("of many refs in one push, new, moved, deleted and tags, only the branch is checked, and once")
  func manyRefs() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    let others = (0..<40).map { "HEAD:refs/heads/topic-\($0)" } + (0..<40).map { "HEAD:refs/tags/v\($0)" }
    let first = try await fixture.run(["git", "-C", fixture.clone, "push", "origin", "main"] + others)
    #expect(first.status == 0, "\(first.text)")
    #expect(fixture.calls().count == 1)
    try await fixture.commit("audio")
    let moved = (0..<20).map { "HEAD:refs/heads/topic-\($0)" } + (20..<40).map { ":refs/heads/topic-\($0)" }
    let words = ["git", "-C", fixture.clone, "push", "origin"] + moved + ["main", ":refs/tags/v1"]
    let refused = try await fixture.run(words, with: ["WEIR_EXIT": "1"])
    #expect(refused.status != 0)
    #expect(refused.text.matches(of: /weir: the push is refused/).count == 1, "\(refused.text)")
    #expect(try await fixture.git("-C", fixture.server, "rev-parse", "topic-39", "v1").isEmpty == false)
    let second = try await fixture.run(words)
    #expect(second.status == 0, "\(second.text)")
    #expect(fixture.calls().count == 3)
  }

  @Test("the branch to check is the environment's, else the configuration's, else HEAD's")
  func branch() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    try await fixture.git("-C", fixture.server, "config", "weir.branch", "live")
    #expect(try await fixture.push("HEAD:refs/heads/live").status == 0)
    #expect(fixture.calls().count == 1)
    #expect(try await fixture.push("HEAD:refs/heads/other").status == 0)
    #expect(try await fixture.push("HEAD:refs/heads/main").status == 0)
    #expect(fixture.calls().count == 1)
    #expect(try await fixture.push("HEAD:refs/heads/next", with: ["WEIR_BRANCH": "next"]).status == 0)
    #expect(fixture.calls().count == 2)
  }

  @Test("a push that deletes the branch is refused in a clear line; other branches may go")
  func deletion() async throws {
    let fixture = try await server()
    try await fixture.git("-C", fixture.server, "config", "receive.denyDeleteCurrent", "ignore")
    try await fixture.commit("vision")
    _ = try await fixture.push("main", "HEAD:refs/heads/other")
    let answer = try await fixture.push("--delete", "main")
    #expect(answer.status != 0)
    #expect(answer.text.contains("remote: weir: the push is refused: main is what the pools are kept at"))
    #expect(try await fixture.push("--delete", "other").status == 0)
    #expect(fixture.calls().count == 1)
    #expect(try await fixture.git("-C", fixture.server, "for-each-ref", "--format=%(refname)") == "refs/heads/main")
  }

  @Test("the configuration file and the program are the repository's own, where it names them")
  func configured() async throws {
    let fixture = try await server()
    try await fixture.git("-C", fixture.server, "config", "weir.config", "/etc/my weir.yaml")
    try await fixture.git("-C", fixture.server, "config", "weir.command", fixture.folder.path("bin/weir"))
    try await fixture.commit("vision")
    let answer = try await fixture.push("main", with: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    #expect(answer.status == 0, "\(answer.text)")
    #expect(fixture.calls().first?.contains("][--config][/etc/my weir.yaml]") == true)
  }

  @Test("without weir nothing is taken unchecked")
  func missing() async throws {
    let fixture = try await server()
    try await fixture.commit("vision")
    let answer = try await fixture.push("main", with: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    #expect(answer.status != 0)
    #expect(answer.text.contains("remote: weir: weir is not there"))
  }

  @Test("a check that does not end in time is ended and the push refused, with GNU's timeout and without")
  func slow() async throws {
    for path in ["", "no-timeout"] {
      let fixture = try await server()
      try await fixture.git("-C", fixture.server, "config", "weir.checkTimeout", "1")
      try await fixture.commit("vision")
      let answer = try await fixture.push("main", with: try fixture.hanging(withoutTimeout: path == "no-timeout"))
      #expect(answer.status != 0)
      #expect(
        answer.text.contains("remote: weir: the check took longer than 1 seconds and was ended"), "\(answer.text)")
      #expect(answer.text.contains("remote: weir: the push is refused"))
      #expect(try await fixture.git("-C", fixture.server, "for-each-ref").isEmpty)
    }
  }

  private func server() async throws -> HookFixture {
    let fixture = try await HookFixture()
    try await fixture.install("pre-receive", in: fixture.server)
    return fixture
  }
}
