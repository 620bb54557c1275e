import Foundation
import Testing

@Suite("weir validate")
struct ValidateTests {
  @Test("on twenty broken manifests says twenty different lines with their places, and ends with 1")
  func twenty() async throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ManifestsTests/Fixtures/broken")
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: Site.weir)
    process.arguments = ["validate", "."]
    process.currentDirectoryURL = fixtures
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = said.split(separator: "\n").filter { !$0.contains(": warning: ") }
    #expect(process.terminationStatus == 1)
    #expect(lines.count == 20 && Set(lines).count == 20, "\(said)")
    #expect(lines.allSatisfy { $0.contains(/^[^:]+:[0-9]+:[0-9]+: ./) }, "\(said)")
  }
}
