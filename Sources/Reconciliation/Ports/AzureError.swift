package import struct Foundation.Date

/// What went wrong between Weir and Azure, told apart by what happens next.
package enum AzureError: Error, Hashable, Sendable {
  /// `az` has no login, or one that ended. A person must sign in.
  case notSignedIn(String)
  /// The principal may not do this. A person must give the right.
  case forbidden(String)
  case notFound(String)
  /// Too many calls; ARM says when to come back.
  case throttled(until: Date?, message: String)
  /// Something else is changing the same thing now (`DeploymentActive`, `AnotherOperationInProgress`).
  case conflict(String)
  /// A quota or the region's capacity is used up (`QuotaExceeded`, `SkuNotAvailable`, `DeploymentQuotaExceeded`).
  case quota(String)
  /// A policy of the organisation says no (`RequestDisallowedByPolicy`).
  case policy(String)
  /// Something beside the pool is not as the pool needs it. A person must see to it in Azure, and no manifest changes then.
  case surroundings(Surroundings, String)
  /// ARM refused the template before it did anything, for what the template itself says.
  case invalidTemplate(String)
  /// ARM refused it by a code that tells neither of the template nor of anything beside it.
  case refused(String)
  /// A deployment ran and failed; the message is the operation's own.
  case deploymentFailed(String)
  /// No connection, or a server's error (5xx).
  case unreachable(String)
  /// `az` is not there, is too old, crashed, hung past its deadline or said something that cannot be read.
  case unreadable(String)

  /// What beside a pool can keep it from being brought about.
  package enum Surroundings: Hashable, Sendable, CaseIterable {
    /// A secret of a Key Vault that the deployment refers to is not there, or ARM may not read it.
    case keyVault
    /// A lock on the resource, its group or its subscription.
    case lock
    /// A resource that the pool refers to and is not of it.
    case reference
    /// A provider or a feature that the subscription is not registered for.
    case registration
    /// The subscription itself: disabled, or over its spending limit.
    case subscription
    /// Terms of an image of the marketplace that nobody has accepted for the subscription.
    case terms
  }

  /// What the loop does about it.
  package enum NextStep: Hashable, Sendable {
    /// Again, after the pool's back-off, but not before `notBefore`.
    case again(notBefore: Date?)
    /// When the manifest changes; no use before.
    case whenChanged
  }

  package var next: NextStep {
    switch self {
    case .throttled(let until, _): .again(notBefore: until)
    case .conflict, .unreachable, .unreadable, .notFound, .deploymentFailed, .quota, .notSignedIn, .forbidden, .policy,
      .surroundings, .refused:
      .again(notBefore: nil)
    case .invalidTemplate: .whenChanged
    }
  }

  /// True where Azure could not be read, so that nothing is known; false where it has answered, however badly.
  package var leavesUnknown: Bool {
    switch self {
    case .throttled, .unreachable, .unreadable, .notSignedIn, .forbidden: true
    default: false
    }
  }

  /// Azure's own words, without the kind.
  package var message: String {
    switch self {
    case .notSignedIn(let text), .forbidden(let text), .notFound(let text), .throttled(_, let text),
      .conflict(let text), .quota(let text), .policy(let text), .surroundings(_, let text), .invalidTemplate(let text),
      .refused(let text), .deploymentFailed(let text), .unreachable(let text), .unreadable(let text):
      text
    }
  }
}
