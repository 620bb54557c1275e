import Foundation
import Templates
import Testing

@Suite("Accounts on an Ubuntu machine", .serialized)
struct AccountTests {
  @Test("are those of the manifest, with exactly its keys, and nothing of a value is ever run")
  func made() async throws {
    try await Pool.machine { machine in
      let ended = try await machine.set(up: Pool.setup())
      #expect(ended.succeeded, "\(ended.text)")
      #expect(
        try await machine.output("cat /home/ana/.ssh/authorized_keys")
          == "ssh-ed25519 AAAAana $(touch /pwned) 'ana' \"\nssh-rsa AAAAtwo")
      #expect(try await machine.output("cat /home/dsvmadmin/.ssh/authorized_keys") == "ssh-ed25519 AAAAadmin me@x")
      #expect(
        try await machine.output("stat -c '%U %a' /home/ana/.ssh/authorized_keys /home/ana/.ssh /home/ana")
          == "ana 600\nana 700\nana 750")
      #expect(try await machine.holds("[ \"$(getent shadow bob | cut -d: -f2)\" = '*' ]"))
      #expect(try await machine.output("ls -A / | grep -c pwned || :") == "0")
      #expect(!ended.text.contains(Pool.key))
    }
  }

  @Test("stay as they are in a second run")
  func twice() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      let before = try await machine.state()
      let calls = try await machine.output("wc -l </record/mounts; grep -c daemon-reload /record/calls")
      let ended = try await machine.set(up: Pool.setup())
      #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      #expect(try await machine.state() == before)
      #expect(try await machine.output("wc -l </record/mounts; grep -c daemon-reload /record/calls") == calls)
    }
  }

  @Test("that leave the manifest are locked and lose their keys but no file, and come back as they were")
  func removed() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      #expect(try await machine.holds(as: "ana", "echo mine >workspace/a && echo home >b"))
      let before = try await machine.state()

      let ended = try await machine.set(up: Pool.setup([Pool.bob]))
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.output("getent shadow ana | cut -d: -f2,8") == "!*:1")
      #expect(try await !machine.holds("[ -e /home/ana/.ssh/authorized_keys ]"))
      #expect(try await machine.output("cat /home/ana/b /datamnt/share/workspaces/ana/a") == "home\nmine")
      #expect(try await machine.holds("[ \"$(getent shadow bob | cut -d: -f2,8)\" = '*:' ]"))
      let locked = try await machine.state()
      let again = try await machine.set(up: Pool.setup([Pool.bob]))
      #expect(again.succeeded && again.text.isEmpty, "\(again.text)")
      #expect(try await machine.state() == locked)

      let back = try await machine.set(up: Pool.setup())
      #expect(back.succeeded && back.text.isEmpty, "\(back.text)")
      #expect(try await machine.state() == before)
    }
  }

  @Test("keep a password that somebody gave them, and have the manifest's where it has one")
  func passwords() async throws {
    try await Pool.machine { machine in
      var ana = Pool.ana
      ana.passwordExpression = "parameters('anaPassword')"
      _ = try await machine.set(up: Pool.setup([ana, Pool.bob]))
      let ended = try await machine.run(
        "/usr/bin/perl -e '$w = <STDIN>; $h = (getpwnam \"ana\")[1]; exit(crypt($w, $h) ne $h)'",
        input: Pool.secrets["anaPassword"] ?? "")
      #expect(ended.succeeded, "\(ended.text)")
      _ = try await machine.run("echo bob:chosen | chpasswd")
      let chosen = try await machine.output("getent shadow bob | cut -d: -f2")
      _ = try await machine.set(up: Pool.setup([]))
      _ = try await machine.set(up: Pool.setup())
      #expect(try await machine.output("getent shadow bob | cut -d: -f2") == chosen)
    }
  }

  @Test(
    "are refused where the name is the system's or none, with one line, and the others are made",
    arguments: [
      "root", "daemon", "sshd", "", "-x", "a b", "../ana", "Ana", "a\nb", "$(touch /pwned)", "a;b", "a:b", "*", "ü",
      String(repeating: "a", count: 33),
    ])
  func refused(name: String) async throws {
    try await Pool.machine { machine in
      let before = try await machine.output("grep -vE '^(ana|weir)' /etc/passwd /etc/shadow /etc/group")
      let ended = try await machine.set(
        up: Pool.setup([GuestUser(name: name, sshKeys: ["ssh-ed25519 AAAAevil"]), Pool.ana], share: nil))
      #expect(ended.code == 1)
      #expect(ended.text.split(separator: "\n").count == 1 && ended.text.hasPrefix("weir: "), "\(ended.text)")
      #expect(try await machine.output("grep -vE '^(ana|weir)' /etc/passwd /etc/shadow /etc/group") == before)
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))
      #expect(try await !machine.holds("grep -rqs AAAAevil /home /root/.ssh || [ -e /pwned ]"))
    }
  }

  @Test("have one number on every machine, so that a file on NFS is one person's everywhere")
  func numbers() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup([Pool.bob, Pool.ana], share: nil))
      // 0x78000000 + the last 27 of the first 28 bits of SHA-256 over "weir:ana": above what SSSD maps a domain's people to.
      #expect(try await machine.output("id -u ana; id -g ana") == "2057776260\n2057776260")
    }
  }

  @Test("whose number is taken are refused")
  func taken() async throws {
    try await Pool.machine { machine in
      _ = try await machine.output("useradd -u 2057776260 -K UID_MAX=2147483647 other 2>/dev/null")
      let ended = try await machine.set(up: Pool.setup([Pool.ana], share: nil))
      #expect(ended.code == 1 && ended.text.contains("another account's"), "\(ended.text)")
      #expect(try await !machine.holds("id ana"))
    }
  }

  @Test("whose keys are several lines or hold control characters get none of them")
  func keys() async throws {
    try await Pool.machine { machine in
      let ana = GuestUser(name: "ana", sshKeys: ["ssh-a A\nuser cm9vdA==", "\u{1B}[0m", "", "ssh-ed25519 AAAAgood"])
      let ended = try await machine.set(up: Pool.setup([ana], share: nil))
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.output("cat /home/ana/.ssh/authorized_keys") == "ssh-ed25519 AAAAgood")
    }
  }

  @Test("are nobody's way to root's files: links that a user planted lead nowhere")
  func planted() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      let plant = """
        rm -r .ssh notebooks workspace; ln -s /etc notebooks; mkdir .ssh; ln -s /etc/shadow .ssh/authorized_keys
        ln -s /etc/passwd .ssh/authorized_keys.weir; ln -s /etc/cron.d workspace
        """
      #expect(try await machine.holds(as: "ana", plant))
      #expect(try await machine.holds(as: "bob", "rm -r .ssh; ln -s /root .ssh; rm workspace; echo mine >workspace"))
      let before = try await machine.output(
        "sha256sum /etc/shadow /etc/passwd; ls -la /root /etc/cron.d | sha256sum; ls /etc")
      let ended = try await machine.set(up: Pool.setup())
      #expect(ended.succeeded, "a user's own home fails nothing: \(ended.text)")
      #expect(
        try await machine.output("sha256sum /etc/shadow /etc/passwd; ls -la /root /etc/cron.d | sha256sum; ls /etc")
          == before)
      #expect(try await machine.output("cat /home/bob/workspace") == "mine")
      _ = try await machine.set(up: Pool.setup([]))
      #expect(try await machine.output("ls /etc; getent shadow ana | cut -d: -f8").hasSuffix("\n1"))
    }
  }

  @Test("whose home has something mounted over it that root cannot enter, as anybody can by FUSE, fail no set-up")
  func covered() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup(share: nil))
      let covered = try await machine.run(
        "exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=$(id -u ana),group_id=$(id -g ana) ana /home/ana"
      )
      try #require(covered.succeeded, "\(covered.text)")
      let ended = try await machine.set(up: Pool.setup(share: nil))
      #expect(ended.succeeded && !ended.text.contains("cannot make the home"), "\(ended.text)")
    }
  }

  @Test("are worked for under a limit of time that root keeps, not a process that its user can stop")
  func limited() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(
        "cat >/usr/local/sbin/timeout; chmod 0755 /usr/local/sbin/timeout",
        input: "#!/bin/sh\necho \"timeout $(id -u) $*\" >>/record/calls\nexec /usr/bin/timeout \"$@\"\n")
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      // For each of three accounts: its keys and its links.
      #expect(
        try await machine.output("grep -c '^timeout 0 -k 5 30 setpriv --reuid .* sh -c' /record/calls") == "6")
    }
  }
}
