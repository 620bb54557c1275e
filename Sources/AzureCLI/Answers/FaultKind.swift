import Reconciliation

/// The kinds of faults that ARM's codes and `az`'s own lines stand for.
enum FaultKind: Hashable, Sendable {
  case notSignedIn
  case forbidden
  case notFound
  case throttled
  case conflict
  case quota
  case policy
  case surroundings(AzureError.Surroundings)
  case invalidTemplate
  /// Refused, and nothing says for what.
  case refused
  case unreachable
}

extension FaultKind {
  /// The kind of one of ARM's codes; nil for a code that says nothing by itself (`BadRequest` of a provider, …).
  ///
  /// From learn.microsoft.com, "Troubleshoot common Azure deployment errors", and its pages on each code.
  init?(code: String, message: String) {
    let code = code.lowercased()
    if let kind = Self.byCode[code] {
      self = kind
    } else if code.hasPrefix("keyvaultparameterreference") {
      self = .surroundings(.keyVault)
    } else if code.contains("disallowedbypolicy") {
      self = .policy
    } else if code.contains("notregistered") {
      self = .surroundings(.registration)
    } else if code.contains("throttl") || code.contains("toomanyrequests") || code.contains("ratelimit") {
      self = .throttled
    } else if code.contains("quota") || code.hasSuffix("limitreached") || code.contains("allocationfailed")
      || code == "operationnotallowed" && Self.speaksOfQuota(message)
    {
      self = .quota
    } else if code.contains("operationinprogress") || code.hasPrefix("inuse") || code.hasSuffix("inuse") {
      self = .conflict
    } else if code.hasSuffix("notfound") {
      // `PrincipalNotFound`, `GalleryImageNotFound`: no proof that what was asked for is absent.
      self = .surroundings(.reference)
    } else {
      return nil
    }
  }

  /// `OperationNotAllowed` is a quota where its message speaks of one: "… exceeding approved … Cores quota …".
  private static func speaksOfQuota(_ message: String) -> Bool {
    let message = message.lowercased()
    return ["quota", "core limit", "cores limit"].contains { message.contains($0) }
  }

  private static let byCode: [String: FaultKind] = {
    let table: [(FaultKind, [String])] = [
      (
        .notSignedIn,
        [
          "AuthenticationFailed", "AuthenticationFailedMissingToken", "ExpiredAuthenticationToken",
          "InvalidAuthenticationToken", "InvalidAuthenticationTokenAudience", "InvalidAuthenticationTokenTenant",
        ]
      ),
      (
        .forbidden,
        [
          "AuthorizationFailed", "DenyAssignmentAuthorizationFailed", "Forbidden", "InvalidAuthorizationScope",
          "LinkedAccessCheckFailed", "LinkedAuthorizationFailed",
        ]
      ),
      (
        .notFound,
        [
          "DeploymentNotFound", "NotFound", "ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound",
          "SubscriptionNotFound",
        ]
      ),
      (
        .conflict,
        [
          "AnotherOperationInProgress", "ConcurrentUpdate", "Conflict", "DeploymentActive", "OperationPreempted",
          "PreconditionFailed", "ReferencedResourceNotProvisioned", "ResourceGroupBeingDeleted", "RetryableError",
        ]
      ),
      (
        .quota,
        [
          "OverconstrainedAllocationRequest", "OverconstrainedZonalAllocationRequest", "ResourceCountExceedsLimit",
          "SkuNotAvailable",
        ]
      ),
      (.surroundings(.lock), ["CannotDeleteLockedResource", "ScopeLocked"]),
      // A subnet, a network, an identity or an image: the pool's own are in its template.
      (.surroundings(.reference), ["InvalidResourceReference"]),
      (.surroundings(.registration), ["MissingSubscriptionRegistration"]),
      (
        .surroundings(.subscription),
        ["DisabledSubscription", "ReadOnlyDisabledSubscription", "SubscriptionNotEnabled", "SubscriptionStateDisabled"]
      ),
      (
        .surroundings(.terms),
        ["MarketplacePurchaseEligibilityFailed", "ResourcePurchaseValidationFailed", "UserImageTermsNotAccepted"]
      ),
      // `InvalidTemplateDeployment` is none: it is said of whatever the validation finds, and the codes inside it tell.
      (
        .invalidTemplate,
        [
          "InvalidApiVersionParameter", "InvalidContentLink", "InvalidParameter", "InvalidRequestContent",
          "InvalidRequestFormat", "InvalidResourceGroupLocation", "InvalidTemplate", "LinkedInvalidPropertyId",
          "LocationNotAvailableForResourceType", "NoRegisteredProviderFound", "PropertyChangeNotAllowed",
        ]
      ),
      (
        .unreachable,
        ["GatewayTimeout", "InternalServerError", "ServerBusy", "ServerTimeout", "ServiceUnavailable"]
      ),
    ]
    var result: [String: FaultKind] = [:]
    for (kind, codes) in table {
      for code in codes { result[code.lowercased()] = kind }
    }
    return result
  }()

  init(status: HTTPStatus) {
    switch status {
    case .unauthorized: self = .notSignedIn
    case .forbidden: self = .forbidden
    case .notFound: self = .notFound
    case .conflict: self = .conflict
    case .throttled: self = .throttled
    case .badRequest: self = .refused
    case .serverError: self = .unreachable
    }
  }

  /// The kind of a line of `az`'s own, before ARM was asked or where no answer came.
  init?(line: String) {
    let line = line.lowercased()
    func says(_ marks: [String]) -> Bool { marks.contains { line.contains($0) } }
    // ERROR: Please run 'az login' to setup account.
    // ERROR: AADSTS700082: The refresh token has expired due to inactivity.
    // ERROR: Subscription '99999999-…' not found. Check the spelling and casing and try again.
    // ERROR: User 'ana@example.com' does not exist in MSAL token cache. Run `az login`.
    if says(["az login", "aadsts", "no subscription found", "msal token cache", "interaction_required"])
      || line.hasPrefix("subscription '") && line.contains("not found")
    {
      self = .notSignedIn
      return
    }
    // ERROR: HTTPSConnectionPool(host='…', port=443): Max retries exceeded with url: … (Caused by NameResolutionError(…))
    // ERROR: HTTPSConnection(host='…', port=443): Failed to resolve '…' ([Errno -2] Name or service not known)
    // ERROR: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
    // ERROR: ('Connection broken: IncompleteRead(10 bytes read, 90 more expected)', …)
    if says([
      "max retries exceeded", "failed to resolve", "name or service not known", "temporary failure in name resolution",
      "connection aborted", "connection broken", "connection refused", "connection reset", "incompleteread",
      "remotedisconnected", "timed out", "certificate_verify_failed", "ssleoferror", "proxyerror",
      "failed to establish a new connection", "network is unreachable", "response ended prematurely",
    ]) {
      self = .unreachable
      return
    }
    return nil
  }
}
