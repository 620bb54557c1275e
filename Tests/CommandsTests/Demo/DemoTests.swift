import Foundation
import Pools
import PortContracts
import Subprocess
import TemporaryFolders
import Testing

@testable import Commands

@Suite("demo")
struct DemoTests {
  /// `$WEIR_TEST_AZ` goes before any az of PATH; without both, the demo installs one into `.build`.
  private static var environment: Environment {
    let environment = ProcessInfo.processInfo.environment
    let path = environment["PATH"] ?? "/usr/bin:/bin"
    let folder = environment["WEIR_TEST_AZ"].map { URL(filePath: $0).deletingLastPathComponent().path + ":" } ?? ""
    return .inherit.updating(["PATH": folder + path, "WEIR_CONFIG": nil])
  }

  /// The programs whose environment names the folder: what is left of a demo in it.
  private func processes(of folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
      guard Int(process) != nil, let text = FileManager.default.contents(atPath: "/proc/\(process)/environ") else {
        return false
      }
      return String(decoding: text, as: UTF8.self).contains("TMPDIR=\(folder.path)")
    }.compactMap { process in
      FileManager.default.contents(atPath: "/proc/\(process)/cmdline").map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func shell(_ script: String, in folder: TemporaryFolder) async throws -> (output: String, error: String) {
    let result = try await Subprocess.run(
      .name("sh"),
      arguments: [
        "-c", "cd \"$1\" || exit 99\n\(script)", "sh", folder.path, try ExecutableTests.path, ValidateTests.example,
      ], environment: .inherit.updating(["WEIR_CONFIG": nil]), output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20))
    return (result.standardOutput, result.standardError)
  }

  @Test("az is installed by versions and hashes alone: each package has one version and the hash of each of its files")
  func pinned() throws {
    let text = String(decoding: PackageResources.azure_cli_requirements_txt, as: UTF8.self)
    let packages = text.replacing("\\\n", with: "").split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(packages.count > 100 && packages.contains { $0.hasPrefix("azure-cli==") })
    for package in packages {
      #expect(
        package.wholeMatch(of: /[A-Za-z0-9._-]+==[A-Za-z0-9._]+( +--hash=sha256:[0-9a-f]{64})+/) != nil, "\(package)")
    }
  }

  @Test(
    "what is no example is one line that says why",
    arguments: [
      ("/nope", "/nope: there is no such file or folder"),
      ("file", "a file; --manifests names the folder of the example"),
      ("empty", "no example of Weir's, since it has no pools/vision/vision.yaml; leave --manifests out"),
    ])
  func noExample(path: String, says: String) async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell("mkdir empty; : >file; TMPDIR=$1 \"$2\" demo --manifests \(path); ls", in: folder)
    #expect(answer.output == "empty\nfile\n")
    #expect(answer.error.hasPrefix("weir: "))
    #expect(answer.error.hasSuffix("\(says)\n"), "\(answer.error)")
  }

  /// Puts an `az` into PATH that says on a pipe that it was called, and hangs.
  private static let hangingAz = """
    mkdir bin t; mkfifo called
    printf '#!/bin/sh\\necho >"%s/called"; exec sleep 1000\\n' "$1" >bin/az; chmod +x bin/az
    export PATH="$1/bin:$PATH" TMPDIR="$1/t"
    # The pipe may still be open for the call before: then there is nothing to read, and more to wait for.
    await_call() { until read -r _ <called; do :; done; }
    """

  @Test("a pipe in the example keeps nobody waiting, and SIGTERM ends the demo and leaves nothing")
  func interrupted() async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell(
      """
      \(Self.hangingAz)
      cp -R "$3" example; mkfifo example/pools/pipe example/pipe.yaml
      "$2" demo --manifests example >out & await_call; ls t | wc -l
      kill -TERM $!; wait $!; echo "exit $?"; ls t
      """, in: folder)
    #expect(answer.output == "1\nexit 1\n")
    #expect(
      answer.error
        == "weir: interrupted; the stand-in is ended and the demo's folder is gone, and Azure never saw it\n")
    #expect(try processes(of: folder) == [])
  }

  @Test("the next demo takes away what a killed one left, and nothing that is another's or in use")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let answer = try await shell(
      """
      \(Self.hangingAz)
      "$2" demo --manifests "$3" >out & first=$!; await_call; old=$(ls t)
      "$2" demo --manifests "$3" >out & second=$!; await_call; ls t | wc -l
      kill -KILL $first; wait $first; mkdir t/weir-demonstration
      "$2" demo --manifests "$3" >out & third=$!; await_call; ls t | wc -l; ls -d "t/$old" t/weir-demonstration
      kill -TERM $second $third; wait $second; wait $third; ls t
      """, in: folder)
    #expect(answer.output == "2\n3\nt/weir-demonstration\nweir-demonstration\n", "\(answer.error)")
  }

  @Test("the main job goes from beginning to end with the real az, and leaves nothing behind")
  func demo() async throws {
    let folder = try TemporaryFolder()
    let result = try await Subprocess.run(
      .name("sh"),
      arguments: [
        "-c", "cd \"$1\" && TMPDIR=$1 exec \"$2\" demo -o json --manifests \"$3\"", "sh", folder.path,
        try ExecutableTests.path, ValidateTests.example,
      ], environment: Self.environment, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    #expect(result.terminationStatus == .exited(0), "\(result.standardError)")
    let answer = try JSONReader.read(result.standardOutput)
    let steps = answer["steps"]?.array ?? []
    #expect(answer["succeeded"] == true)
    #expect(
      steps.compactMap { $0["command"]?.string } == [
        "weir validate pools/pools", "weir plan", "weir reconcile --now", "weir reconcile --now",
        "weir reconcile --now", "weir reconcile --now", "weir log",
      ])
    // What is known of the published template is silenced with its reasons.
    #expect(steps.first?["answer"]?["warnings"] == [])
    #expect(steps.compactMap { $0["exitCode"]?.integer } == [0, 2, 0, 0, 0, 0, 0])
    // The groups of four teams and the deployments of six pools; nothing; one deployment each.
    #expect(steps.compactMap { $0["writes"]?.integer } == [0, 0, 10, 0, 1, 1, 0])
    #expect(steps.last?["answer"]?["runs"]?.array?.count == 4)
    let drift = steps[4]["answer"]?["pools"]?.array?.first { $0["name"] == "vision" }?["changes"]?.array?.first
    #expect(drift?["cause"] == "drift")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect(try processes(of: folder) == [])
  }
}
