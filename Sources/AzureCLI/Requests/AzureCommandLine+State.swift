package import Pools
package import Reconciliation

extension AzureCommandLine {
  package func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] {
    let path = ARMPath.groups(in: subscription)
    var groups: [ResourceGroup] = []
    var ids = ListedIDs(of: path)
    try await pages(path, in: subscription) { page in
      for element in page {
        let group = try ResourceGroup(answer: element)
        try ids.add(group.name.description)
        groups.append(group)
      }
    }
    return groups.sorted { $0.name < $1.name }
  }

  package func resourceGroup(
    _ name: ResourceGroupName, in subscription: SubscriptionID
  ) async throws -> ResourceGroup? {
    let path = ARMPath.group(name, in: subscription)
    switch try await attemptRead(path, in: subscription) {
    case .failure(let refusal) where refusal.complaint.provesAbsenceOfGroup: return nil
    case .failure(let refusal): throw refusal.error
    case .success(let bytes):
      let group = try ResourceGroup(answer: try Self.parse(bytes, from: path))
      guard group.name == name else {
        throw AzureError.unreadable(Scrubber().clean("asked for resource group \(name), Azure answered \(group.name)"))
      }
      return group
    }
  }

  package func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    guard !query.type.isChild else {
      throw AzureError.unreadable("\(query.type) cannot be listed in a subscription: children come with their parents")
    }
    let path = ARMPath.list(query, in: subscription)
    var ids = ListedIDs(of: path)
    try await pages(path, in: subscription) { elements in
      var documents: [ResourceDocument] = []
      for element in elements where !element.isInherited {
        let document = try ResourceDocument(answer: element, apiVersion: query.apiVersion)
        guard document.type == query.type, document.id.subscription == subscription else {
          throw AzureError.unreadable(
            Scrubber().clean("the list of \(query.type) in \(subscription) has a stranger: \(document.id)"))
        }
        try ids.add(document.id.description)
        documents.append(document)
      }
      try await page(documents)
    }
  }

  package func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? {
    let path = ARMPath.whole(id, apiVersion: apiVersion)
    switch try await attemptRead(path, in: id.subscription) {
    case .failure(let refusal) where refusal.complaint.provesAbsence(of: id): return nil
    case .failure(let refusal): throw refusal.error
    case .success(let bytes):
      let document = try ResourceDocument(answer: try Self.parse(bytes, from: path), apiVersion: apiVersion)
      guard document.id == id else {
        throw AzureError.unreadable(Scrubber().clean("asked for \(id), Azure answered \(document.id)"))
      }
      return document
    }
  }

  package func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws {
    guard let location = group.location else {
      throw AzureError.invalidTemplate("resource group \(group.name) needs a location to be made in")
    }
    let body: JSONValue = [
      "location": .string("\(location)"), "tags": .object(group.tags.mapValues(JSONValue.string)),
    ]
    let path = ARMPath.group(group.name, in: subscription)
    try await attemptWrite(.write(.put, path, in: subscription, body: body)).get()
  }
}

extension ResourceGroup {
  /// Reads a group as ARM answers it. Throws `AzureError.unreadable`.
  init(answer: JSONValue) throws(AzureError) {
    guard let name = answer.member("name")?.string.flatMap(ResourceGroupName.init) else {
      throw .unreadable("a resource group has no name that can be read")
    }
    self.init(
      name: name, location: answer.member("location")?.string.flatMap { Location($0) },
      tags: answer.member("tags")?.object?.compactMapValues(\.string) ?? [:],
      isBeingDeleted: answer.member("properties")?.member("provisioningState")?.string?.lowercased() == "deleting")
  }
}

extension JSONValue {
  /// True for a role assignment or a policy that a subscription has from the management groups around it: ARM lists it with
  /// the subscription's own, and it belongs to none of what is in there.
  fileprivate var isInherited: Bool {
    member("id")?.string?.lowercased().hasPrefix("/providers/") == true
      && member("type")?.string?.lowercased().hasPrefix("microsoft.authorization/") == true
  }
}

extension ResourceDocument {
  /// Reads a resource as ARM answers it: what it has besides id, name, type and the marks of its version is the body.
  ///
  /// The id keeps the capitals that ARM gave it. Nothing is redacted here.
  init(answer: JSONValue, apiVersion: String) throws(AzureError) {
    guard case .object(var members) = answer else { throw .unreadable("a resource is \(answer.kind), not an object") }
    guard let text = answer.member("id")?.string, let id = ResourceID(text) else {
      let text = answer.member("id")?.string ?? "(none)"
      throw .unreadable(Scrubber().clean("a resource has no id that can be read: \(text)", limit: 300))
    }
    for name in members.keys where Self.envelope.contains(name.lowercased()) { members[name] = nil }
    self.init(id: id, apiVersion: apiVersion, body: .object(members))
  }

  private static let envelope: Set<String> = ["id", "name", "type", "apiversion", "etag", "systemdata"]
}
