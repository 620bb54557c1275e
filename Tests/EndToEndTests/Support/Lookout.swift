import Foundation
import Synchronization

/// Looks for secrets again and again while something goes on, as a colleague on the same machine could: at the command
/// line and the environment of every process, and at every file of some folders.
final class Lookout: Sendable {
  /// A file that held a secret.
  struct Sighting: Hashable, Sendable {
    var path: String
    var mode: Int
    var modeOfFolder: Int
  }

  /// What was seen in the end.
  struct Report: Sendable {
    /// Of processes, `command` or `environment` and the name of the program.
    var processes: Set<String> = []
    var files: Set<Sighting> = []
    var looks = 0
  }

  private let secrets: Secrets
  private let folders: [URL]
  private let report = Mutex(Report())

  private init(_ secrets: Secrets, _ folders: [URL]) {
    self.secrets = secrets
    self.folders = folders
  }

  /// What was seen while `body` ran.
  static func watching<Result: Sendable>(
    for secrets: Secrets, in folders: [URL], _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> (result: Result, report: Report) {
    let lookout = Lookout(secrets, folders)
    let result = try await withThrowingTaskGroup(of: Result?.self) { tasks in
      tasks.addTask { try await body() }
      tasks.addTask {
        while !Task.isCancelled {
          lookout.look()
          try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
      }
      defer { tasks.cancelAll() }
      while let next = try await tasks.next() { if let next { return next } }
      throw CancellationError()
    }
    return (result, lookout.report.withLock { $0 })
  }

  private func look() {
    let files = FileManager.default
    var processes: Set<String> = []
    for name in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(name) != nil {
      for (what, file) in [("command", "cmdline"), ("environment", "environ")] {
        guard let text = files.contents(atPath: "/proc/\(name)/\(file)"), secrets.stand(in: text) else { continue }
        let program = files.contents(atPath: "/proc/\(name)/comm").map { String(decoding: $0, as: UTF8.self) }
        processes.insert("\(what) of \(program ?? name)")
      }
    }
    let sightings = folders.flatMap { folder in
      secrets.files(below: folder).map { name in
        let path = folder.appending(path: name).path()
        return Sighting(path: path, mode: mode(path), modeOfFolder: mode((path as NSString).deletingLastPathComponent))
      }
    }
    report.withLock {
      $0.processes.formUnion(processes)
      $0.files.formUnion(sightings)
      $0.looks += 1
    }
  }

  /// 0 for a file that has gone between two looks at it.
  private func mode(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
  }
}
