import Foundation
import Subprocess
import TemporaryFolders
import Testing

@Suite("a terminal")
struct TerminalTests {
  /// Makes a repository with a pool and settings whose `az` is none, so that a plan ends soon, and runs `command` in it.
  private func plan(_ command: String) async throws -> String {
    let folder = try TemporaryFolder()
    let script = """
      cd "$2" || exit 99
      git init -q -b main . && "$1" init . >/dev/null 2>&1
      sed -i 's#cli: az$#cli: /nowhere/az#' weir.yaml
      git add . && git -c user.name=a -c user.email=a@b commit -qm one
      export WEIR="$1"
      \(command)
      """
    let result = try await Subprocess.run(
      .name("sh"), arguments: ["-c", script, "sh", try ExecutableTests.path, folder.path],
      environment: .inherit.updating(["WEIR_CONFIG": nil, "NO_COLOR": nil, "TERM": "xterm"]),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    return result.standardOutput + result.standardError
  }

  /// The command on a terminal of its own.
  private static func onTerminal(_ command: String) -> String { "script -qec '\(command)' /dev/null </dev/null" }

  @Test("what goes on is shown and rewritten in place, with colour, and is gone at the end")
  func inPlace() async throws {
    let text = try await plan(Self.onTerminal("stty cols 60; \"$WEIR\" plan"))
    #expect(text.contains("… reading the repository"), "\(text)")
    #expect(text.contains("\u{1B}[1A\u{1B}[J") && text.contains("\u{1B}[1mmain@"), "\(text)")
    #expect(text.contains("… reading Azure"), "\(text)")
    // Every line that is rewritten is taken away again, and nothing moves the cursor after the last.
    let rewritten = text.ranges(of: "… ").count
    #expect(text.ranges(of: "\u{1B}[1A\u{1B}[J").count == rewritten, "\(text)")
    #expect(text.contains("nothing was written"))
  }

  @Test(
    "a dumb terminal moves no cursor and has no colour, NO_COLOR and --no-color take the colour alone",
    arguments: [
      ("TERM=dumb \"$WEIR\" plan", false), ("env -u TERM \"$WEIR\" plan", false), ("NO_COLOR=1 \"$WEIR\" plan", true),
      ("\"$WEIR\" plan --no-color", true),
    ])
  func plain(_ command: String, _ moves: Bool) async throws {
    let text = try await plan(Self.onTerminal(command))
    #expect(text.contains("► main@"), "\(text)")
    #expect(text.contains("\u{1B}[1A\u{1B}[J") == moves, "\(text)")
    #expect(!text.replacing("\u{1B}[1A\u{1B}[J", with: "").contains("\u{1B}"), "\(text)")
  }

  @Test("what is no terminal gets no control bytes", arguments: ["plan", "status", "log", "plan -o json"])
  func redirected(_ words: String) async throws {
    let text = try await plan("\"$WEIR\" \(words) 2>&1 | cat")
    #expect(!text.isEmpty)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(text)")
  }
}
