import Crypto
import Dispatch
package import Pools
package import Reconciliation

/// Reads secrets from the environment that it is handed and from files of this machine.
///
/// What the settings do not allow to a pool is not looked for: the answer is the same whether it is there or not. Secrets of
/// a Key Vault go through as the references that they are: ARM reads those, and Weir never does. A value that
/// is empty counts as missing, since a deployment with an empty password or key breaks what runs.
package struct EnvironmentSecretReader: SecretReader {
  /// The largest secret that a file may hold, in bytes: more than Key Vault's 25,600 and any certificate with its chain.
  package static let fileLimit = 65_536

  private let environment: [String: String]
  private let policy: SecretPolicy
  private let key: SymmetricKey
  private let fileLimit: Int

  /// Takes the key of the digests from `keyFile`, which is made, for this user alone, where it is missing.
  ///
  /// Throws `SecretError.unreadable` with the key's file where it cannot be had.
  package init(
    environment: [String: String], keyFile: String, policy: SecretPolicy, fileLimit: Int = Self.fileLimit
  ) async throws(SecretError) {
    self.environment = environment
    self.policy = policy
    self.fileLimit = fileLimit
    key = SymmetricKey(
      data: try await Self.offThePool { () throws(SecretError) in try DigestKeyFile(path: keyFile).key() })
  }

  package func value(of reference: SecretReference, for manifest: String) async throws -> SecretValue {
    if case .file(let path) = reference, !path.hasPrefix("/") {
      // A path from somewhere would name another file for each folder that Weir is started in.
      throw SecretError.unreadable(file: path, reason: "the path of a secret's file has to begin with /")
    }
    guard policy.allows(reference, for: manifest) else { throw SecretError.notAllowed }
    switch reference {
    case .environment(let name): return .text(try text(ofVariable: name))
    case .file(let path):
      return .text(try await Self.offThePool { () throws(SecretError) in try text(of: path, for: manifest) })
    case .keyVault(let vault, let secret, let version):
      return .keyVault(vault: vault, secret: secret, version: version)
    case .literal(let text):
      return .text(text)
    }
  }

  package func digest(of reference: SecretReference) -> String {
    switch reference {
    case .environment(let name): digest(of: ["environment", .string(name)])
    case .file(let path): digest(of: ["file", .string(path)])
    case .keyVault(let vault, let secret, let version):
      digest(of: ["keyVault", .string(vault.lowercased()), .string(secret), version.map(JSONValue.string) ?? .null])
    case .literal(let text): digest(of: ["literal", .string(digest(of: .text(text)))])
    }
  }

  private func digest(of reference: JSONValue) -> String {
    var hash = HMAC<SHA256>(key: key)
    hash.update(data: Array("reference:\(reference.text())".utf8))
    return Self.hexadecimal(hash.finalize())
  }

  package func digest(of value: SecretValue) -> String {
    var hash = HMAC<SHA256>(key: key)
    switch value {
    case .text(let text): text.reveal { hash.update(data: Array("text:\($0)".utf8)) }
    case .keyVault(let vault, let secret, let version):
      // As JSON, so that no two references run together into the same bytes. Resource ids are the same in any capitals.
      let parts: JSONValue = [
        .string(vault.lowercased()), .string(secret), version.map(JSONValue.string) ?? .null,
      ]
      hash.update(data: Array("keyVault:\(parts.text())".utf8))
    }
    return Self.hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  private func text(ofVariable name: String) throws(SecretError) -> SecretText {
    let bytes = SecretBytes.withoutLineBreak(Array((environment[name] ?? "").utf8))
    if let fault = SecretBytes.fault(in: bytes) { throw .unusable(environment: name, reason: fault) }
    guard !bytes.isEmpty else { throw .notSet(environment: name) }
    return SecretText(String(decoding: bytes, as: UTF8.self))
  }

  private func text(of path: String, for manifest: String) throws(SecretError) -> SecretText {
    let content = SecretBytes.withoutLineBreak(try bytes(of: path, for: manifest))
    guard !content.isEmpty else { throw .unreadable(file: path, reason: "it is empty") }
    if let fault = SecretBytes.fault(in: content) { throw .unreadable(file: path, reason: fault) }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .unreadable(file: path, reason: "it is not text in UTF-8")
    }
    return SecretText(text)
  }

  /// The content of a file by the first allowed folder that it is in when its links are followed.
  private func bytes(of path: String, for manifest: String) throws(SecretError) -> [UInt8] {
    let reserved = Set(policy.reservedPaths.compactMap { ConfinedFile.Identity(path: $0) })
    guard let normal = AbsolutePath.normalized(path) else { throw .notAllowed }
    var failure = SecretError.notAllowed
    for root in policy.roots(of: path, for: manifest) {
      do throws(ConfinedFile.Failure) {
        return try ConfinedFile.read(normal, in: root, except: reserved, limit: fileLimit)
      } catch {
        // Another folder may have it.
        if case .unreadable(let reason) = error { failure = .unreadable(file: path, reason: reason) }
      }
    }
    throw failure
  }

  /// Runs what waits for a disk on a thread of Dispatch's, since the cooperative pool has none to spare.
  private static func offThePool<Value: Sendable>(
    _ work: @escaping @Sendable () throws(SecretError) -> Value
  ) async throws(SecretError) -> Value {
    let done: Result<Value, SecretError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: Result(catching: work)) }
    }
    return try done.get()
  }
}
