package import Pools
package import Reconciliation

extension AzureCommandLine {
  package func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] {
    var groups: [ResourceGroup] = []
    try await pages(ARMPath.groups(in: subscription), in: subscription) { page in
      for element in page {
        guard let name = element.member("name")?.string.flatMap(ResourceGroupName.init) else {
          throw AzureError.unreadable("the list of resource groups of \(subscription) has one without a name")
        }
        groups.append(
          ResourceGroup(
            name: name, location: element.member("location")?.string.flatMap { Location($0) },
            tags: element.member("tags")?.object?.compactMapValues(\.string) ?? [:]))
      }
    }
    return groups.sorted { $0.name < $1.name }
  }

  package func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    guard !query.type.isChild else {
      throw AzureError.unreadable("\(query.type) cannot be listed in a subscription: children come with their parents")
    }
    try await pages(ARMPath.list(query, in: subscription), in: subscription) { elements in
      try await page(
        elements.filter { !$0.isInherited }.map { (element) throws(AzureError) in
          let document = try ResourceDocument(answer: element, apiVersion: query.apiVersion)
          guard document.type == query.type, document.id.subscription == subscription else {
            throw .unreadable(
              Scrubber().clean("the list of \(query.type) in \(subscription) has a stranger: \(document.id)"))
          }
          return document
        })
    }
  }

  package func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? {
    let path = ARMPath.whole(id, apiVersion: apiVersion)
    switch try await attempt(Self.rest("get", path)) {
    case .failure(let refusal) where refusal.provesAbsence: return nil
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
    var arguments = [
      "group", "create", "--only-show-errors", "-o", "none", "--name", "\(group.name)", "--location", "\(location)",
      "--subscription", "\(subscription)",
    ]
    if !group.tags.isEmpty {
      // az would read a word that begins with @ from a file, and take one with a dash for an option.
      if let bad = group.tags.keys.sorted().first(where: {
        $0.isEmpty || "@-".contains($0.prefix(1)) || $0.contains("=")
      }) {
        throw AzureError.invalidTemplate("a tag of a resource group cannot be called \"\(bad)\": rename it")
      }
      arguments += ["--tags"] + group.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
    _ = try await call(arguments)
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
