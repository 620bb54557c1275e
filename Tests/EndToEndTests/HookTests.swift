import Foundation
import Pools
import Testing

@Suite("The hooks, with the real weir and real pushes", .serialized)
struct HookTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test("stop a wrong commit, refuse a wrong push with Weir's lines, and let a push wake the controller")
  func hooks() async throws {
    try await Site.with { site in
      try install("pre-commit", in: site.work.appending(path: ".git"))
      for name in ["pre-receive", "post-receive"] { try install(name, in: site.repository) }
      for folder in [site.work, site.repository] {
        try await site.git(in: folder, "config", "weir.command", Site.weir).succeeded()
        try await site.git(in: folder, "config", "weir.config", site.folder.appending(path: "weir.yaml").path())
          .succeeded()
      }
      // Only a wake can be quick here.
      let settings = site.folder.appending(path: "weir.yaml")
      let text = try String(contentsOf: settings, encoding: .utf8)
      try site.write(text.replacing("interval: 1s", with: "interval: 2h"), to: "weir.yaml")
      try await site.push(try PublishedPool.files(site))

      let wrong = PublishedPool.manifest(site).replacing("westus2", with: "west us two!")
      try site.write(wrong, to: "work/vision.yaml")
      try await site.git(in: site.work, "add", "--all").succeeded()
      let commit = try await site.git(in: site.work, "commit", "--message", "wrong")
      #expect(commit.code != 0)
      #expect(commit.errors.contains("vision.yaml:8:13: "))

      try await site.git(in: site.work, "commit", "--no-verify", "--quiet", "--message", "wrong").succeeded()
      let push = try await site.git(in: site.work, "push", "origin", "HEAD:main")
      #expect(push.code != 0)
      #expect(push.errors.contains("vision.yaml:8:13: "))
      #expect(push.errors.contains("pre-receive hook declined"))
      try await site.git(in: site.work, "reset", "--quiet", "--hard", "HEAD~1").succeeded()

      try await site.running { _ in
        try await site.until("the pool is made") { site.count(of: "vision") == 2 }
        try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 3)])
        try await site.until("the push has woken the controller") { site.count(of: "vision") == 3 }
      }

      // With no controller the push is taken all the same, and the hook's own call does the work.
      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 4)])
      try await site.until("the hook has sent the deployment") { site.count(of: "vision") == 4 }
      try await site.until("the hook's call has ended") {
        let log = try await site.weir("log", "--limit", "1", "--output", "json")
        return try log.json["runs"]?.array?.first?["finishedAt"] != .null
      }
    }
  }

  private func install(_ name: String, in gitDirectory: URL) throws {
    let target = gitDirectory.appending(path: "hooks/\(name)")
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: Self.root.appending(path: "hooks/\(name)"), to: target)
  }
}
