import PortContracts
import Simulator
import Testing

@Suite("the real az against a simulated Azure") struct RealContractTests {
  @Test("keeps the port's contract", arguments: AzureContract.laws)
  func contract(law: Law<AzureSubject>) async throws {
    // What runs in Azure ends when the law moves the simulation's time on, however slow this machine is.
    try await RealAz.use(cloud: { $0.latency = .seconds(30) }) { try await law.check($0.subject) }
  }

  @Test(
    "keeps it where lists come one element a page",
    arguments: AzureContract.laws.filter { $0.description.contains("listed") })
  func paged(law: Law<AzureSubject>) async throws {
    try await RealAz.use(cloud: { $0.pageSize = 1 }) { try await law.check($0.subject) }
  }
}
