import ArgumentParser
import Foundation
import Manifests
import Pools
import Reconciliation

/// `weir import`: a manifest for a scale set that exists.
struct Import: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Prints a manifest for a scale set that exists, and proves it by a plan without changes.",
    discussion: """
      Reads the scale set with its load balancer, addresses, network, security group and autoscale setting, and changes \
      nothing. The manifest has the pool's own fields where they can say what is there, and else names a template that \
      is written beside it. Secrets cannot be read from Azure: each becomes a reference that a person fills in.

      Where the folder that it goes to, or one around it, has PoolDefaults, what they give is left out of the manifest, what \
      the pool has otherwise is said, and the plan is made with them. Without --output-directory that is the folder here, \
      or that of source.path in the repository here.

      Without a resource id it takes the only scale set of the subscription, or of --resource-group, and lists them \
      where there are several.

      Examples:

        weir import                                # which there are
        weir import --resource-group ds-vision > vision.yaml
        weir import vision --output-directory pools

      Exit codes: 0 done and proved · 1 it could not be read · 3 a plan would still change something.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The scale set's resource id, or its name.", valueName: "resource-id"))
  var scaleSet: String?

  @Option(name: .customLong("resource-group"), help: ArgumentHelp("Only look in this group.", valueName: "group"))
  var resourceGroup: String?

  @Option(
    help: ArgumentHelp("The pool's name; by default the scale set's.", valueName: "pool"),
    transform: poolArgument)
  var name: PoolName?

  @Option(
    name: .customLong("output-directory"),
    help: ArgumentHelp(
      "Write the manifest, and the template where there is one, as files here; none is overwritten.",
      valueName: "directory"),
    completion: .directory)
  var directory: String?

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let id = try identifier()
    guard let subscription = id?.subscription ?? settings.azure.subscriptions.first else {
      throw CommandFailure("azure.subscriptions names none; add the subscription of the scale set")
    }
    let group = try group()
    let azure = try session.edges.openAzure(settings, nil, session)
    var listing = try await ScaleSetListing(of: subscription, from: azure)
    let candidates = listing.scaleSets(in: group)
    guard let chosen = try choose(among: candidates, id) else {
      list(candidates, in: session)
      return .done
    }
    try await listing.complete(chosen.id, from: azure)
    guard let pool = LivePool(chosen.id, among: listing.documents) else {
      throw CommandFailure("\(chosen.id) has no location; Azure answered only a part of it")
    }
    guard let name = name ?? chosen.importedName else {
      throw CommandFailure("\(chosen.id.name) makes no name of a pool; give one by --name")
    }
    let place = try ImportPlace(directory, settings: settings, here: session.directory)
    let defaults = try await place?.defaults() ?? .null
    var result = try PoolImport(pool, named: name, managedBy: settings.name, around: defaults)
    if let place, defaults != .null {
      result.proof = try await place.proof(of: result, named: name, managedBy: settings.name)
    }
    return try show(result, named: name, in: session)
  }

  private func identifier() throws -> ResourceID? {
    guard let scaleSet, scaleSet.hasPrefix("/") else { return nil }
    guard let id = ResourceID(scaleSet),
      id.type.description.lowercased() == "microsoft.compute/virtualmachinescalesets"
    else {
      throw CommandFailure(
        "\(Quoted.text(scaleSet)) is no resource id of a scale set; weir import without one lists them")
    }
    return id
  }

  private func group() throws -> ResourceGroupName? {
    guard let resourceGroup else { return nil }
    guard let group = ResourceGroupName(resourceGroup) else {
      throw CommandFailure("--resource-group: \(Quoted.text(resourceGroup)) is no name of a resource group")
    }
    return group
  }

  /// The scale set that was asked for, or the only one; nil where there are several.
  private func choose(among candidates: [ResourceDocument], _ id: ResourceID?) throws -> ResourceDocument? {
    let place = resourceGroup.map { "in the resource group \($0)" } ?? "in the subscription"
    guard let scaleSet else {
      guard !candidates.isEmpty else { throw CommandFailure("there is no scale set \(place) that can be read") }
      return candidates.count == 1 ? candidates[0] : nil
    }
    let found = candidates.filter { candidate in
      id.map { $0 == candidate.id } ?? (candidate.id.name.lowercased() == scaleSet.lowercased())
    }
    guard let first = found.first else {
      let hint = NearestName.hint(for: id?.name ?? scaleSet, among: candidates.map(\.id.name))
      throw CommandFailure("there is no scale set \(id?.name ?? scaleSet) \(place)\(hint)")
    }
    guard found.count == 1 else {
      throw CommandFailure(
        "\(found.count) scale sets are called \(scaleSet); give the resource id, or --resource-group")
    }
    return first
  }

  private func list(_ candidates: [ResourceDocument], in session: Session) {
    if options.output == .json {
      let answer: JSONValue = ["candidates": .array(candidates.map(\.candidateJSON))]
      return session.console.say(answer.answer)
    }
    let lines = Columns.lines(candidates.map(\.candidate))
    // An id is longer than most terminals are wide, and cannot be broken.
    let isTerminal = session.console.isOutputTerminal
    let room = session.console.columns()
    guard isTerminal, lines.contains(where: { $0.count > room }) else {
      session.console.tell("weir: several scale sets; import one of them by its id:")
      return lines.forEach(session.console.say)
    }
    session.console.tell("weir: several scale sets; import one of them: weir import NAME --resource-group GROUP")
    for line in Columns.lines(candidates.map(\.shortCandidate)) {
      session.console.say(Columns.folded(line, to: room))
    }
  }

  private func show(_ result: PoolImport, named name: PoolName, in session: Session) throws -> Ending {
    let view = ImportView(result: result, name: name)
    if let directory {
      var files = [("\(name).yaml", result.manifest)]
      if let template = result.template { files.append((template.file, template.text)) }
      try write(files, into: directory, of: session)
    }
    if options.output == .json {
      session.console.say(view.json.answer)
    } else {
      if directory == nil { session.console.write(document: result.manifest) }
      for line in view.lines(palette: session.palette(options)) { session.console.tell(line) }
      if directory == nil, let template = result.template {
        session.console.tell("weir: the template \(template.file) belongs to it; --output-directory writes both")
      }
    }
    return result.proof.isProved ? .done : .trouble
  }

  /// Writes all of them or none.
  private func write(_ files: [(name: String, text: String)], into directory: String, of session: Session) throws {
    let folder = URL(filePath: directory, relativeTo: URL(filePath: session.directory + "/"))
    let places = files.map { (folder.appending(path: $0.name), $0.text) }
    if let taken = places.first(where: { FileManager.default.fileExists(atPath: $0.0.path) }) {
      throw CommandFailure("\(taken.0.path) is there already and is not overwritten; move it, or write elsewhere")
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (place, text) in places {
        try Data(text.utf8).write(to: place, options: .withoutOverwriting)
        session.console.tell("weir: wrote \(place.path)")
      }
    } catch {
      throw CommandFailure("\(folder.path): cannot be written: \(error.localizedDescription)")
    }
  }
}
