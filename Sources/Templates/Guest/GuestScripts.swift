/// The programs under `Scripts`, as they are sent: without comments and indentation, which nobody reads on the machine.
enum GuestScripts {
  static let linux = shell([
    PackageResources.base_sh, PackageResources.accounts_sh, PackageResources.share_sh, PackageResources.places_sh,
    PackageResources.disks_sh, PackageResources.workspaces_sh, PackageResources.services_sh, PackageResources.main_sh,
  ])

  /// The program up to where a pool's values follow.
  static let linuxStart = linux + "main \"$@\" <<'VALUES'\n"

  static let vault = shell([PackageResources.weir_secret_sh])

  static let windows = lean(PackageResources.machine_ps1).joined(separator: "\n")

  /// The same as its command carries it, compressed and in base 64: worked out once, since every Windows pool has it.
  static let windowsPacked = Base64.encode(Deflate.compress(Array(windows.utf8)))

  /// The parts as one program; the first line of the first names the shell.
  private static func shell(_ parts: [[UInt8]]) -> String {
    (["#!/bin/sh"] + parts.flatMap(lean)).joined(separator: "\n") + "\n"
  }

  /// No program here has a text in which a line's first blanks or a `#` in front mean something: a test compares.
  private static func lean(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let text = line.drop { $0 == " " }
      return text.isEmpty || text.first == "#" ? nil : text
    }
  }
}
