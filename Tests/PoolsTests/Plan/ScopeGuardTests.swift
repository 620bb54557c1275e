import Testing

@testable import Pools

@Suite("What a pool does by an id to what is not its own")
struct ScopeGuardTests {
  static let elsewhere = "99999999-2222-3333-4444-555555555555"
  static let identityType = "Microsoft.ManagedIdentity/userAssignedIdentities"

  static func victim(_ type: String = "Microsoft.Compute/virtualMachineScaleSets") throws -> ResourceID {
    try Fixture.id(type, "victim", group: "ds-b")
  }

  static func type(_ text: String) throws -> ResourceType { try #require(ResourceType(text)) }

  /// A resource that extends another.
  static func on(
    _ id: ResourceID, _ type: String, _ body: JSONValue = [:], name: String = "x"
  ) throws -> ResourceDocument {
    try document(try #require(ResourceID(extending: id, type: Self.type(type), names: [name])), body)
  }

  /// A document whose texts in brackets are expressions.
  static func document(_ id: ResourceID, _ body: JSONValue) throws -> ResourceDocument {
    var expressions: [JSONPath: Set<String>] = [:]
    func walk(_ value: JSONValue, _ path: JSONPath) {
      switch value {
      case .string(let text) where text.hasPrefix("[") && text.hasSuffix("]"): expressions[path] = []
      case .array(let elements): for (i, e) in elements.enumerated() { walk(e, path.appending(.index(i))) }
      case .object(let members): for (n, m) in members { walk(m, path.member(n)) }
      default: break
      }
    }
    walk(body, .root)
    return Fixture.document(id, body, expressions: expressions)
  }

  static func own(
    _ body: JSONValue = [:], type: String = "Microsoft.Network/publicIPAddresses"
  ) throws -> ResourceDocument {
    try document(try Fixture.id(type, "mine"), body)
  }

  /// A role assignment's body.
  static func role(for principal: JSONValue) -> JSONValue {
    ["properties": ["principalId": principal, "roleDefinitionId": "/x/owner"]]
  }

  static func identity(of id: ResourceID) -> JSONValue {
    .string("[reference('\(id)', '2024-07-01', 'Full').identity.principalId]")
  }

  static func refusals(
    _ resources: [ResourceDocument], secrets: [String: SecretReference] = [:], live: [ResourceDocument] = [],
    claimed: [ResourceID: String] = [:], groups: [String: String] = [:], bystanders: [ResourceDocument] = []
  ) throws -> [String] {
    var pool = try Fixture.pool(resources)
    pool.secrets = secrets
    var input = try Fixture.input(pool.tagged(labels: [:], managedBy: "weir"), live: Fixture.live(live))
    input.claimedBy = try claimed.mapValues { try Fixture.name($0) }
    for (group, name) in groups {
      input.groupClaims[GroupPlace(subscription: try Fixture.subscription(), group: try Fixture.group(group))] =
        try Fixture.name(name)
    }
    input.bystanders = Fixture.live(bystanders)
    return Pools.plan(input).refusals.map(\.message)
  }

  // MARK: Other pools

  /// Everything that a pool can do to the scale set, the network or the account of pool victim.
  static func attacks() throws -> [(name: String, resource: ResourceDocument, target: ResourceID)] {
    let set = try victim()
    let account = try victim("Microsoft.Storage/storageAccounts")
    let network = try victim("Microsoft.Network/virtualNetworks")
    let identity = try victim(identityType)
    let subnet = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "victim", "pools", group: "ds-b")
    let vault = try victim("Microsoft.KeyVault/vaults")
    func autoscale(_ field: String) throws -> ResourceDocument {
      try own(["properties": [field: .string("\(set)")]], type: "Microsoft.Insights/autoscaleSettings")
    }
    return [
      ("a role on it", try on(set, "Microsoft.Authorization/roleAssignments", role(for: "9b1c")), set),
      (
        "a role on a subnet of it", try on(subnet, "Microsoft.Authorization/roleAssignments", role(for: "9b1c")),
        network
      ),
      ("a lock on it", try on(set, "Microsoft.Authorization/locks", ["properties": ["level": "ReadOnly"]]), set),
      ("a policy on it", try on(set, "Microsoft.Authorization/policyAssignments"), set),
      ("tags on it", try on(network, "Microsoft.Resources/tags", ["properties": ["tags": ["a": "b"]]]), network),
      ("a diagnostic setting on it", try on(account, "Microsoft.Insights/diagnosticSettings"), account),
      ("an event subscription on it", try on(account, "Microsoft.EventGrid/eventSubscriptions"), account),
      ("a maintenance window on it", try on(set, "Microsoft.Maintenance/configurationAssignments"), set),
      ("an autoscaler of it", try autoscale("targetResourceUri"), set),
      (
        "an autoscaler of it, in other capitals",
        try own(
          ["properties": ["TargetResourceURI": .string("\(set)".uppercased())]],
          type: "Microsoft.Insights/autoscaleSettings"), set
      ),
      ("a metric of it", try autoscale("metricResourceUri"), set),
      (
        "a shutdown of it",
        try own(
          ["properties": ["targetResourceId": .string("\(set)")]],
          type: "Microsoft.DevTestLab/schedules"), set
      ),
      ("a reference to it", try own(["tags": ["x": .string("[reference('\(set)', '2024-07-01').uniqueId]")]]), set),
      (
        "a reference in a reference",
        try own(
          ["tags": ["x": .string("[concat('a', string(reference('\(set)', '2024-07-01')))]")]]), set
      ),
      (
        "its keys",
        try own(["properties": ["sharedKey": .string("[listKeys('\(account)', '2023-01-01').keys[0].value]")]]),
        account
      ),
      (
        "its SAS",
        try own(["properties": ["sasToken": .string("[listAccountSas('\(account)', '2023-01-01', '{}').x]")]]),
        account
      ),
      (
        "its identity",
        try own(
          ["identity": ["type": "UserAssigned", "userAssignedIdentities": ["\(identity)": [:]]]],
          type: "Microsoft.Compute/virtualMachineScaleSets"), identity
      ),
      (
        "a copy of its disk",
        try own(
          ["properties": ["creationData": ["sourceResourceId": .string("\(set)")]]],
          type: "Microsoft.Compute/snapshots"), set
      ),
      (
        "certificates of its vault",
        try own(
          ["properties": ["osProfile": ["secrets": [["sourceVault": ["id": .string("\(vault)")]]]]]],
          type: "Microsoft.Compute/virtualMachines"), vault
      ),
      (
        "an alert on it",
        try own(["properties": ["scopes": [.string("\(set)")]]], type: "Microsoft.Insights/metricAlerts"),
        set
      ),
      (
        "a federated credential of its identity",
        try document(
          try Fixture.id("\(identityType)/federatedIdentityCredentials", "victim", "x", group: "ds-b"), [:]), identity
      ),
    ]
  }

  @Test("what another pool deploys, or has by its tags, or another controller has, is left alone")
  func others() throws {
    for (name, resource, target) in try Self.attacks() {
      let claimed = try Self.refusals([resource], claimed: [target: "victim"])
      #expect(claimed.contains { $0.contains("pool victim") }, "\(name): \(claimed)")
      let live = Fixture.document(target, ["tags": ["weir-pool": "victim", "weir-managed-by": "weir"]])
      let tagged = try Self.refusals([resource], live: [live])
      #expect(tagged.contains { $0.contains("pool victim (tag weir-pool)") }, "\(name): \(tagged)")
      let theirs = Fixture.document(target, ["tags": ["weir-managed-by": "other"]])
      let controlled = try Self.refusals([resource], bystanders: [theirs])
      let isChild = resource.id.type.isChild
      #expect(
        isChild || controlled.contains { $0.contains("controller other (tag weir-managed-by)") },
        "\(name): \(controlled)")
    }
  }

  @Test("what is nobody's may be read, and extended for the pool's own identity")
  func unclaimed() throws {
    let set = try Self.own(["identity": ["type": "SystemAssigned"]], type: "Microsoft.Compute/virtualMachineScaleSets")
    let vault = try Self.victim("Microsoft.KeyVault/vaults")
    let right = try Self.on(
      vault, "Microsoft.Authorization/roleAssignments", Self.role(for: Self.identity(of: set.id)))
    let lock = try Self.on(vault, "Microsoft.Authorization/locks")
    let read = try Self.own(["tags": ["x": .string("[reference('\(vault)', '2023-01-01').vaultUri]")]])
    #expect(try Self.refusals([set, right, lock, read]) == [])
    let identity = try Self.victim(Self.identityType)
    let machine = try Self.own(
      ["identity": ["type": "UserAssigned", "userAssignedIdentities": ["\(identity)": [:]]]],
      type: "Microsoft.Compute/virtualMachineScaleSets")
    let shared = try Self.on(
      vault, "Microsoft.Authorization/roleAssignments",
      Self.role(for: .string("[reference('\(identity)', '2023-01-31').principalId]")))
    #expect(try Self.refusals([machine, shared]) == [])
    let stranger = try Self.refusals([
      set, try Self.on(vault, "Microsoft.Authorization/roleAssignments", Self.role(for: "9b1c")),
    ])
    #expect(stranger.first?.contains("for a principal that is no identity of the pool's own") == true, "\(stranger)")
  }

  @Test("on the pool's own resources it does as it likes")
  func own() throws {
    let set = try Self.own(["identity": ["type": "SystemAssigned"]], type: "Microsoft.Compute/virtualMachineScaleSets")
    let resources = [
      set, try Self.on(set.id, "Microsoft.Authorization/roleAssignments", Self.role(for: "9b1c")),
      try Self.on(set.id, "Microsoft.Authorization/locks"),
      try Self.on(set.id, "Microsoft.Insights/diagnosticSettings"),
      try Self.own(
        ["properties": ["targetResourceUri": .string("\(set.id)")]], type: "Microsoft.Insights/autoscaleSettings"),
      try Self.own(["tags": ["x": .string("[reference('\(set.id)', '2024-07-01').uniqueId]")]]),
    ]
    #expect(try Self.refusals(resources, claimed: [try Self.victim(): "victim"]) == [])
  }

  @Test(
    "a principal counts as the pool's own by what Azure answers of an identity, and by nothing else",
    arguments: [
      "9b1c", "[reference('SET', '2024-07-01', 'Full').tags.principalId]",
      "[reference('SET', '2024-07-01').principalId.x]",
      "[concat('9b1c', reference('SET', '2024-07-01', 'Full').identity.principalId)]",
      "[if(true(), '9b1c', reference('SET', '2024-07-01', 'Full').identity.principalId)]",
      "[reference('OTHER', '2024-07-01', 'Full').identity.principalId]",
    ])
  func principal(_ text: String) throws {
    let set = try Self.own([:], type: "Microsoft.Compute/virtualMachineScaleSets")
    let principal = text.replacing("SET", with: "\(set.id)").replacing("OTHER", with: "\(try Self.victim())")
    let vault = try Self.victim("Microsoft.KeyVault/vaults")
    let right = try Self.on(vault, "Microsoft.Authorization/roleAssignments", Self.role(for: .string(principal)))
    #expect(try Self.refusals([set, right]).contains { $0.contains("for a principal that is no identity") })
  }

  // MARK: Whole groups and subscriptions

  static func placed(_ type: String, group: String?, _ body: JSONValue = [:]) throws -> ResourceDocument {
    let id = ResourceID(
      subscription: try Fixture.subscription(), resourceGroup: try group.map { try Fixture.group($0) },
      type: try Self.type(type), names: ["x"])
    return try document(try #require(id), body)
  }

  @Test(
    "a subscription, or a group that is not the pool's own, is left alone",
    arguments: [
      "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/locks",
      "Microsoft.Authorization/policyAssignments",
      "Microsoft.Authorization/roleDefinitions", "Microsoft.Resources/tags",
      "Microsoft.ManagedServices/registrationAssignments",
    ])
  func places(_ type: String) throws {
    let set = try Self.own([:], type: "Microsoft.Compute/virtualMachineScaleSets")
    let body = Self.role(for: Self.identity(of: set.id))
    let wide = try Self.refusals([set, try Self.placed(type, group: nil, body)])
    #expect(
      wide.contains { $0.contains("all of subscription \(Fixture.subscriptionText)") && $0.contains("owner") },
      "\(wide)")
    let other = try Self.refusals([set, try Self.placed(type, group: "ds-b", body)])
    #expect(other.contains { $0.contains("all of resource group ds-b, which is not the pool's own") }, "\(other)")
    #expect(try Self.refusals([set, try Self.placed(type, group: "ds-vision", body)]) == [])
    let shared = try Self.refusals(
      [set, try Self.placed(type, group: "ds-vision", body)], groups: ["ds-vision": "victim"])
    #expect(shared.contains { $0.contains("where pool victim has resources too") }, "\(shared)")
  }

  @Test("a role on the pool's own group is for its own identities")
  func ownGroup() throws {
    let stranger = try Self.placed(
      "Microsoft.Authorization/roleAssignments", group: "ds-vision", Self.role(for: "9b1c"))
    #expect(try Self.refusals([stranger]).first?.contains("for a principal that is no identity") == true)
  }

  @Test("a subscription has groups and budgets of a pool, and nothing else")
  func subscription() throws {
    #expect(try Self.refusals([try Self.placed("Microsoft.Consumption/budgets", group: nil)]) == [])
    #expect(try Self.refusals([try Self.placed("Microsoft.Test/things", group: nil)]).count == 1)
    let group = try Self.placed("Microsoft.Resources/resourceGroups", group: nil)
    #expect(try Self.refusals([group]) == [])
    #expect(try Self.refusals([group], groups: ["x": "victim"]).first?.contains("pool victim") == true)
  }

  // MARK: Subscriptions

  @Test("subscriptions that ids name stand in azure.subscriptions")
  func subscriptions() throws {
    let text = try Self.victim("Microsoft.Storage/storageAccounts").description
      .replacing(Fixture.subscriptionText, with: Self.elsewhere)
    let set = try Self.victim().description.replacing(Fixture.subscriptionText, with: Self.elsewhere)
    let identity = try Self.victim(Self.identityType).description.replacing(
      Fixture.subscriptionText, with: Self.elsewhere)
    let resources = [
      try Self.own(["tags": ["x": .string("[listKeys('\(text)', '2023-01-01').keys[0].value]")]]),
      try Self.own(["tags": ["x": .string("[reference('\(text)', '2023-01-01').x]")]]),
      try Self.own(["tags": ["x": .string("[LISTSECRETS( '\(text.uppercased())' , '2023-01-01').x]")]]),
      try Self.own(["properties": ["targetResourceUri": .string(set)]], type: "Microsoft.Insights/autoscaleSettings"),
      try Self.own(["identity": ["userAssignedIdentities": [identity: [:]]]]),
      try Self.own(
        ["properties": ["scopes": [.string("/subscriptions/\(Self.elsewhere)")]]],
        type: "Microsoft.Insights/metricAlerts"),
    ]
    for resource in resources {
      let found = try Self.refusals([resource])
      #expect(found.count == 1, "\(resource.body.text()): \(found)")
      #expect(
        found.first?.contains("subscription \(Self.elsewhere), which is not in azure.subscriptions") == true, "\(found)"
      )
    }
    let vault = "/subscriptions/\(Self.elsewhere)/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
    let secret = try Self.refusals([], secrets: ["key": .keyVault(vault: vault, secret: "s", version: nil)])
    #expect(secret.first?.contains("the secret key is read from") == true, "\(secret)")
  }

  @Test("a vault of another pool, or what is no vault's id, gives no secret")
  func vaults() throws {
    let vault = try Self.victim("Microsoft.KeyVault/vaults")
    func refusals(_ text: String) throws -> [String] {
      try Self.refusals(
        [], secrets: ["key": .keyVault(vault: text, secret: "s", version: nil)], claimed: [vault: "victim"])
    }
    #expect(try refusals("\(vault)").first?.contains("which pool victim deploys") == true)
    #expect(try refusals("victim").first?.contains("by something else than a resource id") == true)
    #expect(try refusals("\(try Fixture.id("Microsoft.KeyVault/vaults", "team", group: "shared"))") == [])
  }

  @Test(
    "what only Azure can tell is not read, scaled or signed in as",
    arguments: [
      ["tags": ["x": "[reference(concat('/subscriptions/', reference('/x', '1').y), '2024-07-01').z]"]],
      ["tags": ["x": "[listKeys(reference('/x', '1').id, '2023-01-01').keys[0].value]"]],
      ["properties": ["targetResourceUri": "[reference('/x', '1').id]"]],
      ["identity": "[reference('/x', '1', 'Full').identity]"],
      ["identity": ["userAssignedIdentities": "[createObject(reference('/x', '1').id, createObject())]"]],
    ] as [JSONValue])
  func unknown(_ body: JSONValue) throws {
    let found = try Self.refusals([try Self.own(body, type: "Microsoft.Insights/autoscaleSettings")])
    #expect(found.contains { $0.contains("a resource that only Azure can tell") }, "\(found)")
  }

  @Test("an autoscale setting scales the pool's own and nothing else, whoever has it")
  func autoscale() throws {
    let found = try Self.refusals([
      try Self.own(
        ["properties": ["targetResourceUri": .string("\(try Self.victim())")]],
        type: "Microsoft.Insights/autoscaleSettings")
    ])
    #expect(found.first?.contains("which is not the pool's own") == true, "\(found)")
  }

  @Test("a script signs in as an identity of the pool's own")
  func scripts() throws {
    let identity = try Self.victim(Self.identityType)
    let mine = try Fixture.id(Self.identityType, "mine")
    func script(_ id: ResourceID) throws -> ResourceDocument {
      try Self.own(
        ["identity": ["type": "UserAssigned", "userAssignedIdentities": ["\(id)": [:]]]],
        type: "Microsoft.Resources/deploymentScripts")
    }
    #expect(try Self.refusals([script(identity)]).first?.contains("which is not the pool's own") == true)
    #expect(try Self.refusals([script(mine), Fixture.document(mine, [:])]) == [])
    #expect(try Self.refusals([Self.own([:], type: "Microsoft.Resources/deploymentScripts")]) == [])
  }

  // MARK: Tags

  @Test(
    "nobody but Weir writes its ownership tags",
    arguments: [
      ["tags": ["weir-pool": "victim"]], ["tags": ["Weir-Managed-By": "x"]], ["tags": "[createObject('a', 'b')]"],
      ["TAGS": "[reference('/x', '1').tags]"],
    ] as [JSONValue])
  func ownership(_ properties: JSONValue) throws {
    let vault = try Self.victim("Microsoft.KeyVault/vaults")
    let tags = try Self.on(vault, "Microsoft.Resources/tags", ["properties": properties], name: "default")
    #expect(!(try Self.refusals([tags]).isEmpty))
    let group = try Self.placed("Microsoft.Resources/tags", group: "ds-vision", ["properties": properties])
    #expect(!(try Self.refusals([group]).isEmpty))
  }

  @Test("tags beside a resource do not take Weir's away")
  func replacing() throws {
    let mine = try Self.own()
    let tags = try Self.on(mine.id, "Microsoft.Resources/tags", ["properties": ["tags": ["a": "b"]]])
    #expect(try Self.refusals([mine, tags]).first?.contains("replace all tags") == true)
    let vault = try Self.victim("Microsoft.KeyVault/vaults")
    let beside = try Self.on(vault, "Microsoft.Resources/tags", ["properties": ["tags": ["a": "b"]]])
    #expect(try Self.refusals([beside]) == [])
    let ours = Fixture.document(vault, Fixture.owned([:]))
    #expect(try Self.refusals([beside], bystanders: [ours]).first?.contains("replace all tags") == true)
  }

  @Test("a name in a text, or in a free-form field, is no call")
  func harmless() throws {
    let text = "[concat('reference(''/subscriptions/\(Self.elsewhere)/x'')', string(reference('/x', '1').listKeys))]"
    #expect(ExpressionCalls(in: text).calls == [ExpressionCalls.Call(function: "reference", target: "/x")])
    #expect(
      try Self.refusals([
        try Self.own(["tags": ["scope": .string("/subscriptions/\(Self.elsewhere)"), "x": .string(text)]])
      ]) == [])
  }
}
