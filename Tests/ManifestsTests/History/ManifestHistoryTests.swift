import Pools
import Testing

@testable import Manifests

@Suite("Files that stop being manifests")
struct ManifestHistoryTests {
  private static let before = [
    "a.yaml": Samples.pool("alpha"), "team/b.yaml": Samples.pool("beta"),
    "team/two.yaml": Samples.pool("gamma") + "\n---\n" + Samples.pool("delta"),
    "team/defaults.yaml": Samples.defaults("{tags: {team: x}}"), "team/x.json": "{}",
  ]

  /// Checks a later revision against the first one; nil takes a file out.
  private func check(
    _ changes: [String: String?], entries: [String: SourceEntry] = [:], folder: String = ""
  ) async throws -> (set: ManifestSet, remembered: [String: ManifestFile]) {
    let earlier = try await Repository(Self.before).load(folder: folder).contents
    let after = Repository(
      Self.before.merging(changes.compactMapValues { $0 }) { _, new in new }
        .filter { changes[$0.key] != .some(nil) })
    let history = ManifestHistory(
      folder: folder, read: { file, _ in after.contents[file.path] ?? [] },
      entry: { path in after.contents[path] == nil ? entries[path] : .file })
    return try await history.check(try await after.load(folder: folder), against: earlier) { after.files }
  }

  private static let pointer = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 12345

    """

  @Test(
    "are an error with what they are now, and their pools are not gone",
    arguments: [
      (pointer, "is a Git LFS pointer now"), ("", "is empty now"), ("\n \t\r\n", "is empty now"),
      ("# \(Samples.pool("beta").replacing("\n", with: "\n# "))\n", "is without any document, only comments now"),
      ("---\n# nothing\n...\n", "is without any document, only comments now"),
      ("a: 1\n", "is YAML without apiVersion: weir.dev/v1 now"), ("- a\n- b\n", "is a list now"),
      ("hello\n", "is plain text now"),
      ("apiVersion: apps/v1\nkind: Deployment\n", "is a document with apiVersion: \"apps/v1\" now"),
      ("\u{0}GITCRYPT\u{0}abc", "is encrypted (git-crypt) now"),
      ("age-encryption.org/v1\n-> X25519", "is encrypted (age) now"),
      ("$ANSIBLE_VAULT;1.1;AES256\n6162\n", "is encrypted (Ansible Vault) now"),
      ("data: ENC[AES256_GCM,data:abc]\nsops:\n  version: 3.8\n", "is encrypted (SOPS) now"),
      ("\u{0}\u{1}\u{2}", "is binary now"), ("[unclosed\n", "is not readable as YAML now"),
    ])
  func pool(_ text: String, _ state: String) async throws {
    let (set, remembered) = try await check(["team/b.yaml": text])
    #expect(
      set.diagnostics.map(\.description) == [
        "team/b.yaml:1:1: the file \(state), and it held pool beta; restore the manifest, or delete the file to remove it"
      ])
    #expect(set.affected.reasons.keys.map(\.description) == ["beta"])
    #expect(set.pools.map(\.name.description) == ["alpha", "delta", "gamma"])
    #expect(remembered["team/b.yaml"]?.pools.map(\.description) == ["beta"])
  }

  @Test(
    "that held defaults concern every pool in the folder and below",
    arguments: [pointer, "", "apiVersion: apps/v1\nkind: ConfigMap\n"])
  func defaults(_ text: String) async throws {
    let (set, remembered) = try await check(["team/defaults.yaml": text])
    #expect(set.diagnostics.count == 1)
    #expect(
      set.diagnostics[0].message.hasSuffix(
        "it held the defaults of its folder; restore the manifest, or delete the file to remove them"))
    #expect(set.pools.map(\.name.description) == ["alpha"])
    #expect(remembered["team/defaults.yaml"]?.holdsDefaults == true)
  }

  @Test(
    "may be links, submodules and folders now",
    arguments: [
      (SourceEntry.symbolicLink, "is a symbolic link now"), (.submodule, "is a submodule now"),
      (.folder, "is a folder now"),
    ])
  func entry(_ entry: SourceEntry, _ state: String) async throws {
    let (set, _) = try await check(["team/b.yaml": nil], entries: ["team/b.yaml": entry])
    #expect(set.diagnostics.map(\.message).first?.hasPrefix("the file \(state)") == true)
    #expect(set.affected.reasons.keys.map(\.description) == ["beta"])
  }

  @Test(
    "may be put aside under a name that Weir does not read, or left out",
    arguments: [
      (
        ["team/b.yaml": nil, "team/b.yaml.disabled": before["team/b.yaml"]] as [String: String?],
        "is team/b.yaml.disabled now"
      ),
      (["team/.weirignore": "b.yaml\n"], "is left out by .weirignore now"),
      ([".weirignore": "team/b*\n"], "is left out by .weirignore now"),
    ])
  func aside(_ changes: [String: String?], _ state: String) async throws {
    let (set, _) = try await check(changes)
    #expect(set.diagnostics.map(\.message).first?.contains(state) == true, "\(set.diagnostics)")
    #expect(set.affected.reasons.keys.map(\.description) == ["beta"])
  }

  @Test(
    "are none where a file is gone, moved, or goes on holding others",
    arguments: [
      ["team/b.yaml": nil], ["team/b.yaml": nil, "other/b.yaml": before["team/b.yaml"]],
      ["team/two.yaml": Samples.pool("gamma")], ["team/two.yaml": nil], ["team/defaults.yaml": nil],
      ["team/defaults.yaml": nil, "team/d.yaml": Samples.defaults("{tags: {team: x}}")],
      // Its pool stands in another file now, so nothing of the old file is missed.
      ["team/b.yaml": "a: 1\n", "team/moved.yaml": before["team/b.yaml"]],
      ["team/x.json": nil],
    ] as [[String: String?]])
  func removed(_ changes: [String: String?]) async throws {
    let (set, remembered) = try await check(changes)
    #expect(set.diagnostics.map(\.description) == [] && remembered.isEmpty && set.affected.isEmpty)
  }

  @Test("hold back what is missing of a file that has an error, and nothing twice")
  func faulty() async throws {
    let (set, remembered) = try await check(["team/two.yaml": Samples.pool("gamma") + "\n---\n\t- [\n"])
    #expect(set.diagnostics.count == 1)
    #expect(set.affected.reasons.keys.map(\.description).sorted() == ["delta", "gamma"])
    #expect(remembered["team/two.yaml"]?.pools.map(\.description) == ["delta"])
  }

  @Test("outside the folder of the manifests are nobody's")
  func outside() async throws {
    let (set, remembered) = try await check(["a.yaml": Self.pointer], folder: "team")
    #expect(set.diagnostics.isEmpty && remembered.isEmpty)
  }
}
