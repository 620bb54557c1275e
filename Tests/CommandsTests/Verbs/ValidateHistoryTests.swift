import Foundation
import Subprocess
import TemporaryFolders
import Testing

/// What `weir validate` says of files that were manifests in the commit before, by the executable in a real repository.
@Suite("validate and the history", .timeLimit(.minutes(5)))
struct ValidateHistoryTests {
  private static let pool = """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: NAME}
    spec:
      resourceGroup: ds-NAME
      location: westus2
      size: Standard_D4s_v5
      instances: 1
      admin: {username: keeper, password: {environment: PASSWORD}}
    """

  /// A way in which `pools/bb.yaml` stops being a manifest, as a script in the repository, and what is said of it.
  static let faults = [
    (
      "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:0\\nsize 1\\n' >pools/bb.yaml",
      "pools/bb.yaml:1:1: the file is a Git LFS pointer now, and it held pool bb; "
    ),
    ("sed -i '1i apiVersion: other/v1' pools/bb.yaml", "pools/bb.yaml:2:13: apiVersion is written twice, "),
    ("sed -i s/weir.dev.v1/weir.dev/ pools/bb.yaml", "pools/bb.yaml:1:13: apiVersion: \"weir.dev\" is not "),
    ("sed -i s/weir.dev/wier.dev/ pools/bb.yaml", "pools/bb.yaml:1:13: apiVersion: \"wier.dev/v1\" is not weir.dev/v1"),
    ("git mv pools/bb.yaml pools/bb.YAML", "pools/bb.YAML"),
    (": >pools/bb.yaml", "pools/bb.yaml:1:1: the file is empty now, and it held pool bb; "),
    ("rm pools/bb.yaml; ln -s aa.yaml pools/bb.yaml", "pools/bb.yaml:1:1: "),
    ("rm pools/bb.yaml; mkdir pools/bb.yaml; touch pools/bb.yaml/x", "pools/bb.yaml:1:1: "),
    ("echo pools/bb.yaml >.weirignore", "pools/bb.yaml:1:1: "),
  ]

  /// The exit code and the errors of `weir validate` and its variants, before and after what the script does.
  private func said(_ script: String) async throws -> [String] {
    let folder = try TemporaryFolder()
    for name in ["aa", "bb"] {
      try folder.write(Self.pool.replacing("NAME", with: name) + "\n", to: "pools/\(name).yaml")
    }
    let commands = """
      cd "$2"
      check() { out=$("$1" validate $2 2>&1); printf '%s\\n%s\\1' $? "$out"; }
      git init -q -b main; git config user.name a; git config user.email a@b
      git add . && git commit -qm one
      \(script)
      check "$1"; git add -A; check "$1" --staged
      git commit -qm two; check "$1"; check "$1" "--commit HEAD"
      """
    let result = try await Subprocess.run(
      .name("sh"), arguments: ["-c", commands, "sh", try ExecutableTests.path, folder.path],
      environment: .inherit.updating(["WEIR_CONFIG": nil, "NO_COLOR": "1"]),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    return result.standardOutput.split(separator: "\u{1}").map(String.init)
  }

  @Test("a file that stops being a manifest is an error, in the folder, staged and committed", arguments: faults)
  func stopped(_ script: String, _ line: String) async throws {
    let answers = try await said(script)
    #expect(answers.count == 4)
    for answer in answers { #expect(answer.hasPrefix("1\n") && answer.contains(line), "\(script): \(answer)") }
  }

  @Test("a file that is deleted, and a manifest that changes, are none")
  func removed() async throws {
    for script in ["rm pools/bb.yaml", "sed -i s/D4s/D8s/ pools/bb.yaml", "git mv pools/bb.yaml pools/cc.yaml"] {
      for answer in try await said(script) { #expect(!answer.contains("it held pool"), "\(script): \(answer)") }
    }
  }
}
