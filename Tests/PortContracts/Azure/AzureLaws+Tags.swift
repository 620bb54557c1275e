import Pools
import Reconciliation

extension AzureContract {
  static let tags: [Law<AzureSubject>] = [
    Law("tags are set and taken off a resource, and nothing else of it changes") { subject in
      let sample = try AzureSample(subject)
      let azure = subject.azure
      let (id, version) = (try sample.network(), sample.networks.apiVersion)
      try await azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try await azure.start(sample.deployment("one"))
      _ = try await sample.ended("one", of: subject)
      try await subject.settle()
      let before = try await azure.resource(id, apiVersion: version)
      try await azure.retag(id, apiVersion: version, .set(["weir-managed-by": "weir/3f9a0c12", "weir-pool": "audio"]))
      try require(
        try await liveTags(of: sample, in: azure) == ["weir-pool": "audio", "weir-managed-by": "weir/3f9a0c12"],
        "the tags are \(String(describing: try await liveTags(of: sample, in: azure)))")
      // One with another value is somebody else's by now.
      try await azure.retag(
        id, apiVersion: version, .remove(["weir-managed-by": "weir/3f9a0c12", "weir-pool": "vision"]))
      try require(
        try await liveTags(of: sample, in: azure) == ["weir-pool": "audio"], "a tag of another value was taken off")
      try await azure.retag(id, apiVersion: version, .remove(["Weir-Pool": "audio"]))
      try require(try await liveTags(of: sample, in: azure) == nil, "tags are left")
      let after = try await azure.resource(id, apiVersion: version)
      try require(
        before?.body.setting(nil, at: JSONPath("tags")) == after?.body.setting(nil, at: JSONPath("tags")),
        "more than the tags has changed: \(String(describing: after))")
    },
    Law("taking tags off a resource that is not there is no error, and setting them is") { subject in
      let sample = try AzureSample(subject)
      let (id, version) = (try sample.network("none"), sample.networks.apiVersion)
      try await subject.azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try await subject.azure.retag(id, apiVersion: version, .remove(["weir-pool": "vision"]))
      let refused = try await error("tags of nothing") {
        try await subject.azure.retag(id, apiVersion: version, .set(["weir-pool": "vision"]))
      }
      guard case .notFound = refused else { throw ContractBreach(description: "tags of nothing are \(refused)") }
    },
  ]

  private static func liveTags(of sample: AzureSample, in azure: any Azure) async throws -> JSONValue? {
    let network = try await azure.resource(sample.network(), apiVersion: sample.networks.apiVersion)
    return network?.body.member("tags")?.unlessEmpty
  }
}
