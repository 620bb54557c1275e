import Templates
import Testing

@Suite("A domain that an Ubuntu machine joins", .serialized)
struct DomainTests {
  private static let odd = "o'dd $(touch /pwned)@corp.example"

  private static func setup(_ groups: [String]) -> GuestSetup {
    var setup = Pool.setup(share: nil)
    setup.domain = GuestDomain(
      name: "corp.example", organizationalUnit: "OU=Data Science,DC=corp,DC=example", username: "joiner",
      passwordExpression: "parameters('domainPassword')")
    setup.domain?.groups = groups
    return setup
  }

  @Test("is joined once, its password on standard input alone, and shut before anybody of it is let in")
  func joined() async throws {
    try await Pool.machine { machine in
      for _ in 0..<2 {
        let ended = try await machine.set(up: Self.setup(["Data Scientists", Self.odd]))
        #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      }
      #expect(
        try await machine.output("grep ^realm /record/calls") == """
          realm join --user=joiner --computer-ou=OU=Data Science,DC=corp,DC=example -- corp.example
          realm deny --realm=corp.example --all
          realm permit --realm=corp.example --groups -- Data Scientists \(Self.odd)
          """)
      #expect(try await machine.output("cat /record/policy") == "allow-permitted-logins")
      #expect(try await !machine.holds("[ -e /pwned ]"))
    }
  }

  @Test("lets in nobody where no group is named")
  func nobody() async throws {
    try await Pool.machine { machine in
      let ended = try await machine.set(up: Self.setup([]))
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.output("cat /record/policy /record/permitted") == "deny-any-login")
    }
  }

  @Test("lets in exactly the groups that the manifest has now")
  func changed() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Self.setup(["Data Scientists", Self.odd]))
      #expect(try await machine.set(up: Self.setup([Self.odd])).succeeded)
      #expect(try await machine.output("cat /record/policy /record/permitted") == "allow-permitted-logins\n\(Self.odd)")
      #expect(try await machine.set(up: Self.setup([])).succeeded)
      #expect(try await machine.output("cat /record/policy /record/permitted") == "deny-any-login")
      // Somebody has opened it to everybody.
      _ = try await machine.run("echo allow-realm-logins >/record/policy")
      #expect(try await machine.set(up: Self.setup([])).succeeded)
      #expect(try await machine.output("cat /record/policy") == "deny-any-login")
    }
  }

  @Test("that cannot be shut, or does not know a group, is a fault in one line, and is tried again")
  func faults() async throws {
    try await Pool.machine { machine in
      let unknown = try await machine.set(up: Self.setup(["Nobody Knows"]))
      #expect(unknown.code == 1 && unknown.text.contains("cannot let in the groups of the domain"), "\(unknown.text)")
      #expect(try await machine.output("cat /record/policy") == "deny-any-login")
      #expect(try await machine.set(up: Self.setup(["Data Scientists"])).succeeded)
      _ = try await machine.run("touch /record/stubborn; echo allow-any-login >/record/policy")
      let open = try await machine.set(up: Self.setup(["Data Scientists"]))
      #expect(open.code == 1 && open.text.contains("everybody in it can sign in"), "\(open.text)")
      #expect(open.text.split(separator: "\n").count == 1)
    }
  }

  @Test("whose password is wrong is a fault that does not show it")
  func wrong() async throws {
    try await Pool.machine { machine in
      var secrets = Pool.secrets
      secrets["domainPassword"] = "wrong"
      let ended = try await machine.set(up: Self.setup([]), secrets: secrets)
      #expect(
        ended.code == 1 && ended.text.contains("cannot join the domain corp.example") && !ended.text.contains("wrong"))
    }
  }
}
