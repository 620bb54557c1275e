import Foundation
import Pools

extension Cloud {
  /// The plan of a request's template, after all that ARM looks at before it begins. Throws what it refuses.
  func checkedPlan(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> DeploymentPlan {
    guard Self.isName(name) else {
      throw ARMError(
        400, "InvalidDeploymentName",
        "The deployment name '\(name)' is invalid: letters, digits, '-', '_', '.', '(' and ')', at most 64.")
    }
    guard let properties = request.body?.member("properties") else {
      throw .invalidContent("the request needs 'properties' with a mode and a template")
    }
    let plan = try DeploymentPlan(properties, group: group, deployment: name, cloud: self)
    let refusals = plan.documents.compactMap { preflight($0.document, plan) }
    guard refusals.isEmpty else {
      throw ARMError(
        400, "InvalidTemplateDeployment",
        "The template deployment '\(name)' is not valid according to the validation procedure."
          + " See inner errors for details.", details: refusals)
    }
    return plan
  }

  /// What a provider says of a resource before anything is done: whether there is such a type, version and region.
  private func preflight(_ document: ResourceDocument, _ plan: DeploymentPlan) -> ARMError? {
    do throws(ARMError) {
      let rules: TypeRules
      if let place = embedded(ARMPath(document.id.description)) {
        rules = place.rules
      } else {
        rules = try TypeRules.of(document.type)
      }
      try rules.versions.check(
        document.apiVersion, of: rules.type, location: document.body.member("location")?.string)
      guard settings.subscriptions.contains(document.id.subscription) else {
        throw ARMError.subscriptionNotFound(document.id.subscription.description)
      }
      if let name = document.id.resourceGroup,
        groups[GroupKey(subscription: document.id.subscription, name: name)] == nil
      {
        throw ARMError.groupNotFound(name.description)
      }
      if let text = document.body.member("location")?.string, document.expressions[JSONPath("location")] == nil,
        let location = Location(text), !Region.all.contains(location.description), location.description != "global"
      {
        throw ARMError(
          400, "LocationNotAvailableForResourceType",
          "The provided location '\(text)' is not available for resource type '\(rules.type)'.")
      }
      if let old = store[document.id.folded], let before = old.location,
        let after = document.body.member("location")?.string.flatMap({ Location($0) }), before != after
      {
        throw ARMError(
          409, "InvalidResourceLocation",
          "The resource '\(document.id.name)' already exists in location '\(before)' in resource group"
            + " '\(document.id.resourceGroup?.description ?? "")'. A resource with the same name cannot be created in location"
            + " '\(after)'. Please select a new resource name.")
      }
      return nil
    } catch {
      return ARMError(error.status, error.code, error.message, target: document.id.description, details: error.details)
    }
  }

  /// Whether ARM takes a text as a deployment's name.
  private static func isName(_ text: String) -> Bool {
    (1...64).contains(text.count) && text.allSatisfy { $0.isLetter || $0.isNumber || "-_.()".contains($0) }
  }

  func validate(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> ARMReply {
    let plan = try checkedPlan(request, group, name)
    let resources = plan.documents.map { ["id": .string($0.document.id.description)] as JSONValue }
    return ARMReply(
      200,
      body: [
        "id": .string(
          "\(group.id)/providers/Microsoft.Resources/deployments/\(name)"), "name": .string(name),
        "type": "Microsoft.Resources/deployments",
        "properties": [
          "templateHash": .string(plan.hash), "parameters": plan.parameters, "mode": .string(plan.mode),
          "provisioningState": "Succeeded", "timestamp": .string(now.armText), "duration": "PT0S",
          "correlationId": .string(request.headers["x-ms-correlation-request-id"] ?? plan.hash),
          "providers": [], "dependencies": [], "validatedResources": .array(resources),
        ],
      ])
  }
}
