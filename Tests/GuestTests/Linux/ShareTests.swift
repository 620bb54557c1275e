import Foundation
import Templates
import Testing

@Suite("The share on an Ubuntu machine", .serialized)
struct ShareTests {
  @Test("is mounted with each user's folders, private to them, linked into the home", arguments: [Pool.smb, Pool.nfs])
  func mounted(share: GuestShare) async throws {
    try await Pool.machine { machine in
      let ended = try await machine.set(up: Pool.setup(share: share))
      #expect(ended.succeeded, "\(ended.text)")
      for name in ["ana", "bob", "dsvmadmin"] {
        #expect(try await machine.holds(as: name, "echo \(name) >workspace/x && echo \(name) >notebooks/remote/y"))
        #expect(
          try await machine.output("stat -c '%U %a' /datamnt/share/workspaces/\(name) /datamnt/share/notebooks/\(name)")
            == "\(name) 700\n\(name) 700")
      }
      #expect(try await machine.output("cat /datamnt/share/notebooks/ana/y") == "ana")
      #expect(try await !machine.holds(as: "bob", "cat /datamnt/share/workspaces/ana/x"))
      #expect(try await !machine.holds(as: "bob", "ls /datamnt/share/notebooks"))
      #expect(try await !machine.holds(as: "bob", "mkdir /datamnt/share/notebooks/carol"))
    }
  }

  @Test(
    "shows its key to root alone: not in a program's arguments, not in an output, in one file of mode 0600 besides itself"
  )
  func secret() async throws {
    try await Pool.machine { machine in
      let ended = try await machine.set(up: Pool.setup())
      #expect(ended.succeeded && !ended.text.contains("k,e"))
      #expect(
        try await machine.output("stat -c '%U %a' /var/lib/weir /var/lib/weir/credentials /var/lib/weir/machine")
          == "root 700\nroot 600\nroot 700")
      #expect(try await !machine.holds("grep -rqsF 'k,e\"y' /record/calls /record/mounts /etc /home /run /tmp"))
    }
  }

  @Test("comes back after a restart by the service alone", arguments: [Pool.smb, Pool.nfs])
  func restarted(share: GuestShare) async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup(share: share))
      let before = try await machine.state()
      let ended = try await machine.restart()
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.state() == before)
      let mounts = try await machine.output("wc -l </record/mounts")
      #expect(try await machine.run("/var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output("wc -l </record/mounts") == mounts, "nothing is to do")
    }
  }

  @Test("that is lost fails the run in one line, and people can sign in; it is taken up when it is there again")
  func lost() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("touch /record/lost")
      let ended = try await machine.set(up: Pool.setup())
      #expect(
        ended.code == 1 && ended.text.contains("is not to be had: it is tried again every five minutes"),
        "\(ended.text)")
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))
      #expect(try await machine.output("cat /home/dsvmadmin/.ssh/authorized_keys") == "ssh-ed25519 AAAAadmin me@x")
      #expect(try await !machine.holds(as: "ana", "echo lost >/datamnt/share/x"), "nothing lands on the machine's disk")
      #expect(try await machine.run("/var/lib/weir/machine boot").code == 1)
      _ = try await machine.run("rm /record/lost")
      #expect(try await machine.run("/var/lib/weir/machine boot").succeeded)
      #expect(try await machine.holds(as: "ana", "echo found >workspace/x"))
    }
  }

  @Test("takes a new key, and keeps what is mounted where the new key opens nothing")
  func rotated() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      var secrets = Pool.secrets
      secrets["storageKey"] = "second=="
      let wrong = try await machine.set(up: Pool.setup(), secrets: secrets)
      #expect(wrong.code == 1 && wrong.text.contains("what was mounted stays"), "\(wrong.text)")
      #expect(try await machine.holds(as: "ana", "echo still >workspace/x"))
      try await machine.serve(key: "second==")
      let right = try await machine.set(up: Pool.setup(), secrets: secrets)
      #expect(right.succeeded, "\(right.text)")
      #expect(try await machine.output("cat /home/ana/workspace/x") == "still")
      let before = try await machine.state()
      #expect(try await machine.restart().succeeded)
      #expect(try await machine.state() == before)
    }
  }

  @Test("that the manifest has elsewhere or no more is let go, its files kept")
  func moved() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      #expect(try await machine.holds(as: "ana", "echo kept >workspace/x"))
      var elsewhere = Pool.smb
      elsewhere.mountPath = "/datamnt/a 'b'"
      let ended = try await machine.set(up: Pool.setup(share: elsewhere))
      #expect(ended.succeeded, "\(ended.text)")
      #expect(
        try await machine.output("cat /home/ana/workspace/x; readlink /home/ana/workspace")
          == "kept\n/datamnt/a 'b'/workspaces/ana")
      #expect(try await machine.output("findmnt -rn | grep -c '^/datamnt/share' || :") == "0")

      let gone = try await machine.set(up: Pool.setup(share: nil))
      #expect(gone.succeeded, "\(gone.text)")
      #expect(try await machine.output("findmnt -rn | grep -c '^/datamnt' || :") == "0")
      #expect(try await !machine.holds("ls /var/lib/weir/credentials || ls /etc/systemd/system/weir-machine.service"))
      #expect(try await machine.output("cat /server/*/workspaces/ana/x") == "kept")
    }
  }

  @Test(
    "is mounted nowhere that is the system's, and over nothing of anybody's",
    arguments: [
      "/", "/etc", "/home", "/var/lib/weir/x", "relative", "/a/../etc", "/usr/local/lib", "/mnt/taken", "/link/x",
      // Who owns or may write to a folder above could put a link in the place of the next.
      "/home/dsvmadmin/x", "/open/x", "/open/x/y", "/sticky/x",
    ])
  func places(path: String) async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(
        """
        mkdir -p /mnt/taken && mount -t tmpfs tmpfs /mnt/taken; ln -s /etc /link
        mkdir -m 0777 /open; mkdir -m 1777 /sticky
        """)
      var share = Pool.smb
      share.mountPath = path
      let ended = try await machine.set(up: Pool.setup(share: share))
      #expect(ended.code == 1 && ended.text.split(separator: "\n").count == 1, "\(ended.text)")
      #expect(try await !machine.holds("[ -s /record/mounts ] || [ -e /etc/x ] || [ -e /open/x ]"))
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))
    }
  }

  @Test("needs its programs once, also where the list of packages is old or none is to be had")
  func packages() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("touch /record/no-archive")
      let none = try await machine.set(up: Pool.setup())
      #expect(none.code == 1 && none.text.contains("cannot install cifs-utils"), "\(none.text)")
      _ = try await machine.run("rm /record/no-archive; touch /record/old-lists")
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      let calls = try await machine.output("grep -c apt-get /record/calls")
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      #expect(try await machine.output("grep -c apt-get /record/calls") == calls)
    }
  }

  @Test(
    "keeps links that somebody planted on it from leading root anywhere", arguments: ["notebooks", "notebooks/ana"])
  func planted(place: String) async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("cd /server/pools && mkdir -p $(dirname \(place)) && ln -s /etc \(place)")
      // All but the copies that programs for accounts leave of what they change.
      let look = "find /etc -maxdepth 1 ! -name '*-' -printf '%p %m %u %g %y\\n' | sort"
      let before = try await machine.output(look)
      let ended = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(ended.code == 1, "\(ended.text)")
      #expect(try await machine.output(look) == before)
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))
    }
  }

  @Test("gives no folder to anybody whose it is not")
  func foreign() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("mkdir -p /server/pools/workspaces/ana && chown 4711 /server/pools/workspaces/ana")
      let ended = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(
        ended.code == 1 && ended.text.contains("/workspaces/ana cannot be the folder of ana alone"), "\(ended.text)")
      #expect(try await machine.output("stat -c %u /server/pools/workspaces/ana") == "4711")
      #expect(try await machine.holds(as: "bob", "echo b >workspace/x"))
    }
  }

  @Test("by NFS whose server takes root for nobody says so in one line and what to do, and serves those who may")
  func squashed() async throws {
    try await Pool.machine { machine in
      // Root of this machine may make nothing there.
      _ = try await machine.run("mount --bind /server/pools /server/pools && mount -o remount,ro,bind /server/pools")
      let refused = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(
        refused.code == 1
          && refused.text.contains("switch its root squash off, or make the folders notebooks workspaces"),
        "\(refused.text)")
      #expect(refused.text.split(separator: "\n").count == 1)
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))

      let folders = "mkdir /server/pools/notebooks /server/pools/workspaces && chown 65534:65534 /server/pools/*"
      let lock = "mount --bind /server/pools /server/pools && mount -o remount,ro,bind /server/pools"
      _ = try await machine.output(
        "umount -l /datamnt/share; umount -l /var/lib/weir/whole; umount /server/pools; \(folders) && \(lock)")
      let shut = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(
        shut.code == 1 && shut.text.contains("/datamnt/share/notebooks lets ana make no folder: give it the mode 1777"),
        "\(shut.text)")
      // Records whose process makes a folder for somebody: what is a user's own shows the user where it works.
      let maker = "#!/bin/sh -p\nstat -c %u /proc/$$/cwd >>/tmp/makers\nexec /usr/bin/mkdir \"$@\"\n"
      _ = try await machine.run(
        """
        cat >/usr/local/sbin/mkdir; chmod 0755 /usr/local/sbin/mkdir; : >/tmp/makers; chmod 0666 /tmp/makers
        umount -l /datamnt/share; umount -l /var/lib/weir/whole; umount /server/pools; chmod 1777 /server/pools/*
        """, input: maker)
      let open = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(open.succeeded, "\(open.text)")
      #expect(try await machine.holds(as: "ana", "echo mine >workspace/a"))
      #expect(try await machine.output("stat -c '%U %a' /server/pools/workspaces/ana") == "ana 700")
      #expect(try await machine.output("sort -u /tmp/makers") == "0")
    }
  }
}
