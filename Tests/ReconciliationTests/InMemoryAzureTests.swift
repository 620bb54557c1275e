import PortContracts
import Testing

@Suite("The Azure in memory")
struct InMemoryAzureTests {
  /// With two looks, deployments are seen running, as they are in Azure.
  @Test("keeps the port's contract, however long deployments take", arguments: AzureContract.laws, [1, 2])
  func contract(law: Law<AzureSubject>, looks: Int) async throws {
    let azure = InMemoryAzure()
    azure.withState { $0.looksUntilDone = looks }
    try await law.check(AzureSubject(azure: azure, subscription: Samples.subscription, settle: {}))
  }
}
