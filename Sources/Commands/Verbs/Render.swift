import ArgumentParser
import Manifests
import Pools
import Reconciliation
import Templates

/// `weir render`: the template that a pool deploys.
struct Render: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Prints the ARM template that a pool deploys, secrets never in it.",
    discussion: """
      The manifests are those of the repository at source.ref, as git has them now. Azure is not asked: where an \
      autoscaler owns the number of instances, the manifest's own number stands here.

      Examples:

        weir render vision
        weir render vision > vision.json
        az deployment group validate -g ds-vision --template-file vision.json
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pool.", valueName: "pool"), transform: poolArgument)
  var pool: PoolName

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let source = try session.edges.openSource(settings, session)
    let revision = try await source.fetch()
    let templates = session.edges.openTemplates(settings, session)
    let set = try await ManifestReading(settings: settings, templates: templates)
      .load(source: source, revision: revision)
    guard let definition = set.pools.first(where: { $0.name == pool }) else {
      guard set.diagnostics.isEmpty else { throw InvalidManifests(revision: revision, diagnostics: set.diagnostics) }
      throw ReconcileError.unknownPools([pool], known: set.pools.map(\.name))
    }
    let desired = try definition.desired()
    session.console.say(DeploymentTemplate.render(desired).answer)
    return .done
  }
}
