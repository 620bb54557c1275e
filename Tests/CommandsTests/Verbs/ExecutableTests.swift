import Foundation
import Pools
import PortContracts
import Subprocess
import TemporaryFolders
import Testing

@Suite("the executable")
struct ExecutableTests {
  struct Answer {
    var status: TerminationStatus
    var output: String
    var error: String
  }

  /// The executable beside the tests', which SwiftPM builds with them.
  static var path: String {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: tests).deletingLastPathComponent().appending(path: "weir").path
    }
  }

  private func shell(_ script: String, in folder: TemporaryFolder) async throws -> Answer {
    let result = try await Subprocess.run(
      .name("sh"), arguments: ["-c", "cd \"$2\" || exit 99\n\(script)", "sh", try Self.path, folder.path],
      environment: .inherit.updating(["WEIR_CONFIG": nil, "NO_COLOR": "1"]), output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20))
    return Answer(
      status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
  }

  @Test(
    "exit codes are the contract's",
    arguments: [
      ("\"$1\" version", 0), ("\"$1\" validate nowhere", 1), ("\"$1\" plan", 1), ("\"$1\" --nonsense", 64),
      ("\"$1\" suspend vision", 64), ("\"$1\" help plan", 0), ("\"$1\" --generate-completion-script bash", 0),
      // A reader that goes away ends the writing, and neither the work nor the exit code.
      ("{ \"$1\" schema; echo $? >&2; } | true", 0),
      // A disk that is full and an output that is closed keep the answer from whoever asked for it, whatever the verb.
      ("\"$1\" version >/dev/full", 1), ("\"$1\" version >&-", 1), ("\"$1\" version 2>&- 0<&-", 0),
      ("\"$1\" --help >/dev/full", 1), ("\"$1\" help plan >/dev/full", 1), ("\"$1\" plan --help >&-", 1),
      ("\"$1\" --generate-completion-script zsh >/dev/full", 1), ("\"$1\" statsu", 64),
      ("\"$1\" schema >/dev/full", 1), ("\"$1\" --version >/dev/full", 1), ("\"$1\" init new >/dev/full", 1),
      ("\"$1\" init new && cd new && \"$1\" validate >/dev/full", 1),
      ("\"$1\" init new && cd new && \"$1\" validate -o json >/dev/full", 1),
      ("\"$1\" -o json --version | grep -q '\"version\": \"[0-9.]*\"'", 0),
      ("\"$1\" --version | grep -qx 'weir [0-9.]*'", 0), ("\"$1\" >out && grep -q SUBCOMMANDS out", 0),
    ])
  func exitCodes(script: String, code: Int32) async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell(script, in: folder)
    #expect(answer.status == .exited(code), "\(answer.error)")
    if script.contains("| true") { #expect(answer.error == "0\n") }
    if code == 1, script.contains("version") {
      #expect(answer.error.hasPrefix("weir: standard output cannot be written: "), "\(answer.error)")
    }
  }

  @Test("a port in use and a folder that cannot be made are one line with what to do")
  func simulate() async throws {
    let answer = try await shell(
      """
      mkfifo p; "$1" simulate -o json >p &
      port=$(sed -n '/armUrl/{s#.*127.0.0.1:\\([0-9]*\\)".*#\\1#p;q}' p)
      "$1" simulate --port "$port"; echo $?
      "$1" simulate --directory /proc/none; echo $?
      kill -TERM $!; wait $!
      """, in: try TemporaryFolder())
    #expect(answer.output == "1\n1\n")
    let lines = answer.error.split(separator: "\n").filter { !$0.contains("the stand-in runs at") }
    try #require(lines.count == 2, "\(answer.error)")
    #expect(lines[0].hasPrefix("weir: port "))
    #expect(lines[0].hasSuffix(" is in use; name another with --port, or none, and a free one is found"))
    #expect(
      lines[1] == "weir: /proc/none: the stand-in's certificate cannot be put there: no such file or directory; name a "
        + "folder that can be written with --directory, or none")
  }

  @Test("a state that this user may not look into is one line with whose it is, and never said to be empty")
  func closedState() async throws {
    // Root may look everywhere, and becomes nobody here; the executable is run by its descriptor, since nobody may not
    // look into every folder that it can lie in.
    let folder = try TemporaryFolder()
    let answer = try await shell(
      """
      mkdir .weir && touch .weir/weir.db
      echo 'source: {url: .}' >weir.yaml
      echo 'azure: {subscriptions: [11111111-2222-3333-4444-555555555555]}' >>weir.yaml
      chmod 755 . && chmod 644 weir.yaml && chmod 700 .weir
      exec 9<"$1"
      if [ "$(id -u)" = 0 ]; then nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'; else chmod 0 .weir; fi
      for verb in status log 'log --follow' 'suspend vision --reason x' 'resume vision' plan; do
        $nobody /proc/self/fd/9 $verb; echo $?
      done
      chmod 700 .weir
      """, in: folder)
    #expect(answer.output == String(repeating: "1\n", count: 6), "\(answer.error)")
    let lines = answer.error.split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      #expect(
        line.hasPrefix(
          "weir: \(folder.path)/.weir: the state cannot be read or written: permission denied; it belongs to "))
      #expect(line.contains(": run weir as that user, or name another state"))
    }
  }

  @Test("SIGTERM ends what runs for ever in order, with 0")
  func termination() async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell(
      "mkfifo p; \"$1\" simulate >p & read -r _ <p; kill -TERM $!; wait $!", in: folder)
    #expect(answer.status == .exited(0), "\(answer.error)")
  }

  @Test("git's commit and what is staged are checked in the repository here")
  func git() async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell(
      """
      set -e
      git init -q -b main r && cd r
      "$1" init . >/dev/null 2>&1
      git add . && git -c user.name=a -c user.email=a@b commit -qm one
      "$1" validate --commit main
      echo 'colour: red' >>pools/example.yaml
      "$1" validate --staged
      git add pools/example.yaml
      "$1" validate --staged || echo "exit $?"
      "$1" validate --commit main
      """, in: folder)
    #expect(answer.status == .exited(0), "\(answer.error)")
    #expect(answer.output == "1 pool is valid\n1 pool is valid\nexit 1\n1 pool is valid\n")
    #expect(answer.error.hasPrefix("pools/example.yaml:25:1: "))
  }
}
