import Foundation
import Manifests
import Pools
import TemporaryFolders
import Testing

@Suite("weir validate --strict")
struct OwnFieldsAdviceTests {
  /// A warning, and a repository that is told of it and of nothing else.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [String: String]
    var testDescription: String { name }
  }

  private static let labKeys =
    "[ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example]"

  private static func pool(_ change: (String, String)...) -> [String: String] {
    let manifest = """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata: {name: lab}
      spec:
        subscription: 11111111-2222-3333-4444-555555555555
        resourceGroup: ds-lab
        location: westeurope
        size: Standard_D2s_v5
        instances: 1
        admin:
          username: labadmin
          sshKeys: \(labKeys)
        access: {dnsLabel: lab-pool, ports: [ssh], allowFrom: [203.0.113.0/24]}
      """
    return ["lab.yaml": change.reduce(manifest) { $0.replacing($1.0, with: $1.1) }]
  }

  private static let own: [Row] = [
    Row(
      name: "domain-without-groups",
      files: pool(
        (
          "  size:",
          "  identity: {domain: {name: corp.example.com, username: joiner, password: {environment: LAB_JOINER}}}\n  size:"
        ))),
    Row(name: "jupyterhub-without-password", files: pool(("[ssh]", "[ssh, jupyterhub]"))),
    Row(
      name: "keys-without-port",
      files: pool(
        ("  size:", "  os: windows\n  users: [{name: lea, sshKeys: \(labKeys)}]\n  size:"), ("[ssh]", "[rdp]"),
        ("username: labadmin", "username: labadmin\n    password: {environment: LAB_ADMIN}"))),
    Row(
      name: "never-sleeps",
      files: pool(
        (
          "  instances: 1",
          "  autoscale: {minimum: 0, maximum: 4, default: 1, scaleOut: {above: 75}, scaleIn: {below: 20}}"
        )
      )),
    Row(
      name: "secure-boot-on-gpu",
      files: pool(("Standard_D2s_v5", "Standard_NC4as_T4_v3\n  trustedLaunch: true\n  secureBoot: true"))),
    Row(
      name: "share-out-of-reach",
      files: pool(
        (
          "  size:",
          "  storage: {azureFiles: {account: lab, share: lab, mountPath: /datamnt/lab, protocol: nfs}}\n  size:"
        ))),
    Row(name: "no-way-in", files: pool(("[203.0.113.0/24]", "[]"))),
    Row(name: "open-to-everyone", files: pool(("203.0.113.0/24", "0.0.0.0/0"))),
    Row(
      name: "port-without-service",
      files: pool(
        ("  size:", "  os: windows\n  size:"), ("[ssh]", "[rdp, jupyterhub]"), (labKeys, "[]"),
        ("username: labadmin", "username: labadmin\n    password: {environment: LAB_ADMIN}"))),
    Row(name: "retired-size", files: pool(("Standard_D2s_v5", "Standard_NC6"))),
  ]

  /// The published template has the others, and the example that is on it silences each.
  private static func published(_ name: String) throws -> Row {
    let examples = try ExampleRepository()
    let path = "pools/vision/vision.yaml"
    let manifest = try #require(examples.files[path])
    let lines = manifest.split(separator: "\n").filter { !$0.hasPrefix("    \(name):") }
    var files = examples.files
    files[path] = lines.joined(separator: "\n")
    return Row(name: name, files: files)
  }

  private static func rows() throws -> [Row] {
    let examples = try ExampleRepository()
    let others = try [
      "gone-image", "missing-dependency", "moving-script", "old-api-version", "open-to-everyone", "retired-sku",
      "secret-in-settings",
    ].map { try published($0) }
    var exposed = try published("none")
    exposed.name = "secret-in-manifest"
    exposed.files["pools/vision/vision.yaml"] = exposed.files["pools/vision/vision.yaml"]?
      .replacing("      adminPassword: {environment: VISION_ADMIN_PASSWORD}\n", with: "")
      .replacing("    secrets:\n", with: "    parameters: {adminPassword: hunter2}\n    secrets:\n")
    var octal = exposed
    octal.name = "octal-number"
    octal.files["pools/vision/vision.yaml"] = examples.files["pools/vision/vision.yaml"]?
      .replacing("    secrets:\n", with: "    parameters: {instanceCount: 010}\n    secrets:\n")
    return own + others + [exposed, octal]
  }

  /// Runs `weir validate --strict` on a folder that holds the files alone.
  private func validate(_ files: [String: String]) async throws -> (code: Int32, errors: String) {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(text, to: path, mode: 0o644) }
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: Site.weir)
    process.arguments = ["validate", "--strict", "."]
    process.currentDirectoryURL = folder.url
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  @Test("fails for each advice by its name, and passes where the manifest silences it with a reason")
  func names() async throws {
    let rows = try Self.rows()
    let names = ManifestSchema.jsonSchema()["$defs"]?["Pool"]?["properties"]?["spec"]?["properties"]?["silence"]?[
      "properties"]?.object?.keys.sorted()
    #expect(Set(rows.map(\.name)).sorted() == names)
    for row in rows {
      let loud = try await validate(row.files)
      let warnings = loud.errors.split(separator: "\n").filter { $0.contains(": warning: ") }
      #expect(loud.code == 1 && !warnings.isEmpty, "\(row.name): \(loud.errors)")
      #expect(warnings.allSatisfy { $0.contains("[\(row.name)]") }, "\(row.name): \(loud.errors)")

      let silent = try await validate(
        row.files.mapValues { text in
          guard text.contains("kind: Pool\n"), text.contains("name: lab") || text.contains("name: vision\n") else {
            return text
          }
          let silence = "    \(row.name): tried out in a test\n"
          return text.contains("  silence:\n")
            ? text.replacing("  silence:\n", with: "  silence:\n\(silence)") : "\(text)\n  silence:\n\(silence)"
        })
      #expect(silent.code == 0 && silent.errors.isEmpty, "\(row.name): \(silent.errors)")
    }
  }
}
