import Foundation
import Templates
import Testing

@Suite("What the team shares on an Ubuntu machine", .serialized)
struct TeamTests {
  @Test("stays where it is on the share, by the names that it has there, and new things have a folder")
  func places() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("cd /server/a*; mkdir Data '.x y' *'z'; echo 1 >Data/f; echo 2 >top; echo 3 >.hidden")
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      #expect(
        try await machine.output("ls -A /datamnt/share")
          == "*z\n.hidden\n.x y\nData\nnotebooks\nshared\ntop\nworkspaces")
      let use = "cd /datamnt/share && cat Data/f top .hidden && echo 4 >>top && echo 5 >shared/new && mkdir Data/sub"
      #expect(try await machine.holds(as: "bob", use))
      #expect(try await machine.holds(as: "ana", "grep 4 /datamnt/share/top && echo 6 >>/datamnt/share/shared/new"))
      #expect(try await machine.output("cd /server/a*; cat top shared/new; ls Data") == "2\n4\n5\n6\nf\nsub")
      // Nothing lands on the machine itself, and who is not of the team sees not even names.
      #expect(try await !machine.holds(as: "bob", "mkdir /datamnt/share/new || touch /datamnt/share/new"))
      #expect(
        try await !machine.holds("setpriv --reuid 4711 --regid 4711 --clear-groups ls /datamnt/share 2>/dev/null"))
    }
  }

  @Test("follows what others change at the top of the share, and shows no private folder under a new name")
  func changed() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("cd /server/a*; mkdir Data; echo old >Data/f; echo 1 >top")
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      #expect(try await machine.holds(as: "ana", "echo secret >notebooks/remote/y"))
      _ = try await machine.run(
        "cd /server/a*; mv Data Other; mkdir Data; echo new >Data/f; rm top; mkdir top; mv notebooks Oops; echo 2 >late"
      )
      let ended = try await machine.run("/var/lib/weir/machine boot")
      #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      #expect(
        try await machine.output("cd /datamnt/share; ls -F; cat Data/f Other/f late")
          == "Data/\nOther/\nlate\nnotebooks/\nshared/\ntop/\nworkspaces/\nnew\nold\n2")
      let mounts = try await machine.output("cat /proc/self/mountinfo")
      #expect(try await machine.run("/var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output("cat /proc/self/mountinfo") == mounts, "nothing is to do")
    }
  }

  @Test("by NFS leaves links to the users, and root follows none, not even one that comes while it works")
  func links() async throws {
    try await Pool.machine { machine in
      // Puts a link in the place of what is about to be mounted.
      let racing = """
        #!/bin/sh
        for word; do
          case $word in
            ./Data | ./top) cd /var/lib/weir/whole && rm -rf "$word" && ln -s /etc "$word" ;;
            ./ana) rm -rf "$word" && ln -s /root "$word" ;;
          esac
        done
        exec /usr/bin/mount "$@"
        """
      _ = try await machine.run("cat >/usr/local/sbin/mount; chmod 0755 /usr/local/sbin/mount", input: racing)
      _ = try await machine.run("cd /server/pools; mkdir Data real; touch top; ln -s /etc out; ln -s real in")
      let ended = try await machine.set(up: Pool.setup(share: Pool.nfs))
      #expect(ended.code == 1 && ended.text.contains("2 entries of the share"), "\(ended.text)")
      #expect(try await machine.output("grep -c -e ' /etc ' -e ' /root ' /proc/self/mountinfo || :") == "0")
      #expect(try await machine.output("cd /datamnt/share; readlink out in; ls workspaces/ana") == "/etc\nreal")
      // A link that becomes a folder, and a folder that becomes a link; what a link leads to stays mounted.
      _ = try await machine.run(
        """
        rm /usr/local/sbin/mount; mkdir /mnt/disk; mount -t tmpfs tmpfs /mnt/disk
        cd /server/pools; ln -s /mnt/disk far; /var/lib/weir/machine boot
        rm out; mkdir out; rmdir real; ln -s /etc real; rm far; echo 1 >far; /var/lib/weir/machine boot
        """)
      #expect(
        try await machine.output("cd /datamnt/share; stat -c '%n %F' far out real; mountpoint /mnt/disk")
          == "far regular file\nout directory\nreal symbolic link\n/mnt/disk is a mountpoint")
      #expect(try await machine.output("grep -c -e ' /etc ' -e ' /root ' /proc/self/mountinfo || :") == "0")
    }
  }

  @Test("is shown up to a number of entries, and the rest is a fault in one line")
  func many() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("cd /server/a*; mkdir a b c d e f")
      let program = try Pool.setup().program(secrets: Pool.secrets)
      #expect(program.contains("most_entries=4096"))
      let ended = try await machine.run(
        "cat >/setup && chmod 0500 /setup && exec /setup",
        input: program.replacing("most_entries=4096", with: "most_entries=4"))
      #expect(ended.code == 1 && ended.text.contains("more than 4 entries at its top"), "\(ended.text)")
      #expect(ended.text.split(separator: "\n").count == 1)
      #expect(try await machine.output("ls /datamnt/share") == "a\nb\nc\nd\nnotebooks\nshared\nworkspaces")
      #expect(try await machine.holds(as: "ana", "echo mine >workspace/x"))
    }
  }

  @Test("of a share that answers no more is a fault in one line, and what was mounted stays")
  func silent() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      let mounts = try await machine.output("cat /proc/self/mountinfo")
      _ = try await machine.run("kill -9 $(grep -al '/var/lib/weir/[w]hole' /proc/[0-9]*/cmdline | cut -d/ -f3)")
      let ended = try await machine.run("/var/lib/weir/machine boot")
      #expect(ended.code == 1 && ended.text.contains("does not answer: it is tried again"), "\(ended.text)")
      #expect(ended.text.split(separator: "\n").count == 1)
      // In a run that looks at everything anew, too.
      let again = try await machine.run("rm /run/weir/ready; /var/lib/weir/machine boot")
      #expect(again.code == 1 && again.text == ended.text, "\(again.text)")
      #expect(try await machine.output("cat /proc/self/mountinfo") == mounts)
      #expect(try await machine.holds(as: "ana", "echo mine >workspace/x"))
    }
  }
}
