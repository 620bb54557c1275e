import PoolFieldSamples
import Pools
import Templates
import Testing

@testable import Manifests

@Suite("Importing what others have a part in")
struct SharedThingsTests {
  private static let rules = JSONPath("properties", "securityRules")

  /// A plain pool's live documents, changed.
  private func live(
    _ sources: [String], _ change: (inout [ResourceDocument]) throws -> Void = { _ in }
  ) throws -> LivePool {
    var fields = try PoolFieldSample.plain(.ubuntu)
    fields.access.allowFrom = sources
    let pool = try ImportSample.live(ImportSample.readable(fields))
    var documents = pool.resources
    try change(&documents)
    return try #require(LivePool(pool.scaleSet.id, among: documents))
  }

  private func imported(_ pool: LivePool) throws -> PoolImport {
    try PoolImport(pool, named: try #require(PoolName("vision")), managedBy: "weir")
  }

  @Test("an address alone is written as the network of it alone, and proved")
  func addresses() throws {
    let pool = try live(["203.0.113.7/32", "198.51.100.0/24"]) { documents in
      for index in documents.indices where documents[index].id.name == "vision-nsg" {
        let path = Self.rules.appending(.index(0)).member("properties").member("sourceAddressPrefixes")
        documents[index].body = documents[index].body.setting(["203.0.113.7", "198.51.100.0/24"], at: path)
      }
    }
    let imported = try imported(pool)
    #expect(imported.way == .fields)
    #expect(imported.proof.isProved)
    #expect(imported.manifest.contains("203.0.113.7/32"))
  }

  @Test("networks of IPv6 are said by a template, since no manifest takes them")
  func six() throws {
    let pool = try live(["203.0.113.0/24"]) { documents in
      for index in documents.indices where documents[index].id.name == "vision-nsg" {
        let path = Self.rules.appending(.index(0)).member("properties").member("sourceAddressPrefixes")
        documents[index].body = documents[index].body.setting(["fd00::/8"], at: path)
      }
    }
    guard case .template(let because) = try imported(pool).way else {
      Issue.record("fields say it")
      return
    }
    #expect(because.contains("IPv6"))
  }

  @Test("a subnet that somebody has added to the pool's network stays out of it")
  func subnet() throws {
    let pool = try live(["203.0.113.0/24"]) { documents in
      let list = JSONPath("properties", "subnets")
      for index in documents.indices where documents[index].id.name == "vision-vnet" {
        let other: JSONValue = ["name": "databases", "properties": ["addressPrefix": "10.0.32.0/24"]]
        let all = (documents[index].body.value(at: list)?.array ?? []) + [other]
        documents[index].body = documents[index].body.setting(.array(all), at: list)
      }
    }
    let imported = try imported(pool)
    #expect(imported.way == .fields)
    #expect(imported.proof.isProved)
  }

  private static let principal: JSONValue = "9b1c0000-0000-4000-8000-000000000001"

  /// The documents with the principal of the machines' own identity, and with a right of it on a vault.
  private static func giveVault(_ documents: inout [ResourceDocument]) throws -> ResourceID {
    let vault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team")
    let right = try #require(
      ResourceID("\(vault)/providers/Microsoft.Authorization/roleAssignments/5f0c6d5e-0000-4000-8000-00000000000f"))
    let role = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/\(MachineRole.vault.rawValue)"
    for index in documents.indices where documents[index].id.name == "vision" {
      documents[index].body = documents[index].body.setting(
        ["type": "SystemAssigned", "principalId": principal], at: JSONPath("identity"))
    }
    documents.append(
      ResourceDocument(
        id: right, apiVersion: "2022-04-01",
        body: ["properties": ["principalId": principal, "roleDefinitionId": .string(role)]]))
    return vault
  }

  @Test("the vault that the machines read is a field, whoever has given the right and under whatever name")
  func vault() throws {
    var fields = try PoolFieldSample.plain(.ubuntu)
    fields.access.allowFrom = ["203.0.113.0/24"]
    fields.identity.isSystemAssigned = true
    fields.identity.keyVault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team")
    var documents = try ImportSample.live(fields).resources
    let vault = try Self.giveVault(&documents)
    let scaleSet = try #require(documents.first { $0.id.name == "vision" })
    let imported = try imported(try #require(LivePool(scaleSet.id, among: documents)))
    #expect(imported.way == .fields)
    #expect(imported.proof.isProved)
    #expect(imported.manifest.contains("keyVault: \(vault)"))
  }

  @Test("a right to a vault for which nothing is set up on the machines stays others' affair")
  func unread() throws {
    let imported = try imported(live(["203.0.113.0/24"]) { documents in _ = try Self.giveVault(&documents) })
    #expect(imported.way == .fields)
    #expect(imported.proof.isProved)
    #expect(!imported.manifest.contains("keyVault"))
  }
}
