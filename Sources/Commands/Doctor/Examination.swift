import Foundation
import GitSource
import Manifests
import Pools
import Reconciliation
import ReconciliationLog

/// Looks at everything that a reconciliation rests on, in the order in which it rests on it.
struct Examination: Sendable {
  var settings: Settings
  var session: Session

  /// Every check; one that needs something that failed is skipped and says so.
  func checks() async -> [Check] {
    var checks = await state() + credentials()
    let (git, revision) = await git()
    checks.append(git)
    let (found, pools) = await manifests(at: revision)
    checks += found
    checks += await azure(for: pools)
    return checks
  }

  private func state() async -> [Check] {
    do {
      try StateFolder.prepare(settings.state)
      let log = try await session.edges.openLog(settings.state)
      _ = try await log.lastGoodRevision()
      if let faults = try await (log as? SQLiteRunLog)?.faults(), let first = faults.first {
        return [
          .fail(
            "state", "\(settings.state.database) is damaged: \(LineText.single(first))",
            ErrorText.beginningAnew(settings.state.database))
        ]
      }
    } catch LogError.damaged(let path, let reason) {
      return [.fail("state", "\(path) is damaged: \(LineText.single(reason))", ErrorText.beginningAnew(path))]
    } catch LogError.newerSchema(let path) {
      return [
        .fail("state", "\(path) was written by a newer weir", "install that one, or name another file as state")
      ]
    } catch {
      return [.fail("state", ErrorText.line(for: error), "check the folder's owner, rights and free space")]
    }
    return [.ok("state", "\(settings.state.database) can be read and written"), await controller()]
  }

  /// Whether a controller runs with the state, and answers.
  private func controller() async -> Check {
    do {
      guard let replies = try await ControlClient(settings.state).ask(.status) else {
        return .warn(
          "controller", "none runs with this state", "weir run keeps the pools; weir reconcile works without")
      }
      for try await _ in replies {}
      return .ok("controller", "one runs and answers at \(settings.state.socket)")
    } catch {
      return .fail("controller", ErrorText.line(for: error), "weir suspend, resume, wake and reconcile need its answer")
    }
  }

  /// Files that the settings name.
  private func credentials() -> [Check] {
    let auth = settings.source.auth
    let files: [(name: String, path: String?, isPrivate: Bool)] = [
      ("sshKeyFile", auth.sshKeyFile, true), ("knownHostsFile", auth.knownHostsFile, false),
      ("tokenFile", auth.tokenFile, true), ("caFile", auth.caFile, false),
    ]
    return files.compactMap { name, path, isPrivate -> Check? in
      guard let path else { return nil }
      do throws(BoundedFile.Failure) {
        _ = try BoundedFile.read(path, limit: 1 << 20)
      } catch {
        return .fail(name, "\(path) cannot be read: \(error.reason)", "mend source.auth.\(name) or the file's rights")
      }
      let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
      if isPrivate, mode & 0o077 != 0 {
        return .warn(name, "\(path) can be read by others", "chmod 600 \(path)")
      }
      return .ok(name, path)
    }
  }

  private func git() async -> (Check, Revision?) {
    do {
      let revision = try await session.edges.openSource(settings, session).fetch()
      return (.ok("git", "\(settings.source.url.text) is at \(revision.ref)@\(revision.commit.short)"), revision)
    } catch {
      let advice = "see what git says as this user: git ls-remote \(settings.source.url.text)"
      return (.fail("git", ErrorText.line(for: error), advice), nil)
    }
  }

  private func manifests(at revision: Revision?) async -> ([Check], [PoolDefinition]) {
    guard let revision else { return ([.skipped("manifests", until: "git"), .skipped("secrets", until: "git")], []) }
    do {
      let source = try session.edges.openSource(settings, session)
      let templates = session.edges.openTemplates(settings, session)
      let set = try await ManifestReading(settings: settings, templates: templates)
        .load(source: source, revision: revision)
      let count = set.pools.count == 1 ? "1 pool" : "\(set.pools.count) pools"
      let found: Check
      if !set.diagnostics.isEmpty {
        let faults = ErrorText.faults(of: set.diagnostics)
        let more = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
        let others = set.pools.isEmpty ? "" : "; the other \(count) can be taken"
        found = .fail("manifests", (faults.first?.line ?? "") + more + others, "weir validate lists all that is wrong")
      } else if set.pools.isEmpty {
        found = .warn("manifests", "there are none under source.path", "commit one; weir init writes an example")
      } else {
        found = .ok("manifests", "\(count), all valid")
      }
      guard set.diagnostics.isEmpty || !set.pools.isEmpty else {
        return ([found, .skipped("secrets", until: "manifests")], [])
      }
      let lost = set.pools.compactMap(\.unknown).map {
        Check.fail("templates", $0.description, "see to it; until then nothing is done to the pool")
      }
      let known = set.pools.filter { $0.unknown == nil }
      return ([found] + lost + [await secrets(try known.map { try $0.desired() })], known)
    } catch {
      let faults = ErrorText.faults(for: error)
      let more = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
      let failure = Check.fail("manifests", (faults.first?.line ?? "") + more, "weir validate lists all that is wrong")
      return ([failure, .skipped("secrets", until: "manifests")], [])
    }
  }

  /// That the value of every secret can be had, which is not said.
  private func secrets(_ pools: [DesiredPool]) async -> Check {
    do {
      let reader = LearningSecretReader(
        try await session.edges.openSecrets(settings, session), redactor: session.redactor)
      var count = 0
      for pool in pools {
        for (_, reference) in pool.secrets.sorted(by: { $0.key < $1.key }) {
          do {
            _ = try await reader.value(of: reference, for: pool.manifest.file)
            count += 1
          } catch {
            return .fail("secrets", "\(pool.name): \(ErrorText.line(for: error))", Self.advice(on: error))
          }
        }
      }
      return .ok("secrets", count == 0 ? "the manifests name none" : "\(count) can be had")
    } catch {
      return .fail("secrets", ErrorText.line(for: error), Self.advice(on: error))
    }
  }

  private static func advice(on error: any Error) -> String {
    switch error {
    case SecretError.notSet(let variable):
      "export \(variable)=… for weir; in a service of systemd, EnvironmentFile= with a file of mode 0600"
    case SecretError.notAllowed: "add a rule to secrets.allow in weir.yaml, or take the secret out of the manifest"
    default: "let weir's user read the file, and nobody else: chmod 600"
    }
  }
}
