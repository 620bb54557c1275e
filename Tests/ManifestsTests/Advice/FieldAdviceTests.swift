import Manifests
import Pools
import Testing

@testable import Templates

@Suite("Advice on pools by their own fields")
struct FieldAdviceTests {
  private static let subnet =
    "/subscriptions/\(ManifestLoader.subscription)/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub/subnets/a"

  /// The warnings of a small pool with more said in it, without the place of those about nobody's being let in.
  private func warnings(_ more: String, of base: String = OwnFieldTests.small) async throws -> [String] {
    let set = try await Repository(["pool.yaml": OwnFieldTests.pool(base + "\n" + more)]).load()
    #expect(set.diagnostics.map(\.description) == [])
    return set.warnings.map(\.description).filter { !$0.hasSuffix("[no-way-in]") }
  }

  @Test("a domain without groups lets nobody in, and says so at the domain")
  func domain() async throws {
    let domain = "identity: {domain: {name: corp.example, username: joiner, password: {environment: P}"
    let found = try await warnings(domain + "}}")
    #expect(
      found.count == 1 && found.first?.hasPrefix("pool.yaml:11:22: spec.identity.domain.groups: nobody of") == true)
    #expect(found.first?.hasSuffix(" [domain-without-groups]") == true)
    #expect(try await warnings(domain + ", groups: [Analysts]}}") == [])
    #expect(try await warnings(domain + "}}\nsilence: {domain-without-groups: only local people}") == [])
  }

  @Test("who has keys alone needs the port of SSH, on either system, and that port somebody with a key")
  func keys() async throws {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example"
    let users = "users: [{name: bob, sshKeys: [\(key)]}]"
    for (base, closed, open) in [
      (OwnFieldTests.smallWindows, "", "\naccess: {ports: [rdp, ssh]}"),
      (OwnFieldTests.small, "\naccess: {ports: [{name: web, port: 8080}]}", ""),
    ] {
      let found = try await warnings(users + closed, of: base)
      #expect(
        found.count == 1 && found.first?.contains(": spec.users[0].sshKeys: these open SSH and nothing") == true,
        "\(found)")
      #expect(found.first?.hasSuffix(" [keys-without-port]") == true)
      #expect(try await warnings(users + open, of: base) == [])
      let both = users.replacing("name: bob,", with: "name: bob, password: {environment: B},")
      #expect(try await warnings(both + closed, of: base) == [])
    }
    let unused = try await warnings("access: {ports: [rdp, ssh]}", of: OwnFieldTests.smallWindows)
    #expect(unused.count == 1 && unused.first?.contains("and here nobody has; write sshKeys") == true, "\(unused)")
    #expect(unused.first?.hasSuffix(" [port-without-service]") == true)
  }

  @Test("JupyterHub wants somebody with a password, of the pool's own or of a domain")
  func jupyterhub() async throws {
    let open = "access: {ports: [ssh, jupyterhub]}"
    let found = try await warnings(open)
    #expect(
      found.count == 1 && found.first?.hasPrefix("pool.yaml:11:25: spec.access.ports[1]: JupyterHub asks") == true,
      "\(found)")
    #expect(found.first?.hasSuffix(" [jupyterhub-without-password]") == true)
    #expect(try await warnings(open + "\nusers: [{name: bo, password: {environment: B}}]") == [])
    let domain = "identity: {domain: {name: corp.example, username: j, password: {environment: P}, groups: [A]}}"
    #expect(try await warnings(open + "\n" + domain) == [])
  }

  @Test("Azure Files by NFS is out of reach of the network that Weir makes, and not of one that is there")
  func nfs() async throws {
    let share = "storage: {azureFiles: {account: teamfiles, share: work, protocol: nfs}}"
    let found = try await warnings(share)
    #expect(
      found.count == 1 && found.first?.hasPrefix("pool.yaml:11:69: spec.storage.azureFiles.protocol: a share") == true)
    #expect(found.first?.hasSuffix(" [share-out-of-reach]") == true)
    #expect(try await warnings(share + "\nnetwork: {subnet: \(Self.subnet)}") == [])
    #expect(try await warnings("storage: {nfs: {server: 10.0.0.4, export: /a}}") == [])
  }

  @Test("secure boot on a GPU is off by default, warned of where it is said, and no matter on Windows")
  func secureBoot() async throws {
    let gpu = OwnFieldTests.small.replacing("Standard_D4s_v5", with: "Standard_NC4as_T4_v3")
    #expect(try await warnings("", of: gpu) == [])
    let found = try await warnings("secureBoot: true", of: gpu)
    #expect(found.count == 1 && found.first?.hasPrefix("pool.yaml:11:15: ") == true, "\(found)")
    #expect(found.first?.hasSuffix(" [secure-boot-on-gpu]") == true)
    let windows = OwnFieldTests.smallWindows.replacing("Standard_D4_v5", with: "Standard_NC4as_T4_v3")
    #expect(try await warnings("secureBoot: true", of: windows) == [])
  }

  @Test("an autoscaler that could sleep and does not is told at its default")
  func sleep() async throws {
    func pool(_ initial: Int) -> String {
      OwnFieldTests.small.replacing(
        "instances: 2",
        with: "autoscale: {minimum: 0, maximum: 4, default: \(initial), scaleOut: {above: 75}, scaleIn: {below: 20}}")
    }
    let found = try await warnings("", of: pool(2))
    #expect(found.count == 1 && found.first?.hasPrefix("pool.yaml:9:48: ") == true, "\(found)")
    #expect(found.first?.hasSuffix(" [never-sleeps]") == true)
    #expect(try await warnings("", of: pool(0)) == [])
  }

  @Test(
    "a number with a zero first is told in every field that takes one",
    arguments: [
      ("010", "write 10 for this one, or 0o10 for the octal one"),
      ("0777", "write 777 for this one, or 0o777 for the octal one"),
      ("+010", "write 10 for this one, or 8 for the octal one"),
      ("089", "and text to older readers; write 89 for this one"),
    ])
  func zero(number: String, right: String) async throws {
    let end = right + " [octal-number]"
    let pool = OwnFieldTests.small.replacing("instances: 2", with: "instances: \(number)")
    let told = try await warnings("", of: pool)
    #expect(
      told.count == 1 && told[0].hasPrefix("pool.yaml:9:14: spec.instances: \(number) is a decimal number")
        && told[0].hasSuffix(end), "\(told)")
    for fields in [
      "osDisk: {sizeGB: \(number)}", "dataDisks: [{sizeGB: \(number)}]",
      "access: {ports: [{name: a, port: \(number)}]}",
      "health: {protocol: tcp, port: \(number)}",
    ] {
      let told = try await warnings(fields)
      #expect(told.count == 1 && told[0].hasSuffix(end), "\(told)")
    }
    #expect(try await warnings("silence: {octal-number: known}", of: pool) == [])
  }

  @Test(
    "nothing is told of a number without a zero first, and of YAML 1.2's own octal ones",
    arguments: ["0", "0o10", "10"])
  func noZero(number: String) async throws {
    let pool = OwnFieldTests.small.replacing("instances: 2", with: "instances: \(number)")
    #expect(try await warnings("", of: pool) == [])
  }
}
