import PoolFieldSamples
import Pools
import Templates
import Testing

import struct Foundation.Data

@Suite("what a pool by its own fields tells its machines")
struct PoolSetupTests {
  /// The program that the machine gets, its secrets known.
  private static func program(_ pool: RenderedPool) throws -> String {
    let names = pool.evaluated.secrets.keys.map { ($0, "secret of \($0)") }
    let document = try pool.document("vision").resolved(
      secrets: Dictionary(uniqueKeysWithValues: names), scope: try Sample.scope(), runtime: SecretTests.Nothing())
    let extensions = RenderedPool.path("properties.virtualMachineProfile.extensionProfile.extensions")
    let setup = try #require(
      document.body.value(at: extensions)?.array?.first { $0["name"] == "weir-setup" }?["properties"])
    #expect(setup["settings"] == [:])
    let script = try #require(setup["protectedSettings"]?["script"]?.string)
    return String(decoding: try #require(Data(base64Encoded: script)), as: UTF8.self)
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  @Test("accounts, keys, share, vault and domain reach the machine")
  func everything() throws {
    let pool = try RenderedPool {
      $0.users = [User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"])]
      $0.share = ShareFields(
        kind: .smb(account: "teamfiles", share: "team", key: .environment("KEY")), mountPath: "/datamnt/team")
      $0.identity.domain = IdentityFields.Domain(
        name: "corp.example.com", username: "joiner", password: .environment("JOIN"))
    }
    let program = try Self.program(pool)
    let texts = ["dsvmadmin", "ana", "teamfiles.file.core.windows.net", "/datamnt/team", "secret of shareKey"]
    for text in texts + ["corp.example.com", "joiner", "secret of domainPassword"] {
      #expect(program.contains(Self.base64(text)), "\(text)")
    }
    #expect(program.contains("key ssh-ed25519 AAAAana"))
    #expect(pool.evaluated.secrets == ["shareKey": .environment("KEY"), "domainPassword": .environment("JOIN")])
  }

  @Test(
    "a share is named as its server knows it",
    arguments: [
      (
        ShareFields.Kind.azureNFS(account: "teamfiles", share: "team"),
        ["teamfiles.file.core.windows.net", "/teamfiles/team", "4.1"]
      ), (.nfs(server: "10.1.0.4", export: "/pools"), ["10.1.0.4", "/pools", "4"]),
    ])
  func shares(_ kind: ShareFields.Kind, _ texts: [String]) throws {
    let pool = try RenderedPool { $0.share = ShareFields(kind: kind, mountPath: "/datamnt/team") }
    let lines = try Self.program(pool).split(separator: "\n")
    let words = ["nfs", "name", "version"]
    for (word, text) in zip(words, texts) {
      #expect(lines.contains { $0 == "\(word) \(Self.base64(text))" }, "\(text)")
    }
  }

  @Test("the set-up is there for nobody too, so that who left is locked out, and changes with who stays")
  func digest() throws {
    func tag(_ users: [User]) throws -> JSONValue? {
      try RenderedPool { $0.users = users }.machineExtension("weir-setup")?["forceUpdateTag"]
    }
    let nobody = try #require(try tag([]))
    #expect(try tag([]) == nobody)
    #expect(try tag([User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"])]) != nobody)
  }

  @Test("what changes for the users leads back to where they stand")
  func provenance() throws {
    let place = SourceLocation(file: PoolFieldSample.file, line: 12)
    let pool = try RenderedPool {
      $0.users = [User(name: "ana", sshKeys: ["ssh-ed25519 AAAAana"])]
      $0.places = ["spec.users": place]
    }
    let extensions = RenderedPool.path("properties.virtualMachineProfile.extensionProfile.extensions")
    let setup = extensions.appending(.element(key: "name", value: "weir-setup")).member("properties")
    let document = try pool.document("vision")
    #expect(document.provenance.location(of: setup.member("forceUpdateTag")) == place)
    #expect(document.provenance.location(of: setup.member("protectedSettings").member("script")) == place)
  }

  @Test("a Windows user's password is a secret of the user's own")
  func windows() throws {
    let pool = try RenderedPool(.windows) {
      $0.users = [User(name: "ana", password: .environment("ANA")), User(name: "ben", password: .environment("BEN"))]
    }
    #expect(pool.evaluated.secrets["userPassword1"] == .environment("BEN"))
    let command = try #require(
      try pool.machineExtension("weir-setup")?["protectedSettings"]?["commandToExecute"]?.string)
    #expect(command.contains("parameters('userPassword0')") && command.contains("parameters('userPassword1')"))
  }
}
