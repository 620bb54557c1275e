import Manifests
import Pools
import Reconciliation
import Templates

/// Reads manifests for the verbs that need them without a controller.
struct ManifestReading: Sendable {
  var defaults: ManifestDefaults
  /// From the repository's root; empty for all of it.
  var folder: String
  /// For templates that are elsewhere.
  var templates: any TemplateLibrary
  /// What warnings about age go by.
  var today: CalendarDay?

  /// As the controller with these settings reads them.
  init(settings: Settings, templates: any TemplateLibrary = NoTemplates(), today: CalendarDay? = nil) {
    defaults = ManifestDefaults(
      subscription: settings.azure.subscriptions.first, managedBy: settings.name, secrets: settings.secrets.policy)
    folder = settings.source.path
    self.templates = templates
    self.today = today
  }

  /// Without settings: a pool that leaves its subscription unsaid is then taken for one of nobody's.
  init(folder: String = "", today: CalendarDay? = nil) {
    defaults = ManifestDefaults(
      subscription: ManifestDefaults.unknownSubscription, managedBy: Settings().name)
    self.folder = folder
    templates = NoTemplates()
    self.today = today
  }

  /// The manifests of a commit, right or wrong. Throws `SourceError`.
  func load(source: any Source, revision: Revision) async throws -> ManifestSet {
    try await load(files: try await source.files(in: revision.commit)) { file, limit in
      try await source.contents(of: file.blob, limit: limit)
    }
  }

  /// The manifests among `files`, right or wrong.
  func load(
    files: [SourceFile], read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> ManifestSet {
    let begin = ContinuousClock.now
    return try await ManifestLoader(defaults: defaults, uptime: { ContinuousClock.now - begin }).load(
      files: files, folder: folder, today: today, elsewhere: templates.template
    ) { file, limit in
      do {
        return try await read(file, limit)
      } catch SourceError.tooLarge {
        throw FileTooLarge()
      }
    }
  }
}
