import Pools

extension Cloud {
  /// Finds who answers a request, and answers it. Throws what becomes an ARM error.
  mutating func answer(_ request: ARMRequest) throws(ARMError) -> ARMReply {
    var request = request
    if request.path.group != nil, request.path.words.first?.lowercased() == "deployments" {
      // The operations of a deployment have an older path too, without a provider, and `az` asks by that.
      request.path = request.path.underResources
    }
    let path = request.path
    if path.key == "/metadata/endpoints" { return ARMReply(200, body: metadata) }
    guard request.apiVersion?.isEmpty == false else { throw .missingAPIVersion }
    guard let text = path.subscription else {
      if path.subscription == nil, path.key == "/subscriptions" { return ARMReply(200, body: subscriptionList) }
      return try answerTenant(request)
    }
    guard let subscription = SubscriptionID(text), settings.subscriptions.contains(subscription) else {
      throw .subscriptionNotFound(text)
    }
    if let reply = trackedReply(request) { return reply }
    if path.group == nil, path.providers.isEmpty { return try answerSubscription(request, subscription) }
    if path.group != nil, path.providers.isEmpty { return try answerGroup(request, subscription) }
    if isDeployments(path) { return try answerDeployments(request, subscription) }
    if let reply = try answerTags(request, subscription) { return reply }
    if path.providers.count == 1, path.providers[0].segments.isEmpty || isRegistration(path) {
      return try answerProvider(request)
    }
    return try answerResources(request, subscription)
  }

  private func isDeployments(_ path: ARMPath) -> Bool {
    path.providers.count == 1 && path.providers[0].namespace.lowercased() == "microsoft.resources"
      && path.providers[0].segments.first?.type.lowercased() == "deployments"
  }

  private func isRegistration(_ path: ARMPath) -> Bool {
    path.group == nil && path.providers[0].segments.map { $0.type.lowercased() } == ["register"]
  }

  private func answerTenant(_ request: ARMRequest) throws(ARMError) -> ARMReply {
    switch request.path.key {
    case "/tenants":
      return ARMReply(
        200,
        body: [
          "value": [
            [
              "id": .string("/tenants/\(settings.tenant)"), "tenantId": .string(settings.tenant),
              "displayName": "Simulation", "countryCode": "US", "tenantCategory": "Home",
            ]
          ]
        ])
    case "/providers": return ARMReply(200, body: ["value": .array(providerList)])
    default:
      throw ARMError(
        404, "InvalidResourceNamespace", "The request path '\(request.path.text)' leads to nothing in this simulation.")
    }
  }

  private func answerSubscription(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    switch request.path.words.first?.lowercased() {
    case nil: return ARMReply(200, body: subscriptionBody(subscription))
    case "resourcegroups": return try listGroups(request, subscription)
    case "resources":
      return try listed(request, generic(store.keys(in: subscription), request), text: genericBody)
    case "locations":
      let list = Region.all.map { name -> JSONValue in
        [
          "id": .string("/subscriptions/\(subscription)/locations/\(name)"), "name": .string(name),
          "type": "Region", "displayName": .string(name), "regionalDisplayName": .string(name),
        ]
      }
      return ARMReply(200, body: ["value": .array(list)])
    case "providers": return ARMReply(200, body: ["value": .array(providerList)])
    case "tagnames": return ARMReply(200, body: ["value": []])
    default: throw .methodNotAllowed(request.method)
    }
  }

  /// `/subscriptions/S/providers[/NS]`, and its registration, which has always been done.
  private func answerProvider(_ request: ARMRequest) throws(ARMError) -> ARMReply {
    let name = request.path.providers[0].namespace
    guard let namespace = Namespace.all[name.lowercased()] else {
      throw ARMError(404, "InvalidResourceNamespace", "The resource namespace '\(name)' is invalid.")
    }
    return ARMReply(200, body: provider(namespace))
  }

  private var providerList: [JSONValue] {
    Namespace.all.values.sorted { $0.name < $1.name }.map(provider)
  }

  private func provider(_ namespace: Namespace) -> JSONValue {
    let prefix = namespace.name.lowercased() + "/"
    let own = TypeRules.all.values.filter { $0.type.lowercased().hasPrefix(prefix) }
    var versions = Dictionary(
      own.map { ($0.type.split(separator: "/", maxSplits: 1).last.map(String.init) ?? "", $0.versions.list) },
      uniquingKeysWith: { first, _ in first })
    for type in namespace.types ?? [] where versions[type] == nil { versions[type] = APIVersions.dated.list }
    let types = versions.sorted { $0.key < $1.key }.map { type, versions -> JSONValue in
      [
        "resourceType": .string(type), "apiVersions": .array(versions.reversed().map(JSONValue.string)),
        "locations": .array(Region.all.map(JSONValue.string)),
      ]
    }
    return [
      "namespace": .string(namespace.name), "registrationState": "Registered",
      "registrationPolicy": "RegistrationRequired", "resourceTypes": .array(types),
    ]
  }
}
