import Templates
import Testing

@Suite("The disks of an Ubuntu machine", .serialized)
struct DiskTests {
  private static func setup(_ units: Int...) -> GuestSetup {
    var setup = Pool.setup(share: nil)
    setup.disks = units.map { GuestDisk(unit: $0, size: 1) }
    return setup
  }

  /// A machine with two blank disks at the units 0 and 3, which are loop devices that go with it.
  private static func machine(_ body: @escaping @Sendable (Machine) async throws -> Void) async throws {
    try await Pool.machine { machine in
      let made = try await machine.run(
        """
        mount -t sysfs sysfs /sys
        mkdir /run/links && mount --bind /run/links /dev/shm && mkdir -p /dev/shm/azure/scsi1
        mkdir /var/tmp/disks && mount -t tmpfs tmpfs /var/tmp/disks
        for unit in 0 3; do
          truncate -s 64M /var/tmp/disks/$unit
          device=$(losetup --find --show /var/tmp/disks/$unit) || exit
          echo "$device" >/record/device$unit
          ln -s "$device" /dev/shm/azure/scsi1/lun$unit
        done
        """)
      try #require(made.succeeded, "\(made.text)")
      do { try await body(machine) } catch {
        try await release(machine)
        throw error
      }
      try await release(machine)
    }
  }

  private static func release(_ machine: Machine) async throws {
    _ = try await machine.run(
      "umount /data/disk0 /data/disk3 /mnt 2>/dev/null; for unit in 0 3; do losetup -d $(cat /record/device$unit); done"
    )
  }

  @Test(
    "get a file system each, below /data, where everybody works in files of their own; a second run changes nothing")
  func made() async throws {
    try await Self.machine { machine in
      let ended = try await machine.set(up: Self.setup(0, 3), links: true)
      #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      let found =
        "for unit in 0 3; do findmnt -rno FSTYPE /data/disk$unit; blkid -p -o value -s LABEL $(cat /record/device$unit); done"
      #expect(try await machine.output(found) == "ext4\ndisk0\next4\ndisk3")
      #expect(try await machine.output("stat -c '%U %a' /data/disk0 /data/disk3") == "root 1777\nroot 1777")
      #expect(try await machine.holds(as: "ana", "echo mine >/data/disk3/a && chmod 600 /data/disk3/a"))
      #expect(try await !machine.holds(as: "bob", "cat /data/disk3/a || rm -f /data/disk3/a"))
      let again = try await machine.set(up: Self.setup(0, 3), links: true)
      #expect(again.succeeded && again.text.isEmpty, "\(again.text)")
      #expect(try await machine.output("cat /data/disk3/a; ls /var/lib/weir") == "mine\nmachine")
    }
  }

  @Test("come back after a restart by the service alone")
  func restarted() async throws {
    try await Self.machine { machine in
      _ = try await machine.set(up: Self.setup(0), links: true)
      _ = try await machine.run("echo kept >/data/disk0/a; umount /data/disk0; rm -rf /run/weir")
      #expect(try await machine.run("/var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output("cat /data/disk0/a") == "kept")
      #expect(try await machine.holds("grep -q 'enable weir-machine.service' /record/calls"))
    }
  }

  @Test(
    "that hold anything are left as they are, whatever it is",
    arguments: [
      "printf x | dd of=$device bs=1 seek=100000 conv=notrunc",
      "printf '\\125\\252' | dd of=$device bs=1 seek=510 conv=notrunc",
      "mkswap -q $device", "printf 'LUKS\\272\\276\\0\\2' | dd of=$device conv=notrunc",
    ])
  func content(command: String) async throws {
    try await Self.machine { machine in
      let before = try await machine.output(
        "device=$(cat /record/device0); { \(command); } >/dev/null 2>&1 && sha256sum <$device")
      let ended = try await machine.set(up: Self.setup(0), links: true)
      #expect(ended.succeeded && ended.text.contains("it stays as it is"), "\(ended.text)")
      let after = try await machine.output("sha256sum <$(cat /record/device0)")
      #expect(before == after)
      #expect(try await !machine.holds("mountpoint -q /data/disk0"))
    }
  }

  @Test("that have a file system already are mounted with what is on them, and those in use stay where they are")
  func known() async throws {
    try await Self.machine { machine in
      _ = try await machine.output(
        """
        for unit in 0 3; do mkfs.ext4 -q -F $(cat /record/device$unit); done
        mount $(cat /record/device0) /mnt && echo old >/mnt/a && umount /mnt && mount $(cat /record/device3) /mnt
        """)
      let ended = try await machine.set(up: Self.setup(0, 3), links: true)
      #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      #expect(try await machine.output("cat /data/disk0/a; stat -c %a /data/disk0") == "old\n755")
      #expect(try await !machine.holds("mountpoint -q /data/disk3"))
    }
  }

  @Test("are left alone where nothing can be told of them")
  func untold() async throws {
    try await Self.machine { machine in
      _ = try await machine.run("printf x | dd of=$(cat /record/device0) bs=1 seek=100000; umount /sys")
      let before = try await machine.output("sha256sum <$(cat /record/device0)")
      let ended = try await machine.set(up: Self.setup(0), links: true)
      #expect(ended.code == 1 && ended.text == "weir: cannot tell what is on the disk of unit 0\n", "\(ended.text)")
      #expect(try await machine.output("sha256sum <$(cat /record/device0)") == before)
    }
  }

  @Test("whose file system was begun and not ended get it in the next run, and what is whole is not begun again")
  func interrupted() async throws {
    try await Self.machine { machine in
      let mark = "lsblk -dnbro SIZE,SERIAL,WWN $(cat /record/device0) | tr -d '\\n' >/var/lib/weir/disk0"
      _ = try await machine.run(
        "mkdir -p /var/lib/weir; \(mark); printf x | dd of=$(cat /record/device0) seek=9 2>/dev/null")
      #expect(try await machine.set(up: Self.setup(0), links: true).succeeded)
      _ = try await machine.run("echo kept >/data/disk0/a; umount /data/disk0; \(mark)")
      #expect(try await machine.set(up: Self.setup(0), links: true).succeeded)
      #expect(try await machine.output("cat /data/disk0/a; ls /var/lib/weir") == "kept\nmachine")
    }
  }

  /// The disk of unit 0 is larger from now on, as Azure makes it; Linux knows.
  private static let growth = "truncate -s 256M /var/tmp/disks/0 && losetup --set-capacity $(cat /record/device0)"
  private static let blocks = "dumpe2fs -h $(cat /record/device0) 2>/dev/null | sed -n 's/^Block count: *//p'"

  @Test(
    "that have become larger have a file system as large in the next run, whichever it is, with all that is on it",
    arguments: ["/var/lib/weir/machine boot", "exec /setup"])
  func grown(run: String) async throws {
    try await Self.machine { machine in
      _ = try await machine.set(up: Self.setup(0, 3), links: true)
      let ended = try await machine.run("echo kept >/data/disk0/a; \(Self.growth); \(run)")
      #expect(
        ended.succeeded && ended.text == "weir: the file system of the disk of unit 0 has grown with the disk\n",
        "\(ended.text)")
      #expect(try await machine.output(Self.blocks) == String(256 << 10))
      #expect(try await machine.output("cat /data/disk0/a; stat -c %a /data/disk0") == "kept\n1777")
      let again = try await machine.run("/var/lib/weir/machine boot && exec /setup")
      #expect(again.succeeded && again.text.isEmpty, "\(again.text)")
      #expect(try await machine.output("grep -c resize2fs /record/calls") == "1")
    }
  }

  @Test("that have become larger while the machine was off grow when it starts")
  func grownMeanwhile() async throws {
    try await Self.machine { machine in
      _ = try await machine.set(up: Self.setup(0), links: true)
      #expect(try await machine.run("umount /data/disk0; \(Self.growth); /var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output(Self.blocks) == String(256 << 10))
    }
  }

  @Test("are asked for their size anew in each run", arguments: ["rescan", "rescan_controller"])
  func askedAnew(file: String) async throws {
    try await Self.machine { machine in
      let files = "/dev/shm/block/$(basename $(cat /record/device0))/device"
      _ = try await machine.run("mkdir -p \(files) && : >\(files)/\(file)")
      #expect(try await machine.set(up: Self.setup(0), links: true).succeeded)
      #expect(try await machine.output("cat \(files)/\(file); : >\(files)/\(file)") == "1")
      #expect(try await machine.run("/var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output("cat \(files)/\(file)") == "1")
    }
  }

  @Test(
    "that the set-up did not make a file system on, or that hold something besides, do not grow",
    arguments: [
      "mkfs.ext4 -q -F $device", "mkfs.ext4 -q -F -L mine $device", "mkfs.ext4 -q -F -L disk3 $device",
      "mkfs.ext3 -q -F -L disk0 $device",
      // A table of parts in front of it: one part, of Linux.
      "mkfs.ext4 -q -F -L disk0 $device && printf '\\0\\0\\0\\0\\203\\0\\0\\0\\0\\10\\0\\0\\0\\200\\0\\0%048d\\125\\252' 0 "
        + "| tr 0 '\\0' | dd of=$device bs=1 seek=446 conv=notrunc 2>/dev/null",
    ])
  func foreign(command: String) async throws {
    try await Self.machine { machine in
      let made = try await machine.run("device=$(cat /record/device0); { \(command); } && \(Self.growth)")
      #expect(made.succeeded, "\(made.text)")
      let ended = try await machine.set(up: Self.setup(0), links: true)
      #expect(ended.succeeded && ended.text.isEmpty, "\(ended.text)")
      #expect(try await machine.output(Self.blocks) == String(64 << 10))
      #expect(try await !machine.holds("grep -q resize2fs /record/calls"))
    }
  }

  @Test("that do not grow are a fault in one line, stay as they are, and grow in a later run")
  func stuck() async throws {
    try await Self.machine { machine in
      _ = try await machine.set(up: Self.setup(0), links: true)
      let ended = try await machine.run(
        ": >/record/no-growth; echo kept >/data/disk0/a; \(Self.growth); /var/lib/weir/machine boot")
      #expect(
        ended.code == 1
          && ended.text == "weir: cannot grow the file system of the disk of unit 0: resize2fs: no growth\n",
        "\(ended.text)")
      #expect(try await machine.output("cat /data/disk0/a") == "kept")
      #expect(try await machine.run("rm /record/no-growth; /var/lib/weir/machine boot").succeeded)
      #expect(try await machine.output(Self.blocks) == String(256 << 10))
    }
  }

  @Test("that are not to be had are a fault in one line, and people can sign in all the same")
  func missing() async throws {
    try await Self.machine { machine in
      let ended = try await machine.set(up: Self.setup(7), links: true)
      #expect(ended.code == 1 && ended.text == "weir: the disk of unit 7 is not to be had\n", "\(ended.text)")
      #expect(try await machine.holds("grep -q AAAAana /home/ana/.ssh/authorized_keys"))
    }
  }
}

extension Machine {
  /// As `set(up:)`, with `/dev/disk`, and what tells a disk to say its size anew, where this machine can have its own.
  fileprivate func set(up setup: GuestSetup, links: Bool) async throws -> Ended {
    let program = try setup.program(secrets: Pool.secrets)
    #expect(program.contains("/dev/disk/azure/scsi1/lun"))
    return try await run(
      "cat >/setup && chmod 0500 /setup && exec /setup",
      input: program.replacing("/dev/disk/azure", with: "/dev/shm/azure")
        .replacing("/sys/class/block", with: "/dev/shm/block"))
  }
}
