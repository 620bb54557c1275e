import AzureCLI
import Foundation
import Reconciliation
import Synchronization
import TemporaryFolders

/// A shell script in the place of `az`, for what the real one does not do on demand: hang, babble, die, print rubbish.
///
/// Its folder is `$here` in the script, and gone with this value.
final class FakeAz: Sendable {
  private let home: TemporaryFolder
  var folder: URL { home.url }
  let calls = CallRecorder()

  /// - Parameters:
  ///   - signIn: what the sign-in prints, which succeeds at once.
  ///   - beforeSignIn: what it does before that.
  ///   - script: what `az` does, in POSIX shell, for every other call.
  init(signIn: String = "", _ script: String, beforeSignIn: String = ":") throws {
    home = try TemporaryFolder()
    let folder = home.url
    let text = """
      #!/bin/sh
      here='\(folder.path)'
      echo "$*" >> "$here/calls"
      if [ "$1 $2" = "account get-access-token" ]; then
      \(beforeSignIn)
      printf '%s' '\(signIn)'; exit 0; fi
      url= ; for word; do if [ "$before" = --url ]; then url=$word; fi; before=$word; done
      \(script)
      """
    try text.write(to: folder.appending(path: "az"), atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.appending(path: "az").path)
  }

  var privateDirectory: String { folder.appending(path: "private").path }

  func azure(
    timeout: Duration = .seconds(300), concurrency: Int = 4, outputLimit: Int = 1 << 20,
    clock: any WallClock = StandingClock()
  ) throws -> AzureCommandLine {
    try AzureCommandLine(
      AzureCLIConfiguration(
        cli: folder.appending(path: "az").path, timeout: timeout, concurrency: concurrency,
        privateDirectory: privateDirectory, environment: ["PATH": "/usr/bin:/bin"], outputLimit: outputLimit,
        clock: clock, record: { [calls] in calls.record($0) }))
  }

  /// With another configuration than the usual one.
  func azure(_ change: (inout AzureCLIConfiguration) -> Void) throws -> AzureCommandLine {
    var configuration = try azure().configuration
    change(&configuration)
    return try AzureCommandLine(configuration)
  }

  /// What a script wrote to a file of its folder; empty where it is not there.
  func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }
}

/// Keeps the calls that it is told of.
final class CallRecorder: Sendable {
  private let kept = Mutex<[AzureCall]>([])
  func record(_ call: AzureCall) { kept.withLock { $0.append(call) } }
  var all: [AzureCall] { kept.withLock { $0 } }
}

/// A clock that stands at one moment, and for which every wait is over at once.
struct StandingClock: WallClock {
  static let moment = Date(timeIntervalSince1970: 1_795_295_820)
  func now() -> Date { Self.moment }
  func sleep(for duration: Duration) async throws { try Task.checkCancellation() }
}
