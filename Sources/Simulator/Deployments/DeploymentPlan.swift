import Crypto
import Foundation
import Pools
import Templates

/// What a deployment will do, its template evaluated as far as can be before anything is there.
package struct DeploymentPlan: Sendable {
  /// Each resource with its step: one more than the highest step of what it depends on.
  private(set) var documents: [(document: ResourceDocument, step: Int)]
  let mode: String
  /// As they are answered: secure values are not in it.
  let parameters: JSONValue
  let template: JSONValue
  /// A decimal number, as ARM writes it; the same for the same template.
  let hash: String
  /// The deployments inside, at any depth.
  let inner: [EvaluatedTemplate.Deployment]
  private let secrets: [String: String]
  private let scope: TemplateScope
  private let outputs: [String: EvaluatedTemplate.Output]

  /// Reads the `properties` of a deployment's request. Throws what ARM refuses before it looks at any provider.
  init(
    _ properties: JSONValue, group: ResourceGroupState, deployment: String, cloud: Cloud
  ) throws(ARMError) {
    let mode = properties.member("mode")?.string ?? "Incremental"
    guard ["incremental", "complete"].contains(mode.lowercased()) else {
      throw .invalidContent("mode should be Incremental or Complete")
    }
    guard let template = properties.member("template"), template.object != nil else {
      throw ARMError(
        400, "InvalidTemplate",
        "Deployment template validation failed: 'the request has no template; this simulation reads no templateLink'.")
    }
    let text = template.text()
    let definitions: [String: ParameterDefinition]
    let evaluated: EvaluatedTemplate
    scope = TemplateScope(
      subscription: group.key.subscription, resourceGroup: group.key.name, location: group.location,
      tenant: cloud.settings.tenant, tags: (group.tags?.object ?? [:]).compactMapValues(\.string),
      deployment: deployment)
    do throws(TemplateFaults) {
      let parsed = try Template(parsing: Array(text.utf8), file: "template")
      let given: JSONValue = ["parameters": properties.member("parameters") ?? [:]]
      let values = try ParameterFile.parse(Array(given.text().utf8), file: "parameters")
      definitions = parsed.parameters
      evaluated = try parsed.evaluate(parameters: values, scope: scope)
    } catch {
      throw ARMError(
        400, "InvalidTemplate", "Deployment template validation failed: '\(Self.line(error))'.")
    }
    self.mode = mode.lowercased() == "complete" ? "Complete" : "Incremental"
    self.template = template
    hash = Self.hash(of: text)
    parameters = Self.shown(properties.member("parameters") ?? [:], definitions, template)
    secrets = try Self.values(of: evaluated.secrets, in: cloud)
    outputs = evaluated.outputs
    inner = evaluated.deployments
    documents = Self.steps(evaluated.resources)
  }

  /// A document's body with every expression evaluated, secrets in it. Throws where something named is not there.
  func resolve(_ document: ResourceDocument, _ cloud: Cloud) throws(ARMError) -> JSONValue {
    do throws(TemplateFaults) {
      return try document.resolved(
        secrets: secrets, scope: scope, runtime: CloudRuntime(cloud: cloud, scope: scope)
      ).body
    } catch {
      throw ARMError(
        400, "InvalidTemplate",
        "Unable to process template language expressions for resource '\(document.id)': '\(Self.line(error))'.")
    }
  }

  /// The outputs as they are answered; those of secure types without a value. Nil where there are none.
  func outputs(in cloud: Cloud) throws(ARMError) -> JSONValue? {
    guard !outputs.isEmpty else { return nil }
    var members: [String: JSONValue] = [:]
    for (name, output) in outputs {
      let type = Self.title(output.type)
      do throws(TemplateFaults) {
        let value = try output.resolved(
          name: name, secrets: secrets, scope: scope, runtime: CloudRuntime(cloud: cloud, scope: scope))
        members[name] = type.hasPrefix("Secure") ? ["type": .string(type)] : ["type": .string(type), "value": value]
      } catch {
        throw ARMError(
          400, "DeploymentOutputEvaluationFailed",
          "Unable to evaluate template outputs: '\(name)'. Please see error details: '\(Self.line(error))'.")
      }
    }
    return .object(members)
  }

  private static func line(_ faults: TemplateFaults) -> String {
    faults.faults.map(\.description).joined(separator: "; ")
  }

  private static func hash(of text: String) -> String {
    let bytes = SHA256.hash(data: Data(text.utf8)).prefix(8)
    return String(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// Puts each document one step behind the last that it depends on. The template has no circles, or was refused.
  private static func steps(_ documents: [ResourceDocument]) -> [(document: ResourceDocument, step: Int)] {
    let ids = Set(documents.map(\.id))
    var steps: [ResourceID: Int] = [:]
    var waiting = documents
    while !waiting.isEmpty {
      let ready = waiting.filter { document in
        document.dependsOn.allSatisfy { !ids.contains($0) || steps[$0] != nil }
      }
      guard !ready.isEmpty else { break }
      for document in ready {
        steps[document.id] = 1 + (document.dependsOn.compactMap { steps[$0] }.max() ?? -1)
      }
      waiting.removeAll { steps[$0.id] != nil }
    }
    return documents.map { ($0, steps[$0.id] ?? 0) }.sorted { ($0.1, $0.0.id) < ($1.1, $1.0.id) }
  }

  /// The values of secure parameters, those of Key Vaults read from the cloud's own.
  private static func values(
    of references: [String: SecretReference], in cloud: Cloud
  ) throws(ARMError) -> [String: String] {
    var values: [String: String] = [:]
    for (name, reference) in references {
      switch reference {
      case .literal(let text): values[name] = text.reveal { $0 }
      case .keyVault(let vault, let secret, _): values[name] = try cloud.secret(secret, of: vault, for: name)
      case .environment, .file: throw .invalidContent("parameter '\(name)' has no value that ARM can read")
      }
    }
    return values
  }

  /// The parameters with their types and values, as a deployment is answered.
  private static func shown(
    _ given: JSONValue, _ definitions: [String: ParameterDefinition], _ template: JSONValue
  ) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for (name, definition) in definitions {
      var entry: [String: JSONValue] = ["type": .string(title(definition.type))]
      if !definition.isSecure {
        let standard = template.member("parameters")?.member(name)?.member("defaultValue")
        entry["value"] = given.member(name)?.member("value") ?? standard
      } else if let reference = given.member(name)?.member("reference") {
        entry["reference"] = reference
      }
      members[name] = .object(entry)
    }
    return .object(members)
  }

  /// A type as deployments spell it: `SecureString`, `Int`.
  private static func title(_ type: String) -> String {
    switch type.lowercased() {
    case "securestring": "SecureString"
    case "secureobject": "SecureObject"
    case let plain: plain.prefix(1).uppercased() + plain.dropFirst()
    }
  }
}
