/// Where the value of a secure parameter is kept.
package enum SecretReference: Hashable, Sendable {
  /// A variable of Weir's own environment.
  case environment(String)
  /// A file on Weir's machine; one line break at its end does not count.
  case file(String)
  /// A secret of a Key Vault, which ARM reads at deployment; Weir never sees it. `vault` is the vault's resource id.
  case keyVault(vault: String, secret: String, version: String?)
  /// The value itself, as a parameter file holds it.
  case literal(SecretText)
}
