import AzureCLI
import Foundation

/// The real `az` that all tests run: `$WEIR_TEST_AZ`, else PyPI's current one, installed once into `.build/azure-cli`.
package actor InstalledAzureCLI {
  package static let shared = InstalledAzureCLI()

  private var installing: Task<String, any Error>?

  /// The path of `az`. The first caller installs it, which takes a minute or two; the others wait.
  package func path() async throws -> String {
    if let given = ProcessInfo.processInfo.environment["WEIR_TEST_AZ"], !given.isEmpty { return given }
    let task = installing ?? Task { try await Self.install() }
    installing = task
    return try await task.value
  }

  private static func install() async throws -> String {
    // Tests/InstalledAzureCLI/InstalledAzureCLI.swift
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let build = root.appending(path: ".build")
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
    let installation = AzureCLIInstallation(environment: ProcessInfo.processInfo.environment)
    return try await installation.install(into: build.appending(path: "azure-cli").path) { line in
      FileHandle.standardError.write(Data("test set-up: \(line)\n".utf8))
    }.path
  }
}
