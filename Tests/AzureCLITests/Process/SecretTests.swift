import Foundation
import Pools
import Reconciliation
import Testing

@testable import AzureCLI

@Suite("secrets on their way to az") struct SecretTests {
  private static let password = "geh\"eim-Pässwort-4711"

  private func deployment() throws -> DeploymentRequest {
    try Sample.deployment(secrets: [
      "adminPassword": .text(SecretText(Self.password)),
      "storageKey": .keyVault(vault: "/subscriptions/x/vaults/team", secret: "files-key", version: nil),
    ])
  }

  @Test("they stand in a file of mode 0600 in a directory of mode 0700, in ARM's own form, and nowhere else")
  func whereTheyStand() async throws {
    let az = try FakeAz(
      """
      cp /proc/$$/cmdline "$here/cmdline"; cp /proc/$$/environ "$here/environ"
      for word; do case $word in
        @*body.json) cp "${word#@}" "$here/body"; stat -c %a "${word#@}" "$(dirname "${word#@}")" > "$here/modes" ;;
      esac; done
      """)
    try await az.azure().start(deployment())
    #expect(az.lines("modes") == ["600", "700"])
    #expect(!az.text("cmdline").contains("eim-P") && az.text("cmdline").contains("weir-vision-3f9a0c12d4e5"))
    #expect(!az.text("environ").contains("eim-P"))
    let properties = try JSONReader.read(az.text("body"))["properties"]
    #expect(properties?["template"] == (try deployment().template))
    let parameters = properties?["parameters"]
    #expect(parameters?["adminPassword"] == ["value": .string(Self.password)])
    #expect(
      parameters?["storageKey"]
        == ["reference": ["keyVault": ["id": "/subscriptions/x/vaults/team"], "secretName": "files-key"]])
  }

  @Test("the token stands in a file of mode 0600 for the length of a call, and is redacted where it is repeated")
  func token() async throws {
    let az = try FakeAz(
      signIn: #"{"accessToken": "eyJ.very-secret.token", "tokenType": "Bearer"}"#,
      """
      for word; do case $word in
        @*headers.json) cp "${word#@}" "$here/headers"; stat -c %a "${word#@}" > "$here/modes" ;;
      esac; done
      echo 'ERROR: odd eyJ.very-secret.token' >&2; exit 1
      """)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.message.contains("very-secret") == false)
    #expect(try JSONReader.read(az.text("headers")) == ["Authorization": "Bearer eyJ.very-secret.token"])
    #expect(az.lines("modes") == ["600"])
    #expect(!az.text("calls").contains("very-secret"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: az.privateDirectory).isEmpty)
  }

  @Test(
    "az keeps no log file of what it sends, whatever the user has told it", arguments: ["yes", "1", nil] as [String?])
  func noLogFile(wish: String?) {
    var environment = ["PATH": "/usr/bin"]
    environment["AZURE_LOGGING_ENABLE_LOG_FILE"] = wish
    let configuration = AzureCLIConfiguration(
      cli: "az", configDirectory: nil, privateDirectory: "/nowhere", environment: environment,
      clock: StandingClock(), record: { _ in })
    #expect(configuration.processEnvironment["AZURE_LOGGING_ENABLE_LOG_FILE"] == "no")
  }

  @Test(
    "their files are gone afterwards, however the call ended",
    arguments: ["exit 0", "exit 1", "kill -9 $$", "yes", "sleep 1000"])
  func gone(script: String) async throws {
    let az = try FakeAz(script)
    try? await az.azure(timeout: .seconds(1)).start(deployment())
    #expect(try FileManager.default.contentsOfDirectory(atPath: az.privateDirectory).isEmpty)
  }

  @Test(
    "one that az or Azure repeats is masked, in whatever spelling",
    arguments: [
      #"echo 'ERROR: (InvalidParameter) The value geh"eim-Pässwort-4711 is weak.' >&2; exit 1"#,
      #"printf '%s' 'ERROR: {"code": "InvalidTemplate", "message": "no geh\"eim-P\u00e4sswort-4711"}' >&2; exit 1"#,
      #"printf '%s' 'ERROR: odd geh\"eim-P\u00e4sswort-4711' >&2; exit 1"#,
      #"printf '%s' 'ERROR: odd geh\"eim-Pässwort-4711' >&2; exit 1"#,
      #"printf 'INFO: Request body:\nINFO: geh"eim-Pässwort-4711\nERROR: odd geh"eim-Pässwort-4711' >&2; exit 1"#,
    ])
  func masked(script: String) async throws {
    let az = try FakeAz(script)
    let error = await azureError { try await az.azure().start(deployment()) }
    #expect(error?.message.contains("(secret)") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("eim-P") == false)
  }

  @Test("what a killed process left is swept at the next start, and what another uses is not")
  func swept() async throws {
    let az = try FakeAz(#"touch "$here/runs"; while [ ! -e "$here/go" ]; do sleep 0.01; done"#)
    let azure = try az.azure()
    try Data("{}".utf8).write(to: URL(filePath: az.privateDirectory).appending(path: "az-1-1-parameters.json"))
    let request = try deployment()
    async let started: Void = azure.start(request)
    try await eventually("az runs") { FileManager.default.fileExists(atPath: az.folder.appending(path: "runs").path) }
    _ = try az.azure()
    let left = try FileManager.default.contentsOfDirectory(atPath: az.privateDirectory)
    #expect(left.count == 1 && !left.contains("az-1-1-parameters.json"))
    try Data().write(to: az.folder.appending(path: "go"))
    try await started
  }

  @Test("the directory's rights are mended, and a link or a file in its place is refused")
  func directory() throws {
    let az = try FakeAz("")
    let path = az.privateDirectory
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    _ = try az.azure()
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/tmp")
    #expect(throws: AzureError.self) { _ = try az.azure() }
  }
}
