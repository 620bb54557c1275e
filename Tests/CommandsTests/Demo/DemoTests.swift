import Foundation
import Pools
import PortContracts
import Subprocess
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
    #expect(steps.compactMap { $0["exitCode"]?.integer } == [0, 2, 0, 0, 0, 0, 0])
    // Group and deployment of three pools; nothing; one deployment each.
    #expect(steps.compactMap { $0["writes"]?.integer } == [0, 0, 6, 0, 1, 1, 0])
    #expect(steps.last?["answer"]?["runs"]?.array?.count == 4)
    let drift = steps[4]["answer"]?["pools"]?.array?.first { $0["name"] == "vision" }?["changes"]?.array?.first
    #expect(drift?["cause"] == "drift")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
