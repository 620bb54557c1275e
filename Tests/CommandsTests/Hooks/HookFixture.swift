import Foundation
import PortContracts
import Subprocess
import TemporaryFolders
import Testing

/// A bare repository as a server has it and a clone of it, with a stand-in for `weir` that puts down what it is called with.
struct HookFixture {
  let folder: TemporaryFolder
  var server: String { folder.path("pools.git") }
  var clone: String { folder.path("clone") }
  private var record: String { folder.path("record") }

  /// The hooks of this repository.
  static let hooks = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "hooks").path

  /// The stand-in: it writes down its words and whether it sees the commit, says what it is told to, and ends as told.
  private static let standIn = """
    #!/bin/sh
    if [ -n "${WEIR_GATE:-}" ]; then read -r _ <"$WEIR_GATE"; fi
    {
      for word; do printf '[%s]' "$word"; done
      if [ "$1 $2" = "validate --commit" ]; then git cat-file -e "$3" && printf ' sees %s' "$(git show "$3:pool.yaml")"; fi
      if [ "$1 $2" = "validate --staged" ]; then printf ' sees %s' "$(git show :pool.yaml)"; fi
      if [ -n "${GIT_DIR:-}" ]; then printf ' in git'; fi
      if read -r line; then printf ' read %s' "$line"; fi
      printf '\\n'
    } >>"$WEIR_RECORD"
    if [ -n "${WEIR_SAYS:-}" ]; then printf '%s\\n' "$WEIR_SAYS" >&2; fi
    if [ -n "${WEIR_DONE:-}" ]; then echo done >"$WEIR_DONE"; fi
    exit "${WEIR_EXIT:-0}"
    """

  init() async throws {
    folder = try TemporaryFolder()
    let files = FileManager.default
    for name in ["bin", "home"] {
      try files.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
    }
    try Self.standIn.write(toFile: folder.path("bin/weir"), atomically: true, encoding: .utf8)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/weir"))
    try await git("init", "--quiet", "--bare", "--initial-branch=main", server)
    try await git("clone", "--quiet", server, clone)
    try await git("-C", clone, "checkout", "--quiet", "-B", "main")
  }

  /// The variables of a push or commit whose `weir` takes no notice of SIGTERM and does not end by itself.
  ///
  /// - Parameter withoutTimeout: true where the system has no `timeout` that works.
  func hanging(withoutTimeout: Bool) throws -> [String: String] {
    var tools = ["weir": "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n"]
    if withoutTimeout { tools["timeout"] = "#!/bin/sh\nexit 127\n" }
    for (name, text) in tools {
      try text.write(toFile: folder.path("bin/\(name)"), atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
    }
    return [:]
  }

  /// Puts a hook where its own comment says, into the server or the clone.
  func install(_ hook: String, in repository: String) async throws {
    let answer = try await run(
      "sh", "-c", "cp \"$1\" \"$(git -C \"$2\" rev-parse --path-format=absolute --git-path hooks)/$3\"", "sh",
      "\(Self.hooks)/\(hook)", repository, hook)
    try #require(answer.status == 0, "\(answer.text)")
  }

  /// Writes the pool's manifest and commits it; answers git's answer.
  @discardableResult
  func commit(_ manifest: String, _ variables: [String: String] = [:]) async throws -> Answer {
    try manifest.write(toFile: "\(clone)/pool.yaml", atomically: true, encoding: .utf8)
    try await git("-C", clone, "add", "pool.yaml")
    return try await run("git", "-C", clone, "commit", "--quiet", "-m", "a change", with: variables)
  }

  func push(_ words: String..., with variables: [String: String] = [:]) async throws -> Answer {
    try await run(["git", "-C", clone, "push", "origin"] + words, with: variables)
  }

  /// Runs git and requires that it does what it is asked to; answers the first line that it says.
  @discardableResult
  func git(_ words: String...) async throws -> String {
    let answer = try await run(["git"] + words)
    try #require(answer.status == 0, "git \(words): \(answer.text)")
    return String(answer.text.prefix { $0 != "\n" })
  }

  /// What the stand-in was called with, a line a call.
  func calls() -> [String] {
    let text = try? String(contentsOfFile: record, encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  struct Answer {
    var status: Int32
    /// Standard output and standard error together.
    var text: String
  }

  func run(_ words: String..., with variables: [String: String] = [:]) async throws -> Answer {
    try await run(words, with: variables)
  }

  func run(_ words: [String], with variables: [String: String] = [:]) async throws -> Answer {
    let environment = [
      "PATH": "\(folder.path("bin")):/usr/local/bin:/usr/bin:/bin", "HOME": folder.path("home"), "LC_ALL": "C.UTF-8",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "WEIR_RECORD": record,
    ].merging(variables) { _, own in own }
    // Nothing here takes seconds; ten minutes end what would otherwise hang the tests.
    let result = try await Subprocess.run(
      .name("env"), arguments: Arguments(["/usr/bin/timeout", "600"] + words),
      environment: .custom(Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0), $1) })),
      output: .string(limit: 1 << 20), error: .combinedWithOutput)
    guard case .exited(let status) = result.terminationStatus else { return Answer(status: -1, text: "") }
    return Answer(status: status, text: result.standardOutput)
  }
}
