package import Manifests
import NIOPosix
import Reconciliation

/// Templates that were fetched once, in a folder, each in a file named by its hash. Read alone, it never uses the network.
package struct KeptTemplates: TemplateLibrary {
  let folder: String
  private let allowedHosts: AllowedHosts?

  /// - Parameter allowedHosts: the servers that manifests may name; nil where that is not known.
  package init(folder: String, allowedHosts: AllowedHosts? = nil) {
    self.folder = folder
    self.allowedHosts = allowedHosts
  }

  package func template(_ query: TemplateQuery) async throws -> TemplateAnswer {
    if let refusal = allowedHosts?.refusal(of: query) { return refusal }
    return try await copy(of: query).map(TemplateAnswer.content) ?? .notKept
  }

  /// The copy that is kept, where it is there and has its hash; one that somebody changed counts as none.
  func copy(of query: TemplateQuery) async throws -> [UInt8]? {
    guard let hash = query.hash else { return nil }
    let path = "\(folder)/\(hash)"
    let bytes = try await Self.offPool { TemplateFile.read(path, limit: query.limit) }
    return bytes.flatMap { TemplateHash(of: $0) == hash ? $0 : nil }
  }

  struct Failure: Error {
    /// What the system says.
    var reason: String
  }

  /// Keeps a template, whole or not at all. Throws `Failure`.
  func keep(_ bytes: [UInt8], as hash: TemplateHash) async throws {
    let folder = folder
    let reason = try await Self.offPool { TemplateFile.write(bytes, to: "\(folder)/\(hash)", in: folder) }
    if let reason { throw Failure(reason: reason) }
  }

  /// Files block, and the cooperative pool must not.
  private static func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive { body() }
  }
}
