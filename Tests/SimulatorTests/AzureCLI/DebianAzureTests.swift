import Foundation
import InstalledAzureCLI
import Pools
import Testing

@testable import Simulator

/// Debian 12's az 2.45.0, years older than PyPI's.
@Suite("Debian's az", .serialized)
struct DebianAzureTests {
  @Test("signs in, and deploys the published template")
  func deploys() async throws {
    let az = try InstalledAzureCLI.debian()
    let template = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/dsvm-vmss-cluster.json").path(percentEncoded: false)
    try await withSimulation { endpoints, directory in
      try await deployPublishedTemplate(
        SignedInAzure(endpoints, directory: directory, az: az), template: template, in: directory)
    }
  }
}
