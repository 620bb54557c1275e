import Foundation
import Pools
import Testing

@Suite("A template from elsewhere, with the real az", .serialized)
struct OwnFieldsElsewhereTests {
  /// The published pool, its template by an address.
  static func manifest(uri: String, sha256: String?) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      deletionPolicy: delete
      resources: [{id: Microsoft.Network/publicIPAddresses/visionpip, deletionPolicy: retain}]
      template:
        uri: \(uri)
        \(sha256.map { "sha256: \"\($0)\"" } ?? "")
        parameters: {vmssName: vision, instanceCount: 2, adminUsername: dsvmuser, storageAccountName: teamfiles}
        secrets:
          adminPassword: {environment: VISION_ADMIN}
          storageAccountKey: {environment: VISION_FILES}
    """
  }

  private static let secrets = ["VISION_ADMIN": Site.password, "VISION_FILES": "Zm9yLXRoZS1zaGFyZQ=="]

  @Test("deploys where it has the hash, else the error says what it has; then it is kept, server or no server")
  func hashes() async throws {
    try await Site.with { site in
      let template = try PublishedPool.template
      try site.write(template, to: "pool.json")
      let sum = try await site.run("sha256sum", ["pool.json"]).succeeded()
      let hash = try #require(sum.output.split(separator: " ").first.map(String.init))
      var web: WebServer? = try await WebServer()
      let base = try #require(web?.url(""))
      try web?.serve(template, as: "pool.json")
      // One more byte than the 4 MB that ARM takes.
      try web?.serve(String(repeating: " ", count: 4 << 20) + "{", as: "large.json")
      let known = Self.secrets.merging(["WEIR_TEMPLATES_ALLOWED_HOSTS": String(base.dropFirst("https://".count))]) {
        $1
      }
      let surroundings = known.merging(["SSL_CERT_FILE": web?.caFile ?? ""]) { $1 }
      let wrong = String(repeating: "0", count: 64)
      for (path, given, said) in [
        ("/files/pool.json", nil, hash), ("/files/pool.json", wrong, hash), ("/files/large.json", hash, "larger than"),
        ("/slow/pool.json", hash, "within 15s"), ("/files/none.json", hash, "404"),
      ] as [(String, String?, String)] {
        try await site.push(["vision.yaml": Self.manifest(uri: base + path, sha256: given)])
        let patience = ["WEIR_SOURCE_TIMEOUT": path.hasPrefix("/slow/") ? "15s" : "60s"]
        let refused = try await site.run(
          Site.weir, ["reconcile", "--now"], adding: surroundings.merging(patience) { $1 })
        let line = (refused.output + refused.errors).split(separator: "\n").first { $0.contains("vision.yaml:") }
        #expect(refused.code == 1 && line?.contains(said) == true, "\(path): \(refused.output) \(refused.errors)")
      }
      // Without the setting no server is asked, and what it has is told nobody.
      let unlisted = try await site.run(
        Site.weir, ["reconcile", "--now"], adding: Self.secrets.merging(["SSL_CERT_FILE": web?.caFile ?? ""]) { $1 })
      #expect(
        unlisted.code == 1
          && (unlisted.output + unlisted.errors).contains("templates.allowedHosts in weir.yaml does not"))
      #expect(!(unlisted.output + unlisted.errors).contains(hash))
      #expect(site.writes == 0)

      let manifest = Self.manifest(uri: base + "/files/pool.json", sha256: hash)
      try await site.push(["vision.yaml": manifest])
      try await site.run(Site.weir, ["reconcile", "--now"], adding: surroundings).succeeded()
      #expect(site.count(of: "vision") == 2)

      web = nil
      let plan = try await site.run(Site.weir, ["plan"], adding: known)
      #expect(plan.code == 0, "\(plan.output) \(plan.errors)")
      try await site.push(["vision.yaml": manifest.replacing("instanceCount: 2", with: "instanceCount: 3")])
      try await site.run(Site.weir, ["reconcile", "--now"], adding: known).succeeded()
      #expect(site.count(of: "vision") == 3)
    }
  }
}
