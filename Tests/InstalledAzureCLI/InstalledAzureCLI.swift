import AzureCLI
import Foundation

/// The real `az` that all tests run: `$WEIR_TEST_AZ`, else the one that `weir demo` installs from PyPI, installed once into `.build/azure-cli`.
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

  /// Debian 12's 2.45.0: `$WEIR_TEST_AZ_DEBIAN`, or what `.ci/install test` unpacks into `.build/azure-cli-debian`.
  package static func debian() throws -> String {
    if let given = ProcessInfo.processInfo.environment["WEIR_TEST_AZ_DEBIAN"], !given.isEmpty {
      guard FileManager.default.isExecutableFile(atPath: given) else {
        throw Missing(description: "$WEIR_TEST_AZ_DEBIAN names no program: \(given)")
      }
      return given
    }
    let place = build.appending(path: "azure-cli-debian").path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: "\(place)/complete") else {
      throw Missing(
        description: "Debian's az is not in \(place): run .ci/install test, or name one by $WEIR_TEST_AZ_DEBIAN")
    }
    return "\(place)/az"
  }

  /// An `az` that a test needs is not there: the test fails with it.
  package struct Missing: Error, CustomStringConvertible {
    package var description: String
  }

  private static let root: URL = {
    // Tests/InstalledAzureCLI/InstalledAzureCLI.swift
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root
  }()

  private static let build = root.appending(path: ".build")

  private static func install() async throws -> String {
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
    let installation = AzureCLIInstallation(environment: ProcessInfo.processInfo.environment)
    let requirements = try Data(contentsOf: root.appending(path: "Sources/Commands/Demo/azure-cli-requirements.txt"))
    return try await installation.install(
      into: build.appending(path: "azure-cli").path, requirements: Array(requirements)
    ) { line in
      FileHandle.standardError.write(Data("test set-up: \(line)\n".utf8))
    }.path
  }
}
