import Foundation
import Pools
import Subprocess
import Templates
import Testing

@Suite("The programs for the machines")
struct ScriptTests {
  @Test("as they are sent please shellcheck", arguments: [Pool.smb, Pool.nfs])
  func shellcheck(share: GuestShare) async throws {
    var setup = Pool.setup(share: share)
    setup.keyVault = "https://team.vault.azure.net"
    try await check(setup.program(secrets: Pool.secrets))
  }

  private func check(_ program: String) async throws {
    // SC2015: `a && b || fault` is meant, as the sources say.
    let result = try await Subprocess.run(
      .name("shellcheck"), arguments: ["--shell=sh", "--exclude=SC2015,SC2016", "-"], input: .string(program),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    #expect(result.terminationStatus.isSuccess, "\(result.standardOutput)\(result.standardError)")
  }

  @Test("have no value in them: every value stands in base 64 or is a public key")
  func values() throws {
    let program = try Pool.setup().program(secrets: Pool.secrets)
    for value in [Pool.shareName, Pool.key, "teamfiles.file.core"] { #expect(!program.contains(value)) }
  }

  @Test("change the extension whenever anything of the set-up changes but a secret's value, and only then")
  func digests() throws {
    var setups = [Pool.setup(), Pool.setup([Pool.ana]), Pool.setup(share: nil), Pool.setup(share: Pool.nfs)]
    var vault = Pool.setup()
    vault.keyVault = "https://team.vault.azure.net"
    setups.append(vault)
    let tags = setups.flatMap { setup in
      [setup.linuxExtension(), setup.linuxExtension()].map { $0.body["properties"]?["forceUpdateTag"]?.string }
    }
    #expect(Set(tags).count == setups.count && !tags.contains(nil))
    #expect(Pool.setup().linuxExtension() == Pool.setup().linuxExtension())
  }

  @Test("leave nothing of a pool in what can be read back but the names of whom and what it is for")
  func readable() throws {
    for body in [Pool.setup().linuxExtension().body, Pool.setup().windowsExtension().body] {
      let properties = try #require(body["properties"]?.object)
      #expect(properties["settings"] == [:])
      #expect(
        properties.keys.sorted() == [
          "autoUpgradeMinorVersion", "forceUpdateTag", "protectedSettings", "publisher", "settings", "type",
          "typeHandlerVersion",
        ])
      let tag = try #require(properties["forceUpdateTag"]?.string)
      #expect(tag.hasSuffix(" dsvmadmin, ana, bob; //teamfiles/\(Pool.shareName) on /datamnt/share"), "\(tag)")
    }
  }

  @Test("take a pool of a thousand people, within what Azure's extension reads")
  func large() throws {
    let users = (0..<1_000).map {
      GuestUser(name: "user\($0)", sshKeys: ["ssh-rsa " + String(repeating: "A", count: 90)])
    }
    let program = try Pool.setup(users).program(secrets: Pool.secrets)
    #expect(program.utf8.count < 256 << 10)
  }
}
