import Foundation
import Pools
import Simulator
import Testing

@Suite("Secrets, searched for everywhere", .serialized)
struct SecretTests {
  private static let secrets = Secrets([Site.password, Site.storageKey])

  /// The user lets `az` keep a log file, in which it writes down what it sends and hears.
  @Test("stand in the file that az reads, and nowhere else, at no moment and afterwards")
  func nowhereElse() async throws {
    try await Site.with { site in
      let door = try AzDoor(site)
      try site.settings(cli: door.path)
      try await site.push(try PublishedPool.files(site))
      var said = ""
      var report = Lookout.Report()

      func step(_ arguments: String..., ends code: Int32 = 0) async throws {
        let watched = [site.state, site.folder.appending(path: "tmp"), site.folder.appending(path: "home")]
        let (ended, seen) = try await Lookout.watching(for: Self.secrets, in: watched) {
          try await site.run(Site.weir, arguments, adding: ["AZURE_LOGGING_ENABLE_LOG_FILE": "yes"])
        }
        #expect(ended.code == code, "\(ended.command): \(ended.output) \(ended.errors)")
        said += ended.output + ended.errors
        report.processes.formUnion(seen.processes)
        report.files.formUnion(seen.files)
        report.looks += seen.looks
        // Before the next one: a file that stays is not the next one's.
        #expect(Self.secrets.files(below: site.state).isEmpty, "after \(ended.command)")
      }

      try await step("reconcile", "--now", "--output", "json")
      try site.simulation.change(
        "/subscriptions/\(Site.subscription)/resourcegroups/ds-vision/providers/"
          + "microsoft.compute/virtualmachinescalesets/vision", ["sku": ["capacity": 5]])
      try await step("plan", "--verbose", ends: 2)
      try await step("reconcile", "--now", "--verbose")
      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 4)])
      try await step("plan", "--output", "markdown", ends: 2)
      try await step("reconcile", "--now")
      // Azure repeats what it was sent, as it does in its messages on a template that it refuses.
      let message = "no '\(Site.password)', '\(Site.storageKey)'"
      site.simulation.inject(
        Fault(
          .status(400, code: "InvalidTemplate", message: message, retryAfter: nil),
          match: .init(method: "PUT", path: "/deployments/")))
      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 3)])
      try await step("reconcile", "--now", ends: 3)
      for arguments in [
        ["log", "--verbose"], ["log", "--output", "json"], ["log", "vision"], ["status", "--verbose"],
        ["status", "--output", "json", "--verbose"], ["render", "vision"], ["doctor"],
        ["import", "vision", "--resource-group", "ds-vision"],
      ] {
        said += try await site.run(Site.weir, arguments).output
      }
      #expect(site.count(of: "vision") == 4)

      #expect(!Self.secrets.stand(in: said))
      #expect(report.looks > 20 && report.processes.isEmpty)
      // They were seen, so the search finds what there is; and only there, where nobody else can read.
      let places = report.files.map { URL(filePath: $0.path) }
      #expect(!places.isEmpty)
      #expect(places.allSatisfy { $0.path().hasPrefix(site.state.path() + "/tmp/az-") }, "\(places)")
      #expect(places.allSatisfy { $0.lastPathComponent.hasSuffix("-body.json") }, "\(places)")
      #expect(report.files.allSatisfy { [0, 0o600].contains($0.mode) && $0.modeOfFolder == 0o700 }, "\(report.files)")
      try expectPrivateFiles(of: door)
      #expect(try FileManager.default.contentsOfDirectory(atPath: site.state.appending(path: "tmp").path()).isEmpty)

      // Az's own folder and the user's home, git's objects and its work tree, what the door has noted: all but the
      // files that the manifest names.
      let everything = Self.secrets.files(below: site.folder, except: ["admin-password", "storage-key"])
      #expect(everything.isEmpty, "\(everything)")
      for repository in try mirrors(site) + [site.repository] {
        let objects = try await site.git(in: repository, "cat-file", "--batch-all-objects", "--batch").succeeded()
        #expect(objects.output.contains("kind: Pool") && !Self.secrets.stand(in: objects.output))
      }
    }
  }

  /// What every call was handed in files could be read by its own user only.
  private func expectPrivateFiles(of door: AzDoor) throws {
    let deployments = zip(door.kinds, door.notes("files")).filter { $0.0 == "put-deployment" }
    #expect(deployments.count == 4)
    for (_, files) in deployments {
      #expect(files.count { $0.hasPrefix("600 ") && $0.hasSuffix(".json") } == 2, "\(files)")
      #expect(files.allSatisfy { $0.hasPrefix("600 ") || $0.hasPrefix("700 ") }, "\(files)")
    }
  }

  private func mirrors(_ site: Site) throws -> [URL] {
    let folder = site.state.appending(path: "weir.git")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    let found = names.map { folder.appending(path: $0) }
      .filter { FileManager.default.fileExists(atPath: $0.appending(path: "objects").path()) }
    try #require(!found.isEmpty, "\(names)")
    return found
  }
}
