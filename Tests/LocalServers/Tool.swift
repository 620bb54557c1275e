import Foundation
import Subprocess
import SystemPackage

/// The programs that tests run. One that is missing is an error that says which package has it.
package enum Tool: String {
  case git
  case openssl
  case sshd
  case sshKeygen = "ssh-keygen"
  case nginx
  case fcgiwrap

  private var debianPackage: String {
    switch self {
    case .git: "git"
    case .openssl: "openssl"
    case .sshd: "openssh-server"
    case .sshKeygen: "openssh-client"
    case .nginx: "nginx-light"
    case .fcgiwrap: "fcgiwrap"
    }
  }

  /// Where the program is; servers stand in `/usr/sbin`, which is not on everyone's PATH.
  package var path: String {
    get throws {
      for folder in ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin"] {
        let path = "\(folder)/\(rawValue)"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
      throw ToolError("this test needs \(rawValue): apt-get install \(debianPackage)")
    }
  }

  /// Runs the program to its end and answers what it printed; a code other than 0 is an error with its message.
  @discardableResult
  package func callAsFunction(_ arguments: String..., in folder: String = "/") async throws -> String {
    try await run(arguments, in: folder)
  }

  /// As a call.
  package func run(_ arguments: [String], in folder: String) async throws -> String {
    let variables: [Subprocess.Environment.Key: String?] = [
      "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.com", "GIT_COMMITTER_NAME": "Ana",
      "GIT_COMMITTER_EMAIL": "ana@example.com", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_DIR": nil, "GIT_INDEX_FILE": nil, "GIT_WORK_TREE": nil, "LC_ALL": "C",
    ]
    let result = try await Subprocess.run(
      .path(FilePath(try path)), arguments: Arguments(arguments), environment: .inherit.updating(variables),
      workingDirectory: FilePath(folder), output: .string(limit: 4 << 20), error: .string(limit: 4 << 20))
    guard result.terminationStatus.isSuccess else {
      throw ToolError("\(rawValue) \(arguments.joined(separator: " ")): \(result.standardError)")
    }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// A tool that a test needs failed or is not there: the test fails with it.
package struct ToolError: Error, CustomStringConvertible {
  package var description: String
  package init(_ description: String) { self.description = description }
}
