import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("the rights of a pool's machines by its own fields")
struct PoolRightsTests {
  private static let secretsUser = "4633458b-17de-408a-b874-0445c86b69e6"
  private static let shareContributor = "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb"

  private static func assignments(_ pool: RenderedPool) -> [ResourceDocument] {
    pool.evaluated.resources.filter { $0.type.description == "Microsoft.Authorization/roleAssignments" }
  }

  @Test("the vault's secrets are readable by the machines' own identity and by the others")
  func vault() throws {
    let vault = try PoolFieldSample.id("Microsoft.KeyVault/vaults/team")
    let identity = try PoolFieldSample.id("Microsoft.ManagedIdentity/userAssignedIdentities/pools")
    let pool = try RenderedPool {
      $0.identity.keyVault = vault
      $0.identity.isSystemAssigned = true
      $0.identity.userAssigned = [identity]
    }
    let assignments = Self.assignments(pool)
    #expect(assignments.count == 2)
    #expect(assignments.allSatisfy { $0.id.description.hasPrefix("\(vault)/providers/Microsoft.Authorization/") })
    let role =
      "/subscriptions/\(vault.subscription)/providers/Microsoft.Authorization/roleDefinitions/\(Self.secretsUser)"
    #expect(assignments.allSatisfy { $0.body["properties"]?["roleDefinitionId"] == .string(role) })
    #expect(assignments.allSatisfy { $0.body["properties"]?["principalType"] == "ServicePrincipal" })
    let principals = Set(assignments.compactMap { $0.body["properties"]?["principalId"]?.string })
    let scaleSet = "\(Sample.group)/providers/Microsoft.Compute/virtualMachineScaleSets/vision"
    #expect(
      principals == [
        "[reference('\(scaleSet)', '2024-07-01', 'Full').identity.principalId]",
        "[reference('\(identity)', '2023-01-31').principalId]",
      ])
    #expect(assignments.allSatisfy { $0.dependsOn.contains { $0.name == "vision" } })
  }

  @Test("the share is open to the machines where its account is named, and they know it by a key")
  func share() throws {
    let account = try PoolFieldSample.id("Microsoft.Storage/storageAccounts/teamfiles")
    let key = SecretReference.environment("KEY")
    let kinds: [(ShareFields.Kind, Int)] = [
      (.smb(account: "teamfiles", share: "team", key: key), 1), (.azureNFS(account: "teamfiles", share: "team"), 0),
    ]
    for (kind, count) in kinds {
      let pool = try RenderedPool {
        $0.identity.isSystemAssigned = true
        $0.share = ShareFields(kind: kind, mountPath: "/datamnt/team", accountID: account)
      }
      let assignments = Self.assignments(pool)
      #expect(assignments.count == count)
      #expect(
        assignments.allSatisfy {
          $0.body["properties"]?["roleDefinitionId"]?.string?.hasSuffix(Self.shareContributor) ?? false
        })
    }
  }

  @Test("machines without an identity are given nothing")
  func nobody() throws {
    let account = try PoolFieldSample.id("Microsoft.Storage/storageAccounts/teamfiles")
    let pool = try RenderedPool {
      $0.share = ShareFields(
        kind: .smb(account: "teamfiles", share: "team", key: .environment("KEY")), mountPath: "/datamnt/team",
        accountID: account)
    }
    #expect(Self.assignments(pool).isEmpty)
  }

  @Test("a right has the same name every time, and another for another role, holder or scope")
  func names() throws {
    func names(_ change: (inout PoolFields) throws -> Void) throws -> [String] {
      Self.assignments(try RenderedPool(.ubuntu, change)).map(\.id.name)
    }
    let (team, other) = (
      try PoolFieldSample.id("Microsoft.KeyVault/vaults/team"),
      try PoolFieldSample.id("Microsoft.KeyVault/vaults/other")
    )
    let first = try names { $0.identity.keyVault = team }
    #expect(try names { $0.identity.keyVault = team } == first)
    #expect(try names { $0.identity.keyVault = other } != first)
  }
}
