import Pools
import Reconciliation

extension AzureContract {
  static let absence: [Law<AzureSubject>] = [
    Law("signing in again and again is no error") { subject in
      try await subject.azure.signIn()
      try await subject.azure.signIn()
    },
    Law("what is not there is nil, an empty list, or no failure, and deleting it no error") { subject in
      let sample = try AzureSample(subject)
      let azure = subject.azure
      try require(
        try await azure.resource(sample.network(), apiVersion: sample.networks.apiVersion) == nil,
        "a resource of nowhere")
      try require(try await sample.list(subject).isEmpty, "a list of nothing has something")
      try require(try await azure.deployments(in: sample.scope).isEmpty, "a group of nowhere keeps deployments")
      try require(try await azure.failure(of: "none", in: sample.scope) == nil, "a deployment of nowhere failed")
      try await azure.delete(sample.network(), apiVersion: sample.networks.apiVersion)
      try await azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try require(
        try await azure.resource(sample.network(), apiVersion: sample.networks.apiVersion) == nil,
        "an empty group has it")
      try await azure.delete(sample.network(), apiVersion: sample.networks.apiVersion)
    },
  ]

  static let groups: [Law<AzureSubject>] = [
    Law("a group that was made is listed with its location and tags") { subject in
      let sample = try AzureSample(subject)
      try await subject.azure.makeResourceGroup(
        sample.resourceGroup(tags: ["weir-pool": "vision"]), in: sample.subscription)
      let listed = try await subject.azure.resourceGroups(in: sample.subscription)
      let group = try require(listed.first { $0.name == sample.group }, "the group is not listed")
      try require(group.location == Location("westus2"), "its location is \(String(describing: group.location))")
      try require(group.tags["weir-pool"] == "vision", "its tags are \(group.tags)")
    },
    Law("a group is read by its name in any capitals, and one that is not there is nil") { subject in
      let sample = try AzureSample(subject)
      let azure = subject.azure
      try require(
        try await azure.resourceGroup(sample.group, in: sample.subscription) == nil, "a group of nowhere is read")
      try await azure.makeResourceGroup(sample.resourceGroup(tags: ["a": "b"]), in: sample.subscription)
      let name = try require(ResourceGroupName("\(sample.group)".uppercased()), "a group's name")
      let group = try require(
        try await azure.resourceGroup(name, in: sample.subscription), "the group that was made is not read")
      try require(group.name == sample.group && group.tags == ["a": "b"], "it is \(group)")
      try require(group.location == Location("westus2") && !group.isBeingDeleted, "it is \(group)")
    },
    Law("making a group again sets its tags, and groups are listed by name") { subject in
      let sample = try AzureSample(subject)
      for name in ["zeta", "Alpha", "contract"] {
        var group = sample.resourceGroup()
        group.name = try require(ResourceGroupName(name), "a group's name")
        try await subject.azure.makeResourceGroup(group, in: sample.subscription)
      }
      try await subject.azure.makeResourceGroup(sample.resourceGroup(tags: ["a": "b"]), in: sample.subscription)
      let listed = try await subject.azure.resourceGroups(in: sample.subscription)
      try require(listed.map(\.name) == listed.map(\.name).sorted(), "the groups are not sorted")
      try require(listed.first { $0.name == sample.group }?.tags == ["a": "b"], "the tags are not set")
    },
  ]
}
