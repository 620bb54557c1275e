/// What a plan that reads no secrets knows of one.
package enum SecretStanding: String, Hashable, Sendable, CaseIterable {
  /// It is kept where it was when it was applied. Whether the value there is another one only a run finds out.
  case unchanged
  /// The manifest says another place than the applied one, or names it for the first time.
  case changedReference = "changed reference"
  /// Nobody has applied it with this state, or an earlier Weir has.
  case notKnownHere = "not known here"
}
