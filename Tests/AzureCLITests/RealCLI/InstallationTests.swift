import AzureCLI
import Foundation
import TemporaryFolders
import Testing

@Suite("installing the Azure CLI") struct InstallationTests {
  /// A python3 that plays venv and pip as the real ones do, but from nothing.
  private static let python = """
    #!/bin/sh
    case "$*" in
      "-m venv --clear "*)
        rm -rf "$4"; mkdir -p "$4/bin"; echo venv >> "$4/../log"
        cp "$0" "$4/bin/python" ;;
      *"pip install"*)
        bin=$(dirname "$0"); echo pip >> "$bin/../../log"
        case "$*" in *" --require-hashes --no-deps --only-binary :all: --requirement ${bin%/bin}/requirements.txt"*) ;;
        *) echo "$*" >&2; exit 1 ;; esac
        cat "${bin%/bin}/requirements.txt" >> "$bin/../../log"
        printf '#!/bin/sh\\necho "{\\\\"azure-cli\\\\": \\\\"2.99.0\\\\"}"\\n' > "$bin/az"; chmod +x "$bin/az" ;;
    esac
    """

  private static let requirements = Array("azure-cli==2.99.0 --hash=sha256:00\n".utf8)

  private func folder(python: String = python) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(python, to: "tools/python3", mode: 0o755)
    return folder
  }

  private func installation(_ folder: TemporaryFolder) -> AzureCLIInstallation {
    AzureCLIInstallation(environment: ["PATH": "\(folder.path("tools")):/usr/bin:/bin"])
  }

  @Test("two installers of one directory install it once")
  func once() async throws {
    let folder = try folder()
    let installation = installation(folder)
    let target = folder.path("az")
    let found = try await withThrowingTaskGroup(of: AzureCLIInstallation.Tool.self) { group in
      for _ in 0..<2 {
        group.addTask { try await installation.install(into: target, requirements: Self.requirements) { _ in } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(found.map(\.path) == [target + "/bin/az", target + "/bin/az"])
    #expect(found.map(\.version) == ["2.99.0", "2.99.0"])
    let log = "venv\npip\nazure-cli==2.99.0 --hash=sha256:00\n"
    #expect(try String(contentsOfFile: folder.path("log"), encoding: .utf8) == log)
    // Other requirements are another installation.
    _ = try await installation.install(into: target, requirements: Array("azure-cli==3\n".utf8)) { _ in }
    let both = log + "venv\npip\nazure-cli==3\n"
    #expect(try String(contentsOfFile: folder.path("log"), encoding: .utf8) == both)
    _ = try await installation.install(into: target, requirements: Array("azure-cli==3\n".utf8)) { _ in }
    #expect(try String(contentsOfFile: folder.path("log"), encoding: .utf8) == both)
  }

  @Test("one that was broken off is begun anew")
  func brokenOff() async throws {
    let folder = try folder()
    try FileManager.default.createDirectory(atPath: folder.path("az/bin"), withIntermediateDirectories: true)
    let tool = try await installation(folder).install(
      into: folder.path("az"), requirements: Self.requirements
    ) { _ in }
    #expect(tool.version == "2.99.0")
  }

  @Test("a Python without venv gets the advice to install it")
  func noVenv() async throws {
    let folder = try folder(
      python:
        "#!/bin/sh\necho 'The virtual environment was not created successfully because ensurepip is not'; exit 1\n")
    await #expect(throws: AzureCLIInstallationError.noVirtualEnvironments) {
      _ = try await installation(folder).install(
        into: folder.path("az"), requirements: Self.requirements
      ) { _ in }
    }
  }

  @Test("a step that fails says what it said")
  func failingStep() async throws {
    let folder = try folder(python: "#!/bin/sh\necho 'No space left on device' >&2; exit 1\n")
    await #expect(throws: AzureCLIInstallationError.failed(step: "python3 -m venv", reason: "No space left on device"))
    {
      _ = try await installation(folder).install(
        into: folder.path("az"), requirements: Self.requirements
      ) { _ in }
    }
  }

  @Test("an az is found by its name and by its path, and one that is not there is nil")
  func find() async throws {
    let folder = try folder()
    let installation = installation(folder)
    let path = folder.path("tools/python3")
    #expect(await installation.find("python3") == path)
    #expect(await installation.find(path) == path)
    #expect(await installation.find("weir-no-such-az") == nil)
    #expect(await installation.find("/nowhere/az") == nil)
  }
}
