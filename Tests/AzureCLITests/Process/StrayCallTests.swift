import AzureCLI
import Foundation
import Testing

@Suite("an az that a killed Weir left behind") struct StrayCallTests {
  /// A process that carries the mark of a call, as `az` does.
  private func call(of directory: String, by weir: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sleep")
    process.arguments = ["1000"]
    process.environment = ["WEIR_CALL_OF": "\(directory) \(weir)"]
    // One that outlived the tests would hold their output open, and swift test would wait for it.
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test("is ended before the first call goes out; one of another state, or of a Weir that lives, is not")
  func ended() async throws {
    let az = try FakeAz("echo '{\"value\": []}'")
    // No process has an id past the kernel's bound, 4194304.
    let stray = try call(of: az.privateDirectory, by: "4194305 77")
    let reused = try call(of: az.privateDirectory, by: "\(getpid()) 1")
    let foreign = try call(of: "/somewhere/else", by: "4194305 77")
    let fields = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8).split(separator: ") ").last?.split(
      separator: " ")
    let start = try #require(fields?.dropFirst(19).first)
    let living = try call(of: az.privateDirectory, by: "\(getpid()) \(start)")
    // Not terminate(), which was seen to leave them: SIGTERM may be blocked where they were started.
    defer { for process in [foreign, living] { kill(process.processIdentifier, SIGKILL) } }

    try await az.azure().signIn()

    stray.waitUntilExit()
    reused.waitUntilExit()
    #expect(stray.terminationReason == .uncaughtSignal && reused.terminationReason == .uncaughtSignal)
    #expect(foreign.isRunning && living.isRunning)
  }
}
