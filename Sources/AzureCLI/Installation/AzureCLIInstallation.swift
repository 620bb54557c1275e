import Glibc
import Pools
import Subprocess
import SystemPackage

/// The Azure CLI of this machine: where it is, and how to get one where there is none.
package struct AzureCLIInstallation: Sendable {
  /// What is run and looked for in this environment: `PATH`, and `PIP_*` and proxies for the installation.
  package var environment: [String: String]

  package init(environment: [String: String]) { self.environment = environment }

  /// An `az` that runs.
  package struct Tool: Hashable, Sendable {
    package var path: String
    package var version: String
  }

  /// The path of `cli`, a name on `PATH` or a path; nil where nothing there can be run.
  package func find(_ cli: String = "az") async -> String? {
    if cli.contains("/") { return access(cli, X_OK) == 0 ? cli : nil }
    return try? await Executable.name(cli).resolveExecutablePath(in: ProcessRun.environment(environment)).string
  }

  /// Installs `azure-cli` from PyPI into `directory`, a Python environment of its own, or takes the one that is there.
  ///
  /// Only files with a hash in `requirements` are installed. Two installers of one directory wait for each other, and an
  /// installation that was broken off, or was made by other requirements, is begun anew. It takes about a minute and 750
  /// MB.
  ///
  /// - Parameters:
  ///   - directory: an absolute path whose parent is there; it is Weir's alone.
  ///   - requirements: pip's file of requirements that names all packages with their versions and hashes.
  ///   - progress: told in a line what goes on.
  package func install(
    into directory: String, requirements: [UInt8], progress: @Sendable (String) -> Void
  ) async throws(AzureCLIInstallationError) -> Tool {
    let lock = try await InstallationLock.acquire(directory + ".lock") { progress("waiting for another installation") }
    defer { lock.release() }
    let tool = directory + "/bin/az"
    let stamp = directory + "/" + Self.stamp
    if Self.isFile(stamp, with: requirements), let version = await version(of: tool) {
      return Tool(path: tool, version: version)
    }
    progress("making a Python environment in \(directory)")
    try await makeEnvironment(in: directory)
    progress("installing azure-cli from PyPI, about a minute and 750 MB")
    let list = directory + "/requirements.txt"
    try Self.write(requirements, to: list)
    // pip by its module: the script of that name has a first line that long paths break. All packages are listed, so
    // that nothing is resolved; and a source archive would run its own program to be built.
    try await step(
      "pip install azure-cli", directory + "/bin/python",
      [
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps",
        "--only-binary", ":all:", "--requirement", list,
      ])
    guard let version = await version(of: tool) else {
      throw .failed(step: "az version", reason: "\(tool) was installed and does not run")
    }
    try Self.write(requirements, to: stamp)
    progress("installed azure-cli \(version)")
    return Tool(path: tool, version: version)
  }

  /// Marks an installation that came to its end: it holds the requirements that it was made by.
  private static let stamp = "weir-installed"

  private static func isFile(_ path: String, with bytes: [UInt8]) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var found = [UInt8](repeating: 0, count: bytes.count + 1)
    var size = 0
    while size < found.count {
      let count = found.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: size), $0.count - size) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      size += count
    }
    return Array(found[..<size]) == bytes
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(AzureCLIInstallationError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .failed(step: "installation", reason: "\(path) cannot be written") }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .failed(step: "installation", reason: "\(path) cannot be written") }
      sent += count
    }
  }

  private func makeEnvironment(in directory: String) async throws(AzureCLIInstallationError) {
    do {
      try await step("python3 -m venv", "python3", ["-m", "venv", "--clear", directory])
    } catch {
      // The virtual environment was not created successfully because ensurepip is not available.  On Debian/Ubuntu
      // systems, you need to install the python3-venv package …
      if case .failed(_, let reason) = error, reason.contains("ensurepip") || reason.contains("No module named venv") {
        throw .noVirtualEnvironments
      }
      throw error
    }
  }

  /// Runs one step to its end; fifteen minutes are for a slow line, after which nothing is to be hoped for.
  @discardableResult
  private func step(
    _ name: String, _ program: String, _ arguments: [String], deadline: Duration = .seconds(900)
  ) async throws(AzureCLIInstallationError) -> [UInt8] {
    let run = ProcessRun(
      program: program, arguments: arguments, environment: environment, deadline: deadline, outputLimit: 1 << 20)
    let result: ProcessResult
    do {
      result = try await run.run()
    } catch ProcessFault.notFound {
      throw .noPython(program)
    } catch {
      throw .failed(step: name, reason: Scrubber().clean("\(error)"))
    }
    guard result.exitCode == 0 else {
      // venv tells its troubles on standard output.
      let said = String(decoding: result.errorOutput + result.output, as: UTF8.self)
      throw .failed(step: name, reason: Scrubber().clean(String(said.suffix(1_500))))
    }
    return result.output
  }

  private func version(of tool: String) async -> String? {
    guard
      let output = try? await step("az version", tool, ["version", "-o", "json"], deadline: .seconds(120)),
      let answer = try? JSONReader.read(output)
    else { return nil }
    return answer.member("azure-cli")?.string
  }
}

/// Why the Azure CLI could not be installed.
package enum AzureCLIInstallationError: Error, Hashable, Sendable, CustomStringConvertible {
  case noPython(String)
  /// Debian keeps Python's `venv` in a package of its own.
  case noVirtualEnvironments
  case failed(step: String, reason: String)
  case cancelled

  package var description: String {
    switch self {
    case .noPython(let program):
      "\(program) is not there: install it (apt-get install python3 python3-venv), or install the Azure CLI yourself"
    case .noVirtualEnvironments:
      "Python cannot make environments here: apt-get install python3-venv, or install the Azure CLI yourself"
    case .failed(let step, let reason): "the Azure CLI could not be installed: \(step): \(reason)"
    case .cancelled: "the installation of the Azure CLI was broken off"
    }
  }
}
