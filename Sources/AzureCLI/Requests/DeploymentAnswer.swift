import Pools
import Reconciliation

extension DeploymentStatus {
  /// Reads a deployment as ARM lists it; of its many members only a few count.
  init(answer: JSONValue) throws(AzureError) {
    let properties = answer.member("properties")
    guard let name = answer.member("name")?.string, let state = properties?.member("provisioningState")?.string,
      let correlation = properties?.member("correlationId")?.string
    else { throw .unreadable("a deployment without a name, a state or a correlation id") }
    let fault = properties?.member("error").flatMap { ARMFault($0) }
    self.init(
      name: name, state: State(answer: state), correlationID: correlation,
      timestamp: properties?.member("timestamp")?.string.flatMap(Timestamp.read),
      error: fault.map { Scrubber().clean($0.text) })
  }
}

extension DeploymentStatus.State {
  /// Every state that is not an end is one on the way (`Accepted`, `Running`, `Creating`, `Ready`, …).
  init(answer: String) {
    switch answer.lowercased() {
    case "succeeded": self = .succeeded
    case "failed": self = .failed
    case "canceled", "cancelled": self = .canceled
    default: self = .running
    }
  }
}

/// An operation of a deployment that failed.
struct FailedOperation: Sendable {
  /// The resource that it was about, without its subscription and group; nil where ARM names none.
  var resource: String?
  /// The deployment inside this one that the operation stands for; its own operations say more.
  var nested: (name: String, scope: DeploymentScope)?
  var text: String
  /// The first that failed is most often the cause.
  var timestamp: String

  /// Nil for an operation that did not fail.
  init?(answer: JSONValue) {
    guard let properties = answer.member("properties"),
      properties.member("provisioningState")?.string?.lowercased() == "failed"
    else { return nil }
    timestamp = properties.member("timestamp")?.string ?? ""
    let target = properties.member("targetResource")?.member("id")?.string.flatMap(ResourceID.init)
    resource = target?.short
    if let target, target.type.folded == "microsoft.resources/deployments", let group = target.resourceGroup {
      nested = (target.name, DeploymentScope(subscription: target.subscription, resourceGroup: group))
    }
    let message = properties.member("statusMessage")
    text = message.flatMap { ARMFault($0) }?.text ?? message?.string ?? properties.member("statusCode")?.string ?? ""
  }

  /// For messages: `Microsoft.Compute/virtualMachineScaleSets/nlp: SkuNotAvailable: …`.
  var line: String { [resource, text.isEmpty ? "failed" : text].compactMap { $0 }.joined(separator: ": ") }
}
