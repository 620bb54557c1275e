import Reconciliation

extension ErrorText {
  /// What is not as a pool needs it in Azure, and what a person does about it there.
  static func advice(on surroundings: AzureError.Surroundings) -> String {
    switch surroundings {
    case .keyVault:
      "Azure cannot read a secret of a Key Vault for the deployment; see that the secret is there and not disabled, that "
        + "its vault takes part in template deployments, and that Weir's principal may use it for them"
    case .lock: "a lock in Azure forbids it; take the lock away, or suspend the pool while it stands"
    case .reference:
      "something that the pool refers to is not there in Azure; make it, or mend the manifest that names it"
    case .registration:
      "the subscription is not registered for what the pool needs; az provider register, or az feature register, does it"
    case .subscription: "the subscription takes no changes now; see to its state and its payment in the portal"
    case .terms:
      "the terms of the image are not accepted in the subscription, or it may not buy; az vm image terms accept does it"
    }
  }
}
