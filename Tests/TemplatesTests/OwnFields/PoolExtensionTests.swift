import PoolFieldSamples
import Pools
import Testing

@testable import Templates

@Suite("what is installed on the machines of a pool by its own fields")
struct PoolExtensionTests {
  private static let place = RenderedPool.path("properties.virtualMachineProfile.extensionProfile.extensions")

  private static func extensions(_ pool: RenderedPool) throws -> [JSONValue] {
    try #require(try pool.document("vision").body.value(at: place)?.array)
  }

  @Test("each waits for the one before it", arguments: UInt64(1)...100)
  func order(_ seed: UInt64) throws {
    let pool = try RenderedPool(try PoolFields.random(seed))
    guard let extensions = try pool.document("vision").body.value(at: Self.place)?.array else { return }
    for (index, element) in extensions.enumerated() {
      let before = index == 0 ? nil : extensions[index - 1]["name"].map { JSONValue.array([$0]) }
      #expect(element["properties"]?["provisionAfterExtensions"] == before)
    }
    let names = extensions.compactMap { $0["name"]?.string }
    let order = ["health", "ssh-server", "weir-setup", "entra-login", "domain-join"]
    #expect(names == order.filter(names.contains))
  }

  @Test("Windows has an SSH server and keys for it where somebody has one; Ubuntu has its own")
  func keys() throws {
    let userData = "properties.virtualMachineProfile.userData"
    let key = "ssh-ed25519 AAAAana ana@example"
    for (system, keys) in [(PoolFields.System.windows, [key]), (.windows, []), (.ubuntu, [key])] {
      let pool = try RenderedPool(system) { $0.users = [User(name: "ana", sshKeys: keys, password: .environment("A"))] }
      let server = try pool.machineExtension("ssh-server")
      let data = try pool.document("vision").body.value(at: RenderedPool.path(userData))
      if system == .windows, !keys.isEmpty {
        #expect(server?["publisher"] == "Microsoft.Azure.OpenSSH" && server?["type"] == "WindowsOpenSSH")
        // ana, in base 64, and the key; all of it in base 64.
        #expect(data == .string(Base64.encode(Array("YW5h \(key)\n".utf8))))
      } else {
        #expect(server == nil && data == nil)
      }
    }
  }

  @Test("a machine that is asked by TCP has ten minutes to come up")
  func healthByTCP() throws {
    let pool = try RenderedPool { _ in }
    let health = try #require(try pool.machineExtension("health"))
    #expect(health["publisher"] == "Microsoft.ManagedServices")
    #expect(health["type"] == "ApplicationHealthLinux")
    #expect(health["typeHandlerVersion"] == "2.0")
    #expect(
      health["settings"] == [
        "protocol": "tcp", "port": 22, "intervalInSeconds": 15, "numberOfProbes": 2, "gracePeriod": 600,
      ])
  }

  @Test("a page that answers 200 is health enough")
  func healthByPage() throws {
    let pool = try RenderedPool(.windows) {
      $0.machine.health = MachineFields.Health(channel: .https, port: 8443, path: "/alive")
    }
    let health = try #require(try pool.machineExtension("health"))
    #expect(health["type"] == "ApplicationHealthWindows")
    #expect(health["typeHandlerVersion"] == "1.0")
    #expect(health["settings"] == ["protocol": "https", "port": 8443, "requestPath": "/alive"])
  }

  @Test("people sign in with Entra ID", arguments: PoolFields.System.allCases)
  func entraLogin(_ system: PoolFields.System) throws {
    let pool = try RenderedPool(system) { $0.identity.hasEntraLogin = true }
    let login = try #require(try pool.machineExtension("entra-login"))
    #expect(login["publisher"] == "Microsoft.Azure.ActiveDirectory")
    #expect(login["type"] == (system == .ubuntu ? "AADSSHLoginForLinux" : "AADLoginForWindows"))
    #expect(try pool.value("vision", "identity") == ["type": "SystemAssigned"])
  }

  @Test(
    "a Windows machine joins the domain as whoever the manifest says",
    arguments: [
      ("joiner", "corp.example.com\\joiner"), ("CORP\\joiner", "CORP\\joiner"), ("a@b.example", "a@b.example"),
    ])
  func domain(_ username: String, _ sent: String) throws {
    let pool = try RenderedPool(.windows) {
      $0.identity.domain = IdentityFields.Domain(
        name: "corp.example.com", organizationalUnit: "OU=Pools", username: username, password: .environment("JOIN"))
    }
    let join = try #require(try pool.machineExtension("domain-join"))
    #expect(
      join["settings"] == [
        "Name": "corp.example.com", "User": .string(sent), "Restart": "true", "Options": "3", "OUPath": "OU=Pools",
      ])
    #expect(join["protectedSettings"] == ["Password": "[parameters('domainPassword')]"])
    #expect(pool.evaluated.secrets["domainPassword"] == .environment("JOIN"))
  }
}
