import Foundation
import LocalServers
import TemporaryFolders
import Testing

@Suite("Manifests from real servers", .serialized)
struct SourceTests {
  /// A pool that plans without Azure's having anything of it.
  private func push(_ site: Site) async throws { try await site.push(try PublishedPool.files(site)) }

  @Test("by ssh become pools, and a host whose key is not the known one gets one clear line and no connection")
  func ssh() async throws {
    let server = try await SSHServer()
    try await Site.with { site in
      try await push(site)
      let url = server.url(site.repository.path())
      let hosts = try server.scratch.write("[127.0.0.1]:\(server.port) \(server.hostKey)\n", to: "hosts")
      try site.settings(source: url, authentication: "{sshKeyFile: \(server.clientKey), knownHostsFile: \(hosts)}")
      let doctor = try await site.weir("doctor").succeeded()
      #expect(doctor.output.contains("\(url) is at main@"))
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.count(of: "vision") == 2)

      let other = try await SSHServer()
      try server.scratch.write("[127.0.0.1]:\(server.port) \(other.hostKey)\n", to: "hosts")
      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 3)])
      for arguments in [["reconcile", "--now"], ["plan"]] {
        let refused = try await site.run(Site.weir, arguments)
        #expect(refused.code == 1, "\(refused.output)")
        #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        #expect(refused.errors.contains("SHA256:") && refused.errors.contains(hosts), "\(refused.errors)")
      }
      let examined = try await site.weir("doctor")
      #expect(examined.code == 1 && examined.output.contains("✗ git"), "\(examined.output)")
      #expect(site.count(of: "vision") == 2)
    }
  }

  @Test("by https become pools, and an authority or a token that will not do gets one clear line")
  func https() async throws {
    let server = try await HTTPSServer()
    try await Site.with { site in
      try await push(site)
      let url = server.url(site.repository.path())
      try site.settings(source: url, authentication: "{tokenFile: \(server.tokenFile), caFile: \(server.caFile)}")
      let doctor = try await site.weir("doctor").succeeded()
      #expect(doctor.output.contains("\(url) is at main@"))
      let reconciled = try await site.weir("reconcile", "--now", "--verbose").succeeded()
      #expect(site.count(of: "vision") == 2)
      let token = Secrets([HTTPSServer.token])
      #expect(!token.stand(in: reconciled.output + reconciled.errors + doctor.output))
      #expect(token.files(below: site.folder).isEmpty)

      let wrong = try server.scratch.write("not-the-token-at-all\n", to: "wrong")
      for (authentication, says) in [
        ("{tokenFile: \(wrong), caFile: \(server.caFile)}", "token"),
        ("{tokenFile: \(server.tokenFile)}", "certificate"),
      ] {
        try site.settings(source: url, authentication: authentication)
        let refused = try await site.weir("reconcile", "--now")
        #expect(refused.code == 1, "\(refused.output)")
        #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        #expect(refused.errors.contains(says), "\(refused.errors)")
        #expect(!refused.errors.contains("not-the-token"))
      }
    }
  }
}
