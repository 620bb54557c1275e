import Foundation
import Pools
import PortContracts
import Reconciliation
import TemporaryFolders

/// An Azure whose resources lie in a file a type, so that its own memory is not measured with the controller's.
///
/// It lists and does nothing else: a round that wants to write has changes, and is none of those to be measured.
struct DiskAzure: Azure {
  /// As many as ARM commonly answers on a page.
  private static let page = 500

  let folder: TemporaryFolder
  let groups: [ResourceGroup]

  /// Puts resources behind those that are there already.
  static func append(_ documents: [ResourceDocument], in folder: TemporaryFolder) throws {
    for (type, some) in Dictionary(grouping: documents, by: \.type) {
      let path = Self.path(of: type, in: folder)
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? file.close() }
      try file.seekToEnd()
      for document in some {
        let line: JSONValue = [.string(document.id.description), .string(document.apiVersion), document.body]
        try file.write(contentsOf: Data((line.text() + "\n").utf8))
      }
    }
  }

  private static func path(of type: ResourceType, in folder: TemporaryFolder) -> String {
    folder.path(type.folded.replacing("/", with: "_"))
  }

  func signIn() async throws {}
  func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] { groups }
  func resourceGroup(_ name: ResourceGroupName, in subscription: SubscriptionID) async throws -> ResourceGroup? {
    groups.first { $0.name == name }
  }

  func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    let path = Self.path(of: query.type, in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return }
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var rest = Data()
    var documents: [ResourceDocument] = []
    while let chunk = try file.read(upToCount: 1 << 16), !chunk.isEmpty {
      rest.append(chunk)
      let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      rest = Data(lines.last ?? Data())
      documents += try lines.dropLast().map(Self.document)
      if documents.count >= Self.page {
        try await page(documents)
        documents = []
      }
    }
    try await page(documents)
  }

  private static func document(_ line: Data) throws -> ResourceDocument {
    guard case .array(let parts) = try JSONReader.read(line), parts.count == 3,
      let id = parts[0].string.flatMap(ResourceID.init), let version = parts[1].string
    else { throw BenchmarkFailure("a line of the stand-in's file is none") }
    return ResourceDocument(id: id, apiVersion: version, body: parts[2])
  }

  func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? { throw refusal }
  func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws { throw refusal }
  func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] { throw refusal }
  func start(_ deployment: DeploymentRequest) async throws { throw refusal }
  func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? { throw refusal }
  func delete(_ id: ResourceID, apiVersion: String) async throws { throw refusal }
  func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws { throw refusal }

  private var refusal: AzureError { .policy("this Azure is only listed") }
}
