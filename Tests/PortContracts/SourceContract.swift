package import Reconciliation

/// An implementation of the port to git, kept to the branch `main`, with the server that it fetches from.
package struct SourceSubject: Sendable {
  package var source: any Source
  /// Commits this whole tree to the server's `main`, on top of it or beside all history, and answers the commit.
  package var commit: @Sendable (_ files: [String: String], _ rewriting: Bool) async throws -> CommitID
  package var tag: @Sendable (_ name: String, _ commit: CommitID) async throws -> Void
  /// Takes the server away, or brings it back.
  package var setReachable: @Sendable (Bool) async throws -> Void

  package init(
    source: any Source,
    commit: @escaping @Sendable (_ files: [String: String], _ rewriting: Bool) async throws -> CommitID,
    tag: @escaping @Sendable (_ name: String, _ commit: CommitID) async throws -> Void,
    setReachable: @escaping @Sendable (Bool) async throws -> Void
  ) {
    self.source = source
    self.commit = commit
    self.tag = tag
    self.setReachable = setReachable
  }
}

/// What every `Source` keeps to. A test of an implementation runs each law against a fresh one, whose server has no commit:
///
///     @Test("an implementation keeps the contract", arguments: SourceContract.laws)
///     func keeps(_ law: Law<SourceSubject>) async throws { try await law.check(subject) }
package enum SourceContract {
  package static let laws: [Law<SourceSubject>] = fetching + refs + history + reading
}

extension SourceContract {
  /// Runs `body`, which should throw a `SourceError`, and answers that.
  @discardableResult
  static func error(_ what: String, _ body: () async throws -> Void) async throws -> SourceError {
    do {
      try await body()
    } catch let error as SourceError {
      return error
    } catch {
      throw ContractBreach(description: "\(what) threw \(error), which is no SourceError")
    }
    throw ContractBreach(description: "\(what) threw nothing")
  }

  /// Requires that a ref is not found.
  static func requireMissing(_ ref: SourceRef, in source: any Source) async throws {
    let error = try await error("\(ref)") { _ = try await source.revision(of: ref) }
    guard case .refNotFound = error else { throw ContractBreach(description: "\(ref) threw \(error)") }
  }
}
