import Pools
package import Reconciliation

extension AzureCommandLine {
  package func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] {
    var found: [DeploymentStatus] = []
    do {
      try await pages(ARMPath.deployments(in: scope), in: scope.subscription) { page in
        for element in page { found.append(try DeploymentStatus(answer: element)) }
      }
    } catch AzureError.notFound(let text) where text.lowercased().contains("resourcegroupnotfound") {
      // A group that is not there keeps none.
      return []
    }
    return found.sorted { $0.name < $1.name }
  }

  package func start(_ deployment: DeploymentRequest) async throws {
    var files = [(name: "template.json", bytes: Array(deployment.template.text().utf8))]
    if !deployment.secrets.isEmpty {
      files.append((name: "parameters.json", bytes: Array(Self.parameterFile(deployment.secrets).text().utf8)))
    }
    var texts: [String] = []
    for case .text(let secret) in deployment.secrets.values { secret.reveal { texts.append($0) } }
    try await self.files.with(files) { paths in
      var arguments = [
        "deployment", "group", "create", "--no-wait", "--no-prompt", "--only-show-errors", "-o", "json",
        "--name", deployment.name, "--resource-group", "\(deployment.scope.resourceGroup)",
        "--subscription", "\(deployment.scope.subscription)", "--mode", "Incremental",
        "--template-file", paths[0],
      ]
      if paths.count > 1 { arguments += ["--parameters", "@\(paths[1])"] }
      _ = try await call(arguments, secrets: texts)
    }
  }

  /// The parameter file that `az` reads: ARM's own format, a Key Vault's secret by reference.
  static func parameterFile(_ secrets: [String: SecretValue]) -> JSONValue {
    let parameters = secrets.mapValues { secret -> JSONValue in
      switch secret {
      case .text(let text): return ["value": text.reveal { .string($0) }]
      case .keyVault(let vault, let name, let version):
        var reference: [String: JSONValue] = ["keyVault": ["id": .string(vault)], "secretName": .string(name)]
        if let version { reference["secretVersion"] = .string(version) }
        return ["reference": .object(reference)]
      }
    }
    return [
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": .object(parameters),
    ]
  }

  package func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? {
    let lines = try await failures(of: deployment, in: scope, depth: 0)
    guard lines.isEmpty else {
      let rest = lines.count - 3
      return Scrubber().clean(lines.prefix(3).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : ""))
    }
    // Refused before the first operation, or the operations are gone: then the deployment itself says why.
    let path = ARMPath.deployment(deployment, in: scope)
    switch try await attempt(Self.rest("get", path)) {
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
