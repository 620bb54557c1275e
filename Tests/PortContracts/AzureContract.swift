package import Pools
package import Reconciliation

/// An implementation of the port to Azure, with what a test of it needs to know.
package struct AzureSubject: Sendable {
  package var azure: any Azure
  /// A subscription that may be written to and that holds nothing that matters.
  package var subscription: SubscriptionID
  /// Lets the implementation's time go on, so that what takes time in Azure comes to its end.
  package var settle: @Sendable () async throws -> Void

  package init(
    azure: any Azure, subscription: SubscriptionID, settle: @escaping @Sendable () async throws -> Void
  ) {
    self.azure = azure
    self.subscription = subscription
    self.settle = settle
  }
}

/// What every `Azure` keeps to. A test of an implementation runs each law against a fresh, empty subscription:
///
///     @Test("an implementation keeps the contract", arguments: AzureContract.laws)
///     func keeps(_ law: Law<AzureSubject>) async throws { try await law.check(subject) }
package enum AzureContract {
  package static let laws: [Law<AzureSubject>] = absence + groups + deployments + deletions + tags
}

extension AzureContract {
  /// Runs `body`, which should throw one of Azure's errors, and answers that.
  static func error(_ what: String, _ body: () async throws -> Void) async throws -> AzureError {
    do {
      try await body()
    } catch let error as AzureError {
      return error
    } catch {
      throw ContractBreach(description: "\(what) threw \(error), which is no AzureError")
    }
    throw ContractBreach(description: "\(what) threw nothing")
  }
}
