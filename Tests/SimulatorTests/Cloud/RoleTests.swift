import Pools
import Testing

@testable import Simulator

@Suite("Identities and roles")
struct RoleTests {
  static let account = TestCloud.id("Microsoft.Storage/storageAccounts/teamfiles")
  static let role = "/providers/Microsoft.Authorization/roleDefinitions/0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb"
  static let version = "2022-04-01"

  static func path(on scope: String, _ number: Int = 1) -> String {
    "\(scope)/providers/Microsoft.Authorization/roleAssignments/5f0c6d5e-0000-4000-8000-00000000000\(number)"
  }

  static func body(_ principal: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
    let base: JSONValue = ["properties": ["principalId": principal, "roleDefinitionId": .string(role)]]
    return base.merging(more)
  }

  /// A scale set with an identity of its own, an account, and the identity's principal.
  private func cloud() throws -> (test: TestCloud, principal: JSONValue) {
    var test = try TestCloud.withScaleSet(["identity": ["type": "systemassigned"]])
    #expect(test.send("PUT", Self.account, ["location": "westus2"], version: "2023-05-01").status == 201)
    let set = test.send("GET", Bodies.scaleSetID, version: "2024-07-01")
    #expect(set.value("identity.type") == "SystemAssigned")
    #expect(set.value("identity.tenantId") != nil)
    return (test, try #require(set.value("identity.principalId")))
  }

  @Test("a role stands on a resource, a group and a subscription, and one list shows all with those from above")
  func scopes() throws {
    var (test, principal) = try cloud()
    for scope in [Self.account, TestCloud.group, TestCloud.subscription] {
      let made = test.send("PUT", Self.path(on: scope), Self.body(principal), version: Self.version)
      #expect(made.status == 201, "\(made.message)")
      #expect(made.value("id") == .string(Self.path(on: scope)))
      #expect(made.value("properties.scope") == .string(scope))
      #expect(made.value("properties.principalType") == "ServicePrincipal")
      #expect(made.value("properties.roleDefinitionId") == .string(TestCloud.subscription + Self.role))
    }
    let list = test.send(
      "GET", TestCloud.subscription + "/providers/Microsoft.Authorization/roleAssignments", version: Self.version
    ).list
    #expect(list.compactMap { $0.first("properties.scope")?.string }.count == 4)
    #expect(list.first?.member("id")?.string?.hasPrefix("/providers/Microsoft.Management/") == true)
  }

  @Test("the same again is taken; another principal, a second name, an unknown principal and a wrong name are not")
  func refusals() throws {
    var (test, principal) = try cloud()
    let path = Self.path(on: Self.account)
    #expect(test.send("PUT", path, Self.body(principal), version: Self.version).status == 201)
    #expect(test.send("PUT", path, Self.body(principal), version: Self.version).status == 200)
    let other: JSONValue = "99999999-2222-4333-8444-555555555555"
    #expect(test.send("PUT", path, Self.body(other), version: Self.version).code == "RoleAssignmentUpdateNotPermitted")
    let second = test.send("PUT", Self.path(on: Self.account, 2), Self.body(principal), version: Self.version)
    #expect(second.status == 409)
    #expect(second.code == "RoleAssignmentExists")
    let group = Self.path(on: TestCloud.group, 3)
    #expect(test.send("PUT", group, Self.body(other), version: Self.version).code == "PrincipalNotFound")
    let typed = Self.body(other, ["properties": ["principalType": "ServicePrincipal"]])
    #expect(test.send("PUT", group, typed, version: Self.version).status == 201)
    let wrong = "\(Self.account)/providers/Microsoft.Authorization/roleAssignments/files"
    #expect(test.send("PUT", wrong, Self.body(principal), version: Self.version).code == "InvalidRoleAssignmentId")
    let lost = Self.path(on: TestCloud.id("Microsoft.Storage/storageAccounts/none"))
    #expect(test.send("PUT", lost, Self.body(principal), version: Self.version).code == "ResourceNotFound")
  }

  @Test("a role goes with what it stands on, and by itself")
  func deletion() throws {
    var (test, principal) = try cloud()
    let path = Self.path(on: Self.account)
    for _ in 0..<2 {
      _ = test.send("PUT", path, Self.body(principal), version: Self.version)
      #expect(test.send("DELETE", path, version: Self.version).status == 200)
      #expect(test.send("GET", path, version: Self.version).status == 404)
    }
    _ = test.send("PUT", path, Self.body(principal), version: Self.version)
    _ = test.send("DELETE", Self.account, version: "2023-05-01")
    #expect(test.send("GET", path, version: Self.version).status == 404)
  }

  @Test("what only Azure writes of an identity is not taken from anybody, and goes with it")
  func principals() throws {
    var (test, principal) = try cloud()
    let forged = Bodies.scaleSet(["identity": ["type": "SystemAssigned", "principalId": "mine", "tenantId": "mine"]])
    _ = test.send("PUT", Bodies.scaleSetID, forged, version: "2024-07-01")
    #expect(test.send("GET", Bodies.scaleSetID, version: "2024-07-01").value("identity.principalId") == principal)
    let id = TestCloud.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")
    _ = test.send("PUT", id, ["location": "westus2"], version: "2023-01-31")
    let both: JSONValue = [
      "identity": ["type": "UserAssigned,SystemAssigned", "userAssignedIdentities": [id.uppercased(): [:]]]
    ]
    let set = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(both), version: "2024-07-01")
    #expect(set.value("identity.type") == "SystemAssigned, UserAssigned")
    #expect(set.body?.first("identity.userAssignedIdentities")?.object?.values.first?.member("principalId") != .null)
    let none = test.send(
      "PUT", Bodies.scaleSetID, Bodies.scaleSet(["identity": ["type": "None"]]), version: "2024-07-01")
    #expect(none.value("identity") == ["type": "None"])
  }
}
