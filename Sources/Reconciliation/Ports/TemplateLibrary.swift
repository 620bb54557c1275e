package import Manifests

/// Templates that manifests name by their addresses. The port to the web, and to the copies that are kept of it.
package protocol TemplateLibrary: Sendable {
  /// The template with the hash that is asked for: a copy that is kept, or else what the address has, which is kept then.
  ///
  /// What it hands out has the hash, whoever may have changed the copy; a copy with another counts as none. It ends
  /// within its configured time whatever the server does, and asks a server that failed again only after a while. Where
  /// no hash is asked for, it never hands out a template, and says by `.differs` which hash the address has now, unless
  /// another server sent it (`.differsElsewhere`). A server that the settings do not list is never asked (`.notAllowed`). It
  /// throws `CancellationError` and nothing else.
  func template(_ query: TemplateQuery) async throws -> TemplateAnswer
}

/// No templates, and none to be fetched: for what works on repositories that keep all of theirs.
package struct NoTemplates: TemplateLibrary {
  package init() {}
  package func template(_ query: TemplateQuery) async throws -> TemplateAnswer { .notKept }
}
