import Foundation
import Pools
import Testing

@Suite("weir doctor, with the real az and git", .serialized)
struct DoctorTests {
  /// The results of the checks by their names, and everything that was said.
  private func examine(
    _ site: Site, adding variables: [String: String] = [:]
  ) async throws -> (code: Int32?, results: [String: String], text: String) {
    let ended = try await site.run(Site.weir, ["doctor", "--output", "json"], adding: variables)
    let checks = try ended.json["checks"]?.array ?? []
    let results = checks.compactMap { check in check["name"]?.string.map { ($0, check["result"]?.string ?? "") } }
    return (ended.code, Dictionary(results) { first, _ in first }, ended.output + ended.errors)
  }

  private let rights = "rights \(Site.subscription)"

  @Test("finds all well where it is, and a controller where one runs")
  func well() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      var expected = [
        "settings": "ok", "state": "ok", "controller": "warn", "git": "ok", "manifests": "ok", "secrets": "ok",
        "az": "ok", "login": "ok", rights: "ok",
      ]
      let alone = try await examine(site)
      #expect(alone.code == 0 && alone.results == expected, "\(alone.text)")
      #expect(site.writes == 0)
      try await site.running { _ in
        try await site.until("the controller answers") {
          try await site.weir("doctor").output.contains("✔ controller")
        }
      }
      expected["controller"] = "ok"
      let text = try await site.weir("doctor").succeeded()
      #expect(text.output.contains("✔ az") && text.output.contains("! controller"))
      #expect(!Secrets([Site.password, Site.storageKey]).stand(in: alone.text + text.output))
    }
  }

  @Test("says of each thing that is missing what it is and what to do, and skips what rests on it")
  func missing() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      let nobody = site.folder.appending(path: "nobody").path()
      let signedOut = try await examine(site, adding: ["AZURE_CONFIG_DIR": nobody])
      #expect(signedOut.code == 1)
      #expect(signedOut.results["az"] == "ok" && signedOut.results["login"] == "fail", "\(signedOut.text)")
      #expect(signedOut.results[rights] == "skipped")
      #expect(signedOut.text.contains("az login"), "\(signedOut.text)")

      let without = try await examine(site, adding: ["WEIR_AZURE_CLI": "/nowhere/az"])
      #expect(without.code == 1)
      #expect(without.results["az"] == "fail" && without.results["login"] == "skipped", "\(without.text)")
      #expect(without.text.contains("/nowhere/az is not there") && without.text.contains("pip install azure-cli"))

      // As old as Debian 11's, and otherwise the real one.
      try site.write(
        """
        #!/bin/sh
        if [ "$1" = version ]; then echo '{"azure-cli": "2.18.0"}'; else exec \(site.az) "$@"; fi

        """, to: "old-az")
      let old = site.folder.appending(path: "old-az").path()
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: old)
      let aged = try await examine(site, adding: ["WEIR_AZURE_CLI": old])
      #expect(aged.results["az"] == "warn" && aged.results["login"] == "ok", "\(aged.text)")
      #expect(aged.text.contains("is 2.18.0; Weir is tested with 2.45.0 and later"))

      let other = try await examine(
        site, adding: ["WEIR_AZURE_SUBSCRIPTIONS": "99999999-2222-3333-4444-555555555555"])
      #expect(other.code == 1)
      #expect(other.results["rights 99999999-2222-3333-4444-555555555555"] == "fail", "\(other.text)")

      try FileManager.default.removeItem(at: site.folder.appending(path: "storage-key"))
      let lost = try await examine(site)
      #expect(lost.code == 1 && lost.results["secrets"] == "fail", "\(lost.text)")
      #expect(lost.text.contains("storage-key"))

      let nowhere = try await examine(site, adding: ["WEIR_SOURCE_URL": "/nowhere/pools.git"])
      #expect(nowhere.code == 1)
      #expect(nowhere.results["git"] == "fail" && nowhere.results["manifests"] == "skipped", "\(nowhere.text)")
      #expect(nowhere.text.contains("git ls-remote /nowhere/pools.git"))
      for found in [signedOut, without, aged, other, lost, nowhere] {
        #expect(found.results["state"] == "ok" && found.results["settings"] == "ok", "\(found.text)")
      }
    }
  }
}
