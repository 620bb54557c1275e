import Foundation
import Templates
import Testing

@Suite("What is private on the share of an Ubuntu machine", .serialized)
struct PrivacyTests {
  /// What a user on the machine tries in order to read what is another's: names of other case, names that Windows takes for
  /// the same, ways around, and the place where all of the share is.
  static let ways = [
    "notebooks/ana/y", "Notebooks/ana/y", "NOTEBOOKS/ANA/Y", "notebooks/Ana/y", "workspaces/ana/x", "Workspaces/ana/x",
    "workspaces/ANA/x", "notebooks./ana/y", "notebooks /ana/y", "shared/../Notebooks/ana/y",
    "notebooks/bob/../ana/y", "notebooks/bob/../../Notebooks/ana/y", "notebooks/bob/out/Notebooks/ana/y",
    "Data/out/y", "../../var/lib/weir/whole/notebooks/ana/y", "./oops/ana/y", "copy/ana/y",
  ]

  /// Prints each way by which what is ana's can be read or written by somebody of the team's group who is not ana.
  static let attack = """
    group=$(getent group weir-share | cut -d: -f3)
    exec setpriv --reuid 4711 --regid ${group:-4711} --clear-groups sh -c '
      while IFS= read -r way; do
        ! cat "/datamnt/share/$way" >/dev/null 2>&1 || echo "reads $way"
        ! (echo spoilt >>"/datamnt/share/$way") 2>/dev/null || echo "writes $way"
      done
      for way in /proc/[0-9]*/cwd /proc/[0-9]*/root/var/lib/weir/whole; do
        ! cat "$way/notebooks/ana/y" "$way/Notebooks/ana/y" "$way/ana/y" >/dev/null 2>&1 || echo "reads $way"
      done
      grep -rsl secret /datamnt /var/lib/weir /run/weir
      :'
    """

  /// What somebody in the team's group gets at; nothing where all is well.
  private static func leaks(of machine: Machine) async throws -> String {
    try await machine.run(attack, input: ways.joined(separator: "\n") + "\n").text
  }

  /// What an SMB share holds before a machine sees it.
  private static let server = """
    cd /server/a*; mkdir -p notebooks/ana workspaces/ana Data copy
    echo secret >notebooks/ana/y; echo secret >workspaces/ana/x; echo ours >Data/z; echo readme >Read.me; touch copy/.weir-private
    """

  @Test("is reached by nobody else under any name or way", arguments: [Pool.smb, Pool.nfs])
  func reached(share: GuestShare) async throws {
    try await Pool.machine { machine in
      let ended = try await machine.set(up: Pool.setup(share: share))
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.holds(as: "ana", "echo secret >workspace/x && echo secret >notebooks/remote/y"))
      #expect(try await machine.holds(as: "bob", "ln -s .. workspace/out && ln -s ../.. notebooks/remote/out"))
      #expect(try await machine.holds(as: "bob", "ln -s /var/lib/weir/whole/notebooks/ana notebooks/remote/in"))
      #expect(try await Self.leaks(of: machine) == "")
      #expect(try await !machine.holds(as: "bob", "cat notebooks/remote/in/y || ls notebooks/remote/out/notebooks"))
      #expect(try await !machine.holds(as: "bob", "mkdir /datamnt/share/NOTEBOOKS || ls /var/lib/weir/whole"))
      #expect(try await machine.holds(as: "ana", "grep -q '^secret$' workspace/x notebooks/remote/y"))
      #expect(try await machine.restart().succeeded)
      #expect(try await Self.leaks(of: machine) == "")
    }
  }

  @Test("is closed after each step of a set-up and while it runs, wherever it ends")
  func interrupted() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(Self.server)
      _ = try await machine.run(
        "cat >/setup && chmod 0500 /setup", input: try Pool.setup().program(secrets: Pool.secrets))
      // Tries all the time, beside the looks between two steps.
      _ = try await machine.run("cat >/attack", input: Self.attack)
      _ = try await machine.run(
        "printf %s \"$(cat)\" >/tmp/known; (while :; do sh /attack </tmp/known; done) >/tmp/leaks 2>&1 </dev/null &",
        input: Self.ways.joined(separator: "\n"))
      var deaths = 0
      for lines in Swift.stride(from: 101, to: 6_000, by: 211) {
        let ended = try await machine.run(
          """
          rm -f /tmp/trace; mkfifo /tmp/trace
          setsid sh -x /setup >/dev/null 2>/tmp/trace &
          head -n \(lines) </tmp/trace >/dev/null
          kill -9 -- -$! 2>/dev/null
          wait $!
          """)
        #expect(try await Self.leaks(of: machine) == "", "after \(lines) lines")
        if ended.code == 0 { break }
        deaths += 1
      }
      #expect(deaths > 5)
      #expect(try await machine.set(up: Pool.setup()).succeeded)
      var secrets = Pool.secrets
      secrets["storageKey"] = "second=="
      try await machine.serve(key: "second==")
      #expect(try await machine.set(up: Pool.setup(), secrets: secrets).succeeded)
      #expect(try await machine.restart().succeeded)
      #expect(try await machine.output("cat /tmp/leaks; cat /server/a*/notebooks/ana/y") == "secret")
    }
  }

  /// The share as earlier versions mounted it: for the group, each private folder a mount of its own in it.
  private static func mountAsBefore(_ machine: Machine) async throws {
    let made = try await machine.run(
      """
      name=$(cat); cp /archive/mount.share /sbin/mount.cifs
      getent group weir-share >/dev/null || groupadd --system weir-share
      id ana >/dev/null 2>&1 || {
        groupadd -g 2057776260 ana
        useradd -l -m -u 2057776260 -g 2057776260 -K UID_MAX=2147483647 -G weir-share ana
      }
      umask 077; mkdir -p /var/lib/weir /datamnt/share
      chmod 0755 /datamnt; printf 'username=teamfiles\\npassword=%s\\n' "$(cat /record/key)" >/var/lib/weir/credentials
      share() { mount -t cifs -o "credentials=/var/lib/weir/credentials,nosuid,nodev,$2" -- \
        "//teamfiles.file.core.windows.net/$name$1" "/datamnt/share$1"; }
      share '' uid=0,gid=$(getent group weir-share | cut -d: -f3),dir_mode=0770,file_mode=0660
      for folder in notebooks workspaces; do
        share /$folder uid=0,gid=0,dir_mode=0711,file_mode=0600
        share /$folder/ana uid=2057776260,gid=2057776260,dir_mode=0700,file_mode=0600,mfsymlinks
      done
      echo "0123456789abcdef /datamnt/share" >/var/lib/weir/share
      """, input: Pool.shareName)
    try #require(made.succeeded && made.text.isEmpty, "\(made.text)")
  }

  @Test("is closed to who works in the share as earlier versions mounted it, too, and everybody finds the same files")
  func updated() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(Self.server)
      try await Self.mountAsBefore(machine)
      #expect(try await Self.leaks(of: machine).contains("reads Notebooks/ana/y"), "this is what it was")
      // Somebody whose current folder is the share as it was.
      let read = "cat Notebooks/ana/y notebooks/ana/y NOTEBOOKS/ana/y Workspaces/ana/x"
      _ = try await machine.run(
        """
        mkfifo /tmp/go && chmod 0666 /tmp/go; cd /datamnt/share
        setpriv --reuid 4711 --regid weir-share --clear-groups sh -c '\(read) >/dev/null; read -r _; \(read); ls; touch x; echo over' \
          <>/tmp/go >/tmp/said 2>/dev/null &
        """)
      let ended = try await machine.set(up: Pool.setup())
      #expect(ended.succeeded, "\(ended.text)")
      let after = "echo >/tmp/go; until grep -q over /tmp/said; do sleep 0.1; done; cat /tmp/said; ls /server/a*"
      #expect(
        try await machine.output(after) == "over\nData\nRead.me\ncopy\nnotebooks\nshared\nworkspaces")
      #expect(try await Self.leaks(of: machine) == "")
      #expect(
        try await machine.holds(
          as: "ana", "cat workspace/x notebooks/remote/y /datamnt/share/Data/z /datamnt/share/Read.me"))
      #expect(try await machine.output("ls -A /var/lib/weir") == "credentials\nmachine\nmount\nwhole")
      let again = try await machine.set(up: Pool.setup())
      #expect(again.succeeded && again.text.isEmpty, "\(again.text)")
    }
  }

  @Test("is let go as earlier versions mounted it where the manifest has no share any more, or it lies elsewhere")
  func left() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(Self.server)
      try await Self.mountAsBefore(machine)
      var elsewhere = Pool.smb
      elsewhere.mountPath = "/datamnt/other"
      var secrets = Pool.secrets
      secrets["storageKey"] = "second=="
      try await machine.serve(key: "second==")
      let moved = try await machine.set(up: Pool.setup(share: elsewhere), secrets: secrets)
      #expect(moved.succeeded && moved.text.isEmpty, "\(moved.text)")
      #expect(try await !machine.holds("mountpoint -q /datamnt/share"))
      #expect(try await machine.holds(as: "ana", "cat workspace/x /datamnt/other/Data/z"))
      #expect(try await machine.set(up: Pool.setup(share: nil)).succeeded)
      try await Self.mountAsBefore(machine)
      let gone = try await machine.set(up: Pool.setup(share: nil))
      #expect(gone.succeeded && gone.text.isEmpty, "\(gone.text)")
      #expect(try await machine.output("findmnt -rn | grep -c '^/datamnt' || :; ls -A /var/lib/weir") == "0\nmachine")
      #expect(try await machine.output("cat /server/a*/notebooks/ana/y") == "secret")
    }
  }

  @Test("is nobody's where the names of two accounts differ only in case", arguments: [Pool.smb, Pool.nfs])
  func alike(share: GuestShare) async throws {
    try await Pool.machine { machine in
      _ = try await machine.run("useradd --badname --create-home Ana")
      var setup = Pool.setup(share: share)
      setup.users[0].name = "Ana"
      let ended = try await machine.set(up: setup)
      #expect(ended.code == 1)
      for name in ["Ana", "ana"] {
        #expect(ended.text.contains("the name \(name) differs from another one only in case"), "\(ended.text)")
      }
      #expect(ended.text.split(separator: "\n").count == 2)
      #expect(try await machine.output("find /server -iname ana; ls -d /home/ana/workspace 2>/dev/null || :") == "")
      #expect(try await machine.holds(as: "bob", "echo b >workspace/x"))
    }
  }
}
