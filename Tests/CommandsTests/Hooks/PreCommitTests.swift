import Foundation
import PortContracts
import TemporaryFolders
import Testing

@Suite("hooks/pre-commit, and all hooks as scripts")
struct PreCommitTests {
  @Test("what is staged is checked, not what lies in the folder")
  func staged() async throws {
    let fixture = try await clone()
    try "staged".write(toFile: "\(fixture.clone)/pool.yaml", atomically: true, encoding: .utf8)
    try await fixture.git("-C", fixture.clone, "add", "pool.yaml")
    try "not staged".write(toFile: "\(fixture.clone)/pool.yaml", atomically: true, encoding: .utf8)
    let answer = try await fixture.run("git", "-C", fixture.clone, "commit", "--quiet", "-m", "a change")
    #expect(answer.status == 0, "\(answer.text)")
    #expect(fixture.calls().count == 1)
    #expect(fixture.calls().first?.hasPrefix("[validate][--staged] sees staged") == true, "\(fixture.calls())")
  }

  @Test("a wrong manifest stops the commit with Weir's lines; --no-verify goes past")
  func stops() async throws {
    let fixture = try await clone()
    let wrong = ["WEIR_EXIT": "1", "WEIR_SAYS": "pool.yaml:1:1: this is no pool"]
    let answer = try await fixture.commit("wrong", wrong)
    #expect(answer.status != 0)
    #expect(answer.text == "pool.yaml:1:1: this is no pool\n")
    let past = try await fixture.run(
      "git", "-C", fixture.clone, "commit", "--quiet", "--no-verify", "-m", "a change", with: wrong)
    #expect(past.status == 0)
  }

  @Test("a check that does not end in time is ended and the commit stopped, with GNU's timeout and without")
  func slow() async throws {
    for path in ["", "no-timeout"] {
      let fixture = try await clone()
      try await fixture.git("-C", fixture.clone, "config", "weir.checkTimeout", "1")
      let answer = try await fixture.commit("one", try fixture.hanging(withoutTimeout: path == "no-timeout"))
      #expect(answer.status != 0)
      #expect(answer.text.contains("weir: the check took longer than 1 seconds and was ended"), "\(answer.text)")
      #expect(try await fixture.run("git", "-C", fixture.clone, "rev-parse", "--verify", "HEAD").status != 0)
    }
  }

  @Test("the configuration file is handed on, and without weir the commit stops in one line")
  func configured() async throws {
    let fixture = try await clone()
    try await fixture.git("-C", fixture.clone, "config", "weir.config", "weir.yaml")
    #expect(try await fixture.commit("one").status == 0)
    #expect(fixture.calls().first?.hasPrefix("[validate][--staged][--config][weir.yaml]") == true)
    let answer = try await fixture.commit("two", ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    #expect(answer.status != 0)
    #expect(answer.text.hasPrefix("weir: weir is not there"))
    #expect(answer.text.split(separator: "\n").count == 1)
  }

  @Test("every hook passes shellcheck as POSIX sh, is executable, and says how to install it")
  func shellcheck() async throws {
    let fixture = try await HookFixture()
    let names = try FileManager.default.contentsOfDirectory(atPath: HookFixture.hooks).sorted()
    #expect(names == ["post-receive", "pre-commit", "pre-receive"])
    for name in names {
      let path = "\(HookFixture.hooks)/\(name)"
      let answer = try await fixture.run(
        "shellcheck", "--shell=sh", "--enable=all", "--exclude=SC2250,SC2310,SC2312", path)
      #expect(answer.status == 0, "\(answer.text)")
      #expect(FileManager.default.isExecutableFile(atPath: path))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("#!/bin/sh\n"))
      #expect(text.contains("# To install it") && text.contains("cp hooks/\(name) "))
    }
  }

  private func clone() async throws -> HookFixture {
    let fixture = try await HookFixture()
    try await fixture.install("pre-commit", in: fixture.clone)
    return fixture
  }
}
