import Foundation
import Subprocess
import TemporaryFolders
import Testing

@Suite("names of files from others", .timeLimit(.minutes(10)))
struct FileNameTests {
  static let scalars: [Unicode.Scalar] =
    (1..<0x20).compactMap { Unicode.Scalar($0 as UInt32) }
    + [
      0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029,
      0x202A,
      0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xE0001, 0xE0041, 0xE007F,
    ].compactMap { Unicode.Scalar($0 as UInt32) }

  static let commands = [
    "::error::forged", "x\n::error::forged", "x\r::error::forged", "##vso[task.complete]", "##[error]",
  ]

  /// What each command says, in a repository whose newest commit has a wrong manifest under each of the names.
  private func said(_ words: [String]) async throws -> [(words: String, text: String)] {
    let folder = try TemporaryFolder()
    let wrong = "apiVersion: weir.dev/v1\nkind: Pool\nmetadata: {name: x}\nspec: {colour: red}\n"
    for name in Self.scalars.map({ "a\($0)b" }) + Self.commands { try folder.write(wrong, to: "\(name).yaml") }
    // No text in any encoding: git keeps names as bytes.
    let script = """
      cd "$2" || exit 99
      printf 'kind: Pool\\napiVersion: weir.dev/v1\\n' >"$(printf 'lone\\355\\240\\200\\377')".yaml
      git init -q -b main . && "$1" init . >/dev/null 2>&1
      git add . && git -c user.name=a -c user.email=a@b commit -qm "$(printf 'one\\033[31m')"
      export WEIR_AZURE_CLI=/nowhere/az WEIR_SOURCE_PATH=.
      shift 2
      for words; do printf '\\1%s\\1' "$words"; sh -c "\\"$WEIR\\" $words" 2>&1; done
      """
    let result = try await Subprocess.run(
      .name("sh"), arguments: .init(["-c", script, "sh", try ExecutableTests.path, folder.path] + words),
      environment: .inherit.updating(["WEIR_CONFIG": nil, "NO_COLOR": "1", "WEIR": try ExecutableTests.path]),
      output: .string(limit: 8 << 20), error: .string(limit: 1 << 20))
    let parts = result.standardOutput.split(separator: "\u{1}", omittingEmptySubsequences: false).dropFirst().map(
      String.init)
    return stride(from: 0, to: parts.count - 1, by: 2).map { (parts[$0], parts[$0 + 1]) }
  }

  @Test("never leave as they are, forge no line and command no build service, whatever the verb and the format")
  func escaped() async throws {
    let words = [
      "validate", "validate -o json", "validate --commit main", "plan", "plan -o json", "plan -o markdown",
      "reconcile --now", "reconcile --now -o json", "status", "status --verbose", "status -o json", "log",
      "log -o json",
      "doctor", "doctor -o json", "suspend nothing --reason x",
    ]
    for (words, text) in try await said(words) {
      #expect(!text.isEmpty, "\(words)")
      for scalar in Self.scalars where scalar != "\n" {
        #expect(!text.unicodeScalars.contains(scalar), "\(words): U+\(String(scalar.value, radix: 16))")
      }
      for line in text.split(separator: "\n") {
        #expect(!line.drop { $0 == " " }.hasPrefix("::"), "\(words): \(line)")
        #expect(!line.contains("##vso[") && !line.contains("##["), "\(words): \(line)")
      }
      if words == "validate" {
        // Each name is told by one line, and can be known by it.
        for scalar in Self.scalars where !["\n", "\r", "\t"].contains(scalar) {
          let name = "a\\u{\(String(scalar.value, radix: 16, uppercase: true))}b.yaml:"
          #expect(text.split(separator: "\n").contains { $0.hasPrefix(name) }, "\(name)")
        }
        #expect(text.contains(#"x\n::error::forged.yaml:"#) && text.contains(#"a\tb.yaml:"#), "\(text)")
      }
    }
  }
}
