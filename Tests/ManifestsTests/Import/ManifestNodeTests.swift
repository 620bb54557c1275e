import Pools
import Testing
import Yams

@testable import Manifests

@Suite("Text of an imported manifest")
struct ManifestNodeTests {
  @Test(
    "whatever a text holds, YAML reads it back as that text",
    arguments: [
      "vision", "true", "No", "null", "~", "4711", "1e3", "0x1f", "20:00", "a: b", "- a", "#x", "a #b", "", " a", "a ",
      "[odd", "{x}", "*a", "&a", "!a", "%a", "@a", "`a", "'a'", "\"a\"", "a\\b", "line\nbreak", "tab\t", "ümlaut",
      "ssh-ed25519 AAAAC3Nz+/== ana@host", "/subscriptions/x", "1.2.3.0/24", "S:", "W. Europe Standard Time", "---",
      "=",
      "<<", "y", "Off", "2026-11-21", ".5", "-", "?", "? a", "a:", ",", "a, b",
    ])
  func scalars(_ text: String) throws {
    let node: ManifestNode = .map([
      .init("key", .text(text)), .init(text, .words([text, "b"])), .init("list", .list([.text(text), .map([])])),
    ])
    let read = try #require(try Yams.compose(yaml: node.lines.joined(separator: "\n")))
    #expect(read["list"]?.sequence?.first?.string == text)
    let names = read.mapping?.map { $0.key.string }
    #expect(names == ["key", text, "list"])
    for value in [read["key"], read.mapping?.values.dropFirst().first?.sequence?.first] {
      #expect(value?.string == text)
      #expect(value?.tag.description == Tag(.str).description)
    }
  }

  @Test("maps, lists and comments stand where a person would put them")
  func layout() {
    let node: ManifestNode = .map([
      .init("size", .text("Standard_D4s_v5")),
      .init("disks", .list([.map([.init("sizeGB", .number(4)), .init("type", .text("Premium_LRS"))])])),
      .init("zones", .words(["1", "2"])),
      .init("admin", .map([.init("password", .map([.init("environment", .text("PW"))]), comment: "Say where.")])),
      .init("public", .flag(false)),
    ])
    #expect(
      node.lines.joined(separator: "\n") == """
        size: Standard_D4s_v5
        disks:
          - sizeGB: 4
            type: Premium_LRS
        zones: ["1", "2"]
        admin:
          # Say where.
          password:
            environment: PW
        public: false
        """)
  }
}
