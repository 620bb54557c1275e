import Pools
import Reconciliation

extension AzureContract {
  static let deployments: [Law<AzureSubject>] = [
    Law("a deployment that was started ends, and what it made is listed and read alike") { subject in
      let sample = try AzureSample(subject)
      try await subject.azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try await subject.azure.start(
        sample.deployment("one", networks: ["a", "b"], secrets: ["key": .text(SecretText("unused"))]))
      let status = try await sample.ended("one", of: subject)
      try require(status.state == .succeeded && status.error == nil, "it ended \(status)")
      try require(!status.correlationID.isEmpty, "it has no correlation id")
      try require(
        try await subject.azure.failure(of: "one", in: sample.scope) == nil, "a deployment that succeeded has a failure"
      )
      try await subject.settle()
      let listed = try await sample.list(subject)
      try require(Set(listed.map(\.id)) == [try sample.network("a"), try sample.network("b")], "listed: \(listed)")
      for document in listed {
        let members = Set(document.body.object?.keys.map { $0.lowercased() } ?? [])
        try require(members.isDisjoint(with: ["id", "name", "type", "etag"]), "the body has \(members)")
        try require(document.body.member("location")?.string == "westus2", "the body has no location")
        try require(document.tag("weir-pool") == "vision", "the body has no tags")
        try require(document.apiVersion == sample.networks.apiVersion, "the version is \(document.apiVersion)")
        let single = try await subject.azure.resource(document.id, apiVersion: document.apiVersion)
        try require(single == document, "read alone it is \(String(describing: single))")
      }
    },
    Law("a deployment whose name is still running is a conflict, and once it ended a new run of it") { subject in
      let sample = try AzureSample(subject)
      try await subject.azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try await subject.azure.start(sample.deployment("twice"))
      let running = try await subject.azure.deployments(in: sample.scope).first { $0.name == "twice" }
      if running?.state == .running {
        let refused = try await error("a second start") { try await subject.azure.start(sample.deployment("twice")) }
        guard case .conflict = refused else { throw ContractBreach(description: "a second start is \(refused)") }
      }
      let first = try await sample.ended("twice", of: subject)
      try await subject.azure.start(sample.deployment("twice"))
      let second = try await sample.ended("twice", of: subject)
      try require(first.correlationID != second.correlationID, "the correlation id is that of the run before")
    },
    Law("a template that is none is refused before anything is done") { subject in
      let sample = try AzureSample(subject)
      try await subject.azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      var request = sample.deployment("bad")
      request.template = [
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
          [
            "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01",
            "name": "[parameters('nobody')]", "location": "westus2",
          ]
        ],
      ]
      let bad = request
      let refused = try await error("a wrong template") { try await subject.azure.start(bad) }
      guard case .invalidTemplate = refused else { throw ContractBreach(description: "a wrong template is \(refused)") }
      try require(!refused.message.isEmpty && !refused.message.contains("\n"), "its message is \(refused.message)")
      try require(try await sample.list(subject).isEmpty, "it made something")
    },
    Law("a deployment into a group that is not there throws") { subject in
      let sample = try AzureSample(subject)
      let refused = try await error("a start in no group") { try await subject.azure.start(sample.deployment("one")) }
      guard case .notFound = refused else { throw ContractBreach(description: "a start in no group is \(refused)") }
    },
  ]

  static let deletions: [Law<AzureSubject>] = [
    Law("a resource that was deleted is gone when the deletion comes back, and the others are left") { subject in
      let sample = try AzureSample(subject)
      try await subject.azure.makeResourceGroup(sample.resourceGroup(), in: sample.subscription)
      try await subject.azure.start(sample.deployment("both", networks: ["a", "b"]))
      _ = try await sample.ended("both", of: subject)
      try await subject.azure.delete(sample.network("a"), apiVersion: sample.networks.apiVersion)
      try require(
        try await subject.azure.resource(sample.network("a"), apiVersion: sample.networks.apiVersion) == nil,
        "it is still there")
      try require(try await sample.list(subject).map(\.id) == [sample.network("b")], "the list is another")
    }
  ]
}
