import Pools

extension Advice {
  /// An extension's `settings` and a machine's `userData` come back to everybody who may read the resource, and
  /// `userData` to every process on the machine (Microsoft: custom script extension, user data for virtual machines).
  /// `protectedSettings` never come back. A value that ARM itself reads from an account by `list…()` is as secret as a
  /// secure parameter.
  static let secretInSettings = Advice(name: .secretInSettings) { resources in
    resources.documents.flatMap { document in
      document.expressions.sorted { $0.key < $1.key }.compactMap { path, parameters in
        guard let place = readablePlace(path) else { return nil }
        var secrets = parameters.sorted()
        if secrets.isEmpty, let text = document.body.value(at: path)?.string { secrets = secretCalls(in: text) }
        guard !secrets.isEmpty else { return nil }
        return AdviceFinding(
          document, path,
          "\(secrets.joined(separator: ", ")) can be read by others in \(path) of \(document.id.short); "
            + (place == "userdata"
              ? "let the machine fetch it from a vault by its identity" : "protectedSettings is the place for secrets"))
      }
    }
  }

  private static func readablePlace(_ path: JSONPath) -> String? {
    for case .member(let name) in path.steps where ["settings", "userdata"].contains(name.lowercased()) {
      return name.lowercased()
    }
    return nil
  }

  /// The functions that answer keys, as ARM's providers name them.
  private static func secretCalls(in expression: String) -> [String] {
    let folded = expression.lowercased()
    let calls = ["listKeys", "listAccountSas", "listServiceSas", "listSecrets", "listCredentials", "listAdminKeys"]
    return calls.filter { folded.contains($0.lowercased() + "(") }.map { "\($0)()" }
  }
}
