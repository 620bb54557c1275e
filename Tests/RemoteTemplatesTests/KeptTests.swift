import Foundation
import LocalServers
import Manifests
import PortContracts
import TemporaryFolders
import Testing

@testable import RemoteTemplates

@Suite("kept templates", .timeLimit(.minutes(10)))
struct KeptTests {
  private static let text = #"{"resources": []}"#

  /// A folder with a copy, and the query for it; the server is gone.
  private static func kept() async throws -> (TemporaryFolder, HTTPSTemplates, TemplateQuery) {
    let server = try await TemplateServer()
    let hash = try server.serve(text)
    let query = TemplateQuery(server.url("/files/pool.json"), hash)
    let scratch = try TemporaryFolder()
    let first = try await server.library(in: "\(scratch.path)/templates").template(query)
    #expect(first.text == text)
    return (scratch, server.library(in: "\(scratch.path)/templates"), query)
  }

  @Test("what was fetched once is had without a server, by every process")
  func offline() async throws {
    let (scratch, library, query) = try await Self.kept()
    #expect(try await library.template(query).text == Self.text)
    let offline = KeptTemplates(folder: "\(scratch.path)/templates")
    #expect(try await offline.template(query).text == Self.text)
    // The hash is the content, wherever it comes from.
    #expect(try await offline.template(TemplateQuery("https://elsewhere.example/x", query.hash)).text == Self.text)
  }

  @Test("a copy is one file, named by its hash, for its owner only")
  func file() async throws {
    let (scratch, _, query) = try await Self.kept()
    let folder = "\(scratch.path)/templates"
    let hash = try #require(query.hash)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [hash.description])
    for (path, mode) in [(folder, 0o700), ("\(folder)/\(hash)", 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }

  @Test("a copy that somebody changed counts as none, and is mended by the next fetch")
  func changed() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(Self.text)
    let query = TemplateQuery(server.url("/files/pool.json"), hash)
    _ = try await server.library().template(query)
    try Data("{}".utf8).write(to: URL(filePath: "\(server.folder)/\(hash)"))
    #expect(try await KeptTemplates(folder: server.folder).template(query).isNotKept)
    #expect(try await server.library().template(query).text == Self.text)
    #expect(try await KeptTemplates(folder: server.folder).template(query).text == Self.text)
  }

  @Test("a changed copy without a server is no template")
  func changedOffline() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(Self.text)
    _ = try await server.library().template(TemplateQuery(server.url("/files/pool.json"), hash))
    try Data("{}".utf8).write(to: URL(filePath: "\(server.folder)/\(hash)"))
    // Nothing listens on port 1, which only root could open.
    let query = TemplateQuery("https://localhost:1/pool.json", hash)
    let reason = try await server.library(ports: 1).template(query).reason
    #expect(reason?.hasPrefix("no connection") == true, "\(String(describing: reason))")
  }

  @Test(
    "a link, a folder and a file that is too large in its place count as none", arguments: ["link", "folder", "size"])
  func oddities(_ kind: String) async throws {
    let (scratch, _, kept) = try await Self.kept()
    let path = "\(scratch.path)/templates/\(try #require(kept.hash))"
    let files = FileManager.default
    var query = kept
    switch kind {
    case "link":
      try files.moveItem(atPath: path, toPath: "\(scratch.path)/real")
      try files.createSymbolicLink(atPath: path, withDestinationPath: "\(scratch.path)/real")
    case "folder":
      try files.removeItem(atPath: path)
      try files.createDirectory(atPath: path, withIntermediateDirectories: false)
    default: query = TemplateQuery(query.address, query.hash, limit: 3)
    }
    #expect(try await KeptTemplates(folder: "\(scratch.path)/templates").template(query).isNotKept)
  }

  @Test("a folder that cannot be written keeps nobody from the template")
  func unwritable() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(Self.text)
    let file = try server.scratch.write("", to: "in-the-way")
    let answer = try await server.library(in: file).template(TemplateQuery(server.url("/files/pool.json"), hash))
    #expect(answer.text == Self.text)
  }

  @Test("without a hash nothing is kept, and without a folder neither")
  func nothing() async throws {
    let kept = KeptTemplates(folder: "/nowhere")
    #expect(try await kept.template(TemplateQuery("https://example.com/a", nil)).isNotKept)
    #expect(try await kept.template(TemplateQuery("https://example.com/a", TemplateHash(of: []))).isNotKept)
  }
}
