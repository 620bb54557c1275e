import Pools
package import Reconciliation

extension AzureCommandLine {
  package func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] {
    let path = ARMPath.deployments(in: scope)
    var found: [DeploymentStatus] = []
    var names = ListedIDs(of: path)
    // A group that is not there keeps none.
    try await pages(path, in: scope.subscription, isEmpty: { $0.provesAbsenceOfGroup }) { page in
      for element in page {
        let status = try DeploymentStatus(answer: element)
        try names.add(status.name)
        found.append(status)
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  package func start(_ deployment: DeploymentRequest) async throws {
    var texts: [String] = []
    for case .text(let secret) in deployment.secrets.values { secret.reveal { texts.append($0) } }
    let path = ARMPath.deployment(deployment.name, in: deployment.scope)
    try await attemptWrite(
      .write(.put, path, in: deployment.scope.subscription, body: Self.body(of: deployment), secrets: texts)
    ).get()
  }

  /// What a deployment is sent as (REST: deployments, create or update); a Key Vault's secret goes by reference.
  static func body(of deployment: DeploymentRequest) -> JSONValue {
    let parameters = deployment.secrets.mapValues { secret -> JSONValue in
      switch secret {
      case .text(let text): return ["value": text.reveal { .string($0) }]
      case .keyVault(let vault, let name, let version):
        var reference: [String: JSONValue] = ["keyVault": ["id": .string(vault)], "secretName": .string(name)]
        if let version { reference["secretVersion"] = .string(version) }
        return ["reference": .object(reference)]
      }
    }
    return [
      "properties": ["mode": "Incremental", "template": deployment.template, "parameters": .object(parameters)]
    ]
  }

  package func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? {
    let lines = try await failures(of: deployment, in: scope, depth: 0)
    guard lines.isEmpty else {
      let rest = lines.count - 3
      return scrubber.clean(lines.prefix(3).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : ""))
    }
    // Refused before the first operation, or the operations are gone: then the deployment itself says why.
    let path = ARMPath.deployment(deployment, in: scope)
    switch try await attemptRead(path, in: scope.subscription) {
    case .success(let bytes): return try DeploymentStatus(answer: try Self.parse(bytes, from: path)).error
    case .failure(let refusal):
      if case .notFound = refusal.error { return nil }
      throw refusal.error
    }
  }

  /// How deep deployments inside deployments are followed; ARM itself allows five levels.
  private static let nestingLimit = 5

  /// The messages of the operations that failed, the first first, those of deployments inside in their place.
  private func failures(of deployment: String, in scope: DeploymentScope, depth: Int) async throws -> [String] {
    var failed: [FailedOperation] = []
    do {
      try await pages(ARMPath.operations(of: deployment, in: scope), in: scope.subscription) { page in
        failed += page.compactMap(FailedOperation.init)
      }
    } catch AzureError.notFound {
      return []
    }
    var lines: [String] = []
    for operation in failed.sorted(by: { ($0.timestamp, $0.line) < ($1.timestamp, $1.line) }) {
      var inner: [String] = []
      if let nested = operation.nested, depth < Self.nestingLimit {
        inner = try await failures(of: nested.name, in: nested.scope, depth: depth + 1)
      }
      lines += inner.isEmpty ? [operation.line] : inner
    }
    return lines
  }
}
