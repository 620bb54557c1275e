import ArgumentParser
import GitSource
import Manifests
import Pools
import Reconciliation
import RemoteTemplates
import Templates

/// `weir validate`: checks manifests, without network and without Azure.
struct Validate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Checks manifests as files, or of a commit; no network and no Azure.",
    discussion: """
      For checks of pull requests and for git's hooks. Every fault is a line on standard error, \
      FILE:LINE:COLUMN: what is wrong, what would be right. Where settings are found, their folder of manifests and \
      default subscription hold; none are needed. A path that is named and holds no manifest is a fault too; a template \
      or a file of parameters that is named is checked with the pools that rest on it. With -o json, \
      standard output has one object with errors, warnings and pools, whatever is found, and standard error the \
      object {"errors": […]} where something is wrong, as with every verb.

      A file that held a manifest and holds none any more is a fault too, compared with the last commit (with --commit, \
      the one before) and, where there is a state, with what its controller has read last.

      A warning tells of what Azure takes and people regret; its name stands behind it in brackets, and a manifest \
      silences it by spec.silence with a reason. A template that is elsewhere is checked where a copy with its hash \
      is kept beside the state, and is else named as not checked: that alone never fails.

      Examples:

        weir validate                        # the files here
        weir validate pools/vision.yaml      # one, with the defaults around it
        weir validate templates/vmss.json    # a template, with its pools
        weir validate --staged               # what the next git commit would hold
        weir validate --commit HEAD -o json  # a commit of the repository here
        weir validate --strict               # warnings fail too

      Exit codes: 0 all is right · 1 something is wrong, or with --strict is warned of.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Files or folders; everything here by default.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("Check a commit of the repository here: a branch, a tag, an id, HEAD~1.", valueName: "rev"))
  var commit: String?

  @Flag(help: "Check what is staged for the next commit.")
  var staged = false

  @Flag(help: "Fail where there are warnings.")
  var strict = false

  func validate() throws {
    guard commit == nil || !staged else { throw ValidationError("--commit and --staged exclude each other.") }
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
  }

  func perform(in session: Session) async throws -> Ending {
    let reading = try reading(session)
    let check = try await check(reading, session)
    if !check.faults.isEmpty { tell(check.faults, in: session) }
    if options.output == .json {
      let answer: JSONValue = [
        "errors": .array(check.faults.map(\.json)), "warnings": .array(check.warnings.map(\.json)),
        "pools": .array(
          check.pools.map { ["name": .string($0.name.description), "manifest": .string($0.manifest.description)] }),
      ]
      session.console.say(answer.answer)
    } else if check.faults.isEmpty {
      for warning in check.warnings { session.console.tell(warning.warning) }
      session.console.say(summary(check, reading))
    }
    guard check.faults.isEmpty else { return .failed }
    return strict && check.warnings.contains { $0.advice != .templateNotChecked } ? .failed : .done
  }

  private func summary(_ check: ManifestCheck, _ reading: ManifestReading) -> String {
    if check.manifests.isEmpty {
      let place = reading.folder.isEmpty ? "here" : "under \(reading.folder), which is source.path"
      return "there is no manifest \(place); weir init writes an example"
    }
    switch check.pools.count {
    case 0: return "no pool, only defaults, and they are valid"
    case 1: return "1 pool is valid"
    case let count: return "\(count) pools are valid"
    }
  }

  /// As the settings say, where there are any.
  private func reading(_ session: Session) throws -> ManifestReading {
    let today = CalendarDay(session.clock.now())
    do {
      let settings = try session.settings(options)
      return ManifestReading(
        settings: settings,
        templates: KeptTemplates(
          folder: settings.state.templates, allowedHosts: AllowedHosts(settings.templates.allowedHosts)),
        today: today)
    } catch SettingsFile.Failure.notFound {
      return ManifestReading(today: today)
    }
  }

  private func check(_ reading: ManifestReading, _ session: Session) async throws -> ManifestCheck {
    guard commit != nil || staged else {
      return try await .ofFiles(paths, reading: reading, directory: session.directory) { root in
        guard ManifestCheck.repository(around: root) == root else { return nil }
        let repository = LocalRepository(LocalRepository.Location(folder: root))
        // Where the files are as they are committed, what stood before is in the commit before.
        return await self.earlier(["HEAD", "HEAD^"], in: repository, session) { path in
          WorkingFiles.entry(at: path, under: root)
        }
      }
    }
    let repository = LocalRepository(
      LocalRepository.Location(environment: session.environment, directory: session.directory))
    let files: [SourceFile]
    let earlier: EarlierManifests
    if let commit {
      let revision = try await repository.revision(named: commit)
      files = try await repository.files(in: revision.commit)
      earlier = await self.earlier(["\(revision.commit)^"], in: repository, session) { path in
        try await repository.entry(at: path, in: revision.commit)
      }
    } else {
      files = try await repository.stagedFiles()
      earlier = await self.earlier(["HEAD"], in: repository, session) { path in
        try await repository.stagedEntry(at: path)
      }
    }
    return try await ManifestCheck(
      files: files, reading: reading, paths: try inside(paths), earlier: earlier
    ) { file, limit in
      try await repository.contents(of: file.blob, limit: limit)
    }
  }

  /// What stood in the repository before the files that are checked: at commits of the repository here, the newest first,
  /// and where there is a state, when its controller read the repository last. What cannot be had of it is left out.
  private func earlier(
    _ commits: [String], in repository: LocalRepository, _ session: Session,
    entry: @escaping @Sendable (String) async throws -> SourceEntry?
  ) async -> EarlierManifests {
    var earlier = EarlierManifests(entry: entry)
    for commit in commits {
      guard let before = try? await repository.revision(named: commit),
        let files = try? await repository.files(in: before.commit)
      else { break }
      earlier.commits.append(
        EarlierManifests.Snapshot(files: files) { file, limit in
          try await repository.contents(of: file.blob, limit: limit)
        })
    }
    if let settings = try? session.settings(options), (try? StateFolder.exists(settings.state)) == true,
      let log = try? await session.edges.openLog(settings.state)
    {
      earlier.taken = (try? await log.takenManifests()?.files) ?? [:]
    }
    return earlier
  }

  /// Paths of a commit are from its root.
  private func inside(_ paths: [String]) throws -> [NamedPath] {
    try paths.map { path in
      guard !path.hasPrefix("/"), let inner = FilePaths.insideRepository(path) else {
        throw CommandFailure("\(path): a path of a commit is from the repository's root")
      }
      return NamedPath(inner: inner, shown: path)
    }
  }
}
