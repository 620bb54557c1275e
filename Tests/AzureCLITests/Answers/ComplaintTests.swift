import Foundation
import Pools
import Reconciliation
import Testing

@testable import AzureCLI

@Suite("what az says when it fails") struct ComplaintTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var kind: String
    var says: String
    var text: String
    init(_ kind: String, _ says: String, _ text: String) {
      self.kind = kind
      self.says = says
      self.text = text
    }
    var testDescription: String { says }
  }

  /// As `az rest` 2.91 prints them.
  private static let rest = [
    Row(
      "notFound", "ResourceNotFound: nothing here",
      #"ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": "nothing here"}})"#),
    Row(
      "notSignedIn", "ExpiredAuthenticationToken: expired",
      """
      ERROR: Unauthorized({"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}})
      Interactive authentication is needed. Please run:
      az logout
      az login
      """),
    Row(
      "forbidden", "AuthorizationFailed: The client x (of y) may not",
      #"ERROR: Forbidden({"error":{"code":"AuthorizationFailed","message":"The client x (of y) may not"}})"#),
    Row("unreachable", "Service Unavailable", "ERROR: Service Unavailable"),
    Row("unreachable", "Internal Server Error: <html>oops", "ERROR: Internal Server Error(<html>oops)"),
    Row(
      "conflict", "AnotherOperationInProgress: busy",
      #"ERROR: Conflict({"error": {"code": "AnotherOperationInProgress", "message": "busy"}})"#),
    Row(
      "conflict", "InUseSubnetCannotBeDeleted: in use",
      #"ERROR: Bad Request({"error": {"code": "InUseSubnetCannotBeDeleted", "message": "in use"}})"#),
    Row(
      "invalidTemplate", "NoRegisteredProviderFound: api-version",
      #"ERROR: Bad Request({"error": {"code": "NoRegisteredProviderFound", "message": "api-version"}})"#),
    Row("notFound", "Not Found", "ERROR: Not Found"),
    Row(
      "throttled", "TooManyRequests: slow down",
      #"ERROR: Too Many Requests({"error": {"code": "TooManyRequests", "message": "slow down"}})"#),
    Row(
      "throttled", "OperationNotAllowed: The server rejected the request",
      #"ERROR: Too Many Requests({"error": {"code": "OperationNotAllowed", "message": "The server rejected the request"}})"#
    ),
  ]

  /// As `az deployment` and `az group` 2.91 print them.
  private static let commands = [
    Row(
      "invalidTemplate", "InvalidTemplate: The template parameter 'q' is not found.",
      #"ERROR: {"code": "InvalidTemplate", "message": "The template parameter 'q' is not found.", "additionalInfo": []}"#
    ),
    Row(
      "quota", "QuotaExceeded: Total Regional Cores; SkuNotAvailable: not here",
      """
      ERROR: {"code": "InvalidTemplateDeployment", "message": "See inner errors for details."}

      Inner Errors:\u{20}
      {"code": "QuotaExceeded", "message": "Total Regional Cores"}

      Inner Errors:\u{20}
      {"code": "SkuNotAvailable", "message": "not here"}
      """),
    Row(
      "policy", "RequestDisallowedByPolicy: Resource pip was disallowed by policy.",
      """
      ERROR: InvalidTemplateDeployment - policy
      RequestDisallowedByPolicy - Resource pip was disallowed by policy.
      """),
    Row(
      "invalidTemplate", "InvalidResourceGroupLocation: It already exists in location eastus.",
      """
      ERROR: (InvalidResourceGroupLocation) It already exists in location eastus.
      Code: InvalidResourceGroupLocation
      Message: It already exists in location eastus.
      """),
    Row(
      "quota", "OperationNotAllowed: exceeding approved standardDSv5Family Cores quota",
      """
      ERROR: (InvalidTemplateDeployment) See inner errors.
      Code: InvalidTemplateDeployment
      Message: See inner errors.
      Exception Details:\t(OperationNotAllowed) exceeding approved standardDSv5Family Cores quota
      \tCode: OperationNotAllowed
      \tMessage: exceeding approved standardDSv5Family Cores quota
      """),
    // 2.91 loses the answer of a refused PUT, and yet has it in the trace of how it did so.
    Row(
      "conflict", "DeploymentActive: The deployment is still active.",
      """
      ERROR: The command failed with an unexpected error. Here is the traceback:
      ERROR: The content for this response was already consumed
      Traceback (most recent call last):
        File "/opt/az/lib/python3.11/site-packages/azure/cli/core/commands/__init__.py", line 789, in _run_job
      azure.core.exceptions.ResourceExistsError: (DeploymentActive) The deployment is still active.
      Code: DeploymentActive
      Message: The deployment is still active.

      During handling of the above exception, another exception occurred:
      RuntimeError: The content for this response was already consumed
      To check existing issues, please visit: https://github.com/Azure/azure-cli/issues
      """),
    Row(
      "unreachable", "Service Unavailable",
      """
      ERROR: The command failed with an unexpected error. Here is the traceback:
      ERROR: The content for this response was already consumed
      Traceback (most recent call last):
      azure.core.exceptions.HttpResponseError: Operation returned an invalid status 'Service Unavailable'
      """),
    Row(
      "quota", "AllocationFailed: no capacity",
      #"""
      ERROR: {"code": "DeploymentFailed", "message": "x", "details": [{"code": "BadRequest", "message": "{\r\n \"error\": {\"code\": \"AllocationFailed\", \"message\": \"no capacity\"}}"}]}
      """#),
  ]

  /// Where ARM was not asked, or did not answer.
  private static let ownWords = [
    Row("notSignedIn", "Please run 'az login' to setup account.", "ERROR: Please run 'az login' to setup account."),
    Row("notSignedIn", "AADSTS700082", "ERROR: AADSTS700082: The refresh token has expired due to inactivity."),
    Row(
      "notSignedIn", "not found. Check the spelling",
      "ERROR: Subscription '99999999-2222-3333-4444-555555555555' not found. Check the spelling and casing and try again."
    ),
    Row(
      "unreachable", "Connection refused",
      """
      ERROR: The command failed with an unexpected error. Here is the traceback:
      ERROR: HTTPSConnectionPool(host='127.0.0.1', port=1): Max retries exceeded with url: /x (Caused by \
      NewConnectionError("Failed to establish a new connection: [Errno 111] Connection refused"))
      Traceback (most recent call last):
      """),
    Row(
      "unreachable", "Failed to resolve",
      "ERROR: HTTPSConnection(host='arm.invalid', port=443): Failed to resolve 'arm.invalid' ([Errno -2] Name or service not known)"
    ),
    Row(
      "unreachable", "RemoteDisconnected",
      "ERROR: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))"),
    Row(
      "unreachable", "CERTIFICATE_VERIFY_FAILED",
      """
      ERROR: HTTPSConnectionPool(host='127.0.0.1', port=2): Max retries exceeded with url: /x (Caused by \
      SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))
      Certificate verification failed. This typically happens when using Azure CLI behind a proxy.
      """),
    Row("unreadable", "and said: unrecognized arguments: --x", "ERROR: unrecognized arguments: --x\n"),
    Row("unreadable", "and said: killed", "WARNING: something\nkilled\n"),
    Row("unreadable", "without a word", ""),
  ]

  @Test("becomes the error that says what to do next", arguments: rest + commands + ownWords)
  func kinds(row: Row) {
    let error = Complaint(row.text).error(at: StandingClock.moment, scrubber: Scrubber())
    #expect(error.kind == row.kind)
    #expect(error.message.contains(row.says), "\(error.message)")
  }

  /// As ARM's validation of a deployment tells it, the cause inside.
  @Test(
    "waits for its manifest to change only where the manifest is what is wrong",
    arguments: [
      ("KeyVaultParameterReferenceSecretRetrieveFailed", "keyVault"),
      ("KeyVaultParameterReferenceNotFound", "keyVault"),
      ("KeyVaultParameterReferenceAuthorizationFailed", "keyVault"),
      ("AuthorizationFailed", "forbidden"), ("LinkedAuthorizationFailed", "forbidden"),
      ("QuotaExceeded", "quota"), ("SkuNotAvailable", "quota"), ("AllocationFailed", "quota"),
      ("ZonalAllocationFailed", "quota"), ("DeploymentQuotaExceeded", "quota"),
      ("ResourceNotFound", "notFound"), ("ParentResourceNotFound", "notFound"),
      ("InvalidResourceReference", "reference"), ("PrincipalNotFound", "reference"),
      ("SubscriptionNotRegistered", "registration"), ("MissingSubscriptionRegistration", "registration"),
      ("FeatureNotRegistered", "registration"),
      ("RequestDisallowedByPolicy", "policy"), ("ScopeLocked", "lock"),
      ("ReadOnlyDisabledSubscription", "subscription"), ("ResourcePurchaseValidationFailed", "terms"),
      ("AnotherOperationInProgress", "conflict"),
      // Nobody here knows what it speaks of.
      ("SomethingNew", "refused"), ("BadRequest", "refused"),
      ("InvalidTemplate", "invalidTemplate"), ("InvalidParameter", "invalidTemplate"),
      ("LinkedInvalidPropertyId", "invalidTemplate"), ("PropertyChangeNotAllowed", "invalidTemplate"),
      ("NoRegisteredProviderFound", "invalidTemplate"),
    ])
  func waiting(_ code: String, _ kind: String) {
    for text in [
      """
      ERROR: {"code": "InvalidTemplateDeployment", "message": "The template deployment failed."}

      Inner Errors:\u{20}
      {"code": "\(code)", "message": "because"}
      """,
      "ERROR: InvalidTemplateDeployment - The template deployment failed.\n\(code) - because",
    ] {
      let error = Complaint(text).error(at: StandingClock.moment, scrubber: Scrubber())
      #expect(error.kind == kind)
      #expect(error.message == "\(code): because")
      #expect((error.next == .whenChanged) == (kind == "invalidTemplate"))
    }
  }

  @Test(
    "of throttling names the moment to come back, a minute on where Azure names none",
    arguments: [
      ("Please try again after '17' seconds.", 17),
      ("Please try again after 17 seconds", 17),
      ("try again after '5' minutes after additional tokens are available", 300),
      ("try again in 999999999 seconds", 3_600),
      ("Number of 3 requests exceeded", 60),
      ("", 60),
    ])
  func retryAfter(message: String, seconds: Double) {
    let text = #"ERROR: Too Many Requests({"error": {"code": "TooManyRequests", "message": "\#(message)"}})"#
    let error = Complaint(text).error(at: StandingClock.moment, scrubber: Scrubber())
    guard case .throttled(let until, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(until == StandingClock.moment.addingTimeInterval(seconds))
  }

  @Test(
    "proves that a resource is absent only by ARM's own codes",
    arguments: [
      (#"ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": ""}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "ResourceGroupNotFound", "message": ""}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "SubscriptionNotFound", "message": ""}})"#, false),
      (#"ERROR: Not Found({"error": {"code": "InvalidResourceType", "message": ""}})"#, false),
      ("ERROR: Not Found(<html>nginx</html>)", false),
      ("ERROR: Not Found", false),
      (#"ERROR: Bad Request({"error": {"code": "ResourceNotFound", "message": ""}})"#, false),
      (#"ERROR: Forbidden({"error": {"code": "ResourceNotFound", "message": ""}})"#, false),
      (#"ERROR: Gone({"error": {"code": "ResourceNotFound", "message": ""}})"#, false),
      (#"ERROR: Not Found({"error": {"code": "NotFound", "message": "Resource /subscriptions/x not found."}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "ParentResourceNotFound", "message": ""}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "VirtualMachineScaleSetNotFound", "message": ""}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "NoRegisteredProviderFound", "message": ""}})"#, false),
      (#"ERROR: Not Found({"error": {"code": "InvalidResourceNamespace", "message": ""}})"#, false),
      (#"ERROR: Not Found({"error": {"code": "PrincipalNotFound", "message": ""}})"#, false),
      (
        #"ERROR: Not Found({"error": {"code": "InvalidResourceType", "message": "", "details": [{"code": "ResourceNotFound", "message": ""}]}})"#,
        false
      ),
      // A gateway on the way, not ARM.
      (#"ERROR: Not Found({"code": "NotFound", "message": "no route"})"#, false),
      (#"ERROR: Not Found({"error": "ResourceNotFound"})"#, false),
      ("ERROR: Not Found()", false), ("ERROR: Not Found({})", false), ("", false),
    ])
  func absence(text: String, proven: Bool) throws {
    #expect(Complaint(text).provesAbsence(of: try Sample.scaleSet()) == proven)
  }

  @Test(
    "proves that a resource group is absent by one code",
    arguments: [
      (#"ERROR: Not Found({"error": {"code": "ResourceGroupNotFound", "message": ""}})"#, true),
      (#"ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": ""}})"#, false),
      (#"ERROR: Not Found({"error": {"code": "SubscriptionNotFound", "message": ""}})"#, false),
      (#"ERROR: Forbidden({"error": {"code": "ResourceGroupNotFound", "message": ""}})"#, false),
    ])
  func absenceOfGroup(text: String, proven: Bool) { #expect(Complaint(text).provesAbsenceOfGroup == proven) }

  @Test("of throttling is told by the status, whatever the provider calls it, with the end of its window")
  func window() {
    let text = #"""
      ERROR: Too Many Requests({"error": {"code": "OperationNotAllowed", "message": "quota of requests", "details": [\#
      {"code": "TooManyRequests", "target": "HighCostGetVMScaleSet30Min", "message": "{\"operationGroup\": \#
      \"HighCostGetVMScaleSet30Min\", \"endTime\": \"2026-11-21T21:27:00+00:00\", \"allowedRequestCount\": 800}"}]}})
      """#
    let error = Complaint(text).error(at: StandingClock.moment, scrubber: Scrubber())
    guard case .throttled(let until, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(until == StandingClock.moment.addingTimeInterval(600))
  }
}

@Suite("text that came from outside") struct ScrubberTests {
  @Test("is one line, without control characters, and not too long")
  func line() {
    let text = "one\r\n\ttwo\u{1B}[31m three\u{0} " + String(repeating: "x", count: 5_000)
    let clean = Scrubber().clean(text)
    #expect(clean.hasPrefix("one two [31m three x"))
    #expect(clean.count == Scrubber.limit && clean.hasSuffix("…"))
  }

  @Test("shows no secret, not even one that is cut, of several lines, or part of another")
  func secrets() {
    let secrets = ["abcd", "abcdef", "-----BEGIN-----\nMIIEvQIBADAN\n"].map { SecretText($0) }
    let scrubber = Scrubber(redactor: Redactor(secrets))
    #expect(scrubber.clean("abcdef abcd") == "(secret) (secret)")
    #expect(scrubber.clean("key MIIEvQIBADAN bad") == "key (secret) bad")
    #expect(!scrubber.clean("12345 abcdef", limit: 8).contains("ab"))
  }
}

@Suite("ARM's times") struct TimestampTests {
  @Test(
    "are read with and without their fraction",
    arguments: [
      ("2026-11-21T21:17:00Z", 1_795_295_820.0), ("2026-11-21T21:17:00.1234567Z", 1_795_295_820.123),
      ("2026-11-21T21:17:00.5+00:00", 1_795_295_820.5),
    ])
  func read(text: String, seconds: Double) throws {
    let date = try #require(Timestamp.read(text))
    #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
  }

  @Test("and nothing else is one", arguments: ["", "yesterday", "2026-11-21", "2026-11-21T21:17:00+02:00"])
  func refused(text: String) { #expect(Timestamp.read(text) == nil) }
}
