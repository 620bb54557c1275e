import Crypto
import Dispatch
package import Pools
package import Reconciliation

/// Reads secrets from the environment that it is handed and from files of this machine.
///
/// Secrets of a Key Vault go through as the references that they are: ARM reads those, and Weir never does. A value that
/// is empty counts as missing, since a deployment with an empty password or key breaks what runs.
package struct EnvironmentSecretReader: SecretReader {
  /// The largest secret that a file may hold, in bytes: more than Key Vault's 25,600 and any certificate with its chain.
  package static let fileLimit = 65_536

  private let environment: [String: String]
  private let key: SymmetricKey
  private let fileLimit: Int

  /// Takes the key of the digests from `keyFile`, which is made, for this user alone, where it is missing.
  ///
  /// Throws `SecretError.unreadable` with the key's file where it cannot be had.
  package init(
    environment: [String: String], keyFile: String, fileLimit: Int = Self.fileLimit
  ) async throws(SecretError) {
    self.environment = environment
    self.fileLimit = fileLimit
    key = SymmetricKey(
      data: try await Self.offThePool { () throws(SecretError) in try DigestKeyFile(path: keyFile).key() })
  }

  package func value(of reference: SecretReference) async throws -> SecretValue {
    switch reference {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else { throw SecretError.notSet(environment: name) }
      return .text(SecretText(value))
    case .file(let path):
      return .text(try await Self.offThePool { () throws(SecretError) in try text(of: path) })
    case .keyVault(let vault, let secret, let version):
      return .keyVault(vault: vault, secret: secret, version: version)
    case .literal(let text):
      return .text(text)
    }
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
    return hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  private func text(of path: String) throws(SecretError) -> SecretText {
    // A path from somewhere would name another file for each folder that Weir is started in.
    guard path.hasPrefix("/") else {
      throw .unreadable(file: path, reason: "the path of a secret's file has to begin with /")
    }
    var bytes: [UInt8]
    do {
      bytes = try BoundedFile.read(path, limit: fileLimit)
    } catch {
      throw .unreadable(file: path, reason: error.reason)
    }
    if bytes.last == UInt8(ascii: "\n") {
      bytes.removeLast()
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
    guard !bytes.isEmpty else { throw .unreadable(file: path, reason: "it is empty") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(file: path, reason: "it is not text in UTF-8")
    }
    return SecretText(text)
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
