extension FunctionTable {
  static let scopeFunctions: [FunctionDefinition] = [
    FunctionDefinition("copyIndex", 0...2, special: .copyIndex),
    FunctionDefinition("deployer", 0...0, special: .throughOnly),
    FunctionDefinition("deployment", 0...0, special: .deployment),
    FunctionDefinition("environment", 0...0, special: .environment),
    FunctionDefinition("parameters", 1...1, special: .parameters),
    FunctionDefinition("resourceGroup", 0...0, special: .resourceGroup),
    FunctionDefinition("subscription", 0...0, special: .subscription),
    FunctionDefinition("tenant", 0...0, special: .tenant),
    FunctionDefinition("variables", 1...1, special: .variables),
  ]

  static let resourceFunctions: [FunctionDefinition] = [
    FunctionDefinition("extensionResourceId", 3...(.max), special: .extensionResourceID),
    FunctionDefinition("managementGroupResourceId", 2...(.max), special: .managementGroupResourceID),
    FunctionDefinition("pickZones", 3...5, special: .zones),
    FunctionDefinition("providers", 1...2, special: .throughOnly),
    FunctionDefinition("reference", 1...3, special: .reference),
    FunctionDefinition("references", 1...2, special: .references),
    FunctionDefinition("resourceId", 2...(.max), special: .resourceID),
    FunctionDefinition("resourceInfo", 1...1, special: .resourceInfo),
    FunctionDefinition("subscriptionResourceId", 2...(.max), special: .subscriptionResourceID),
    FunctionDefinition("tenantResourceId", 2...(.max), special: .tenantResourceID),
    FunctionDefinition("toLogicalZone", 3...3, special: .throughOnly),
    FunctionDefinition("toLogicalZones", 3...3, special: .throughOnly),
    FunctionDefinition("toPhysicalZone", 3...3, special: .throughOnly),
    FunctionDefinition("toPhysicalZones", 3...3, special: .throughOnly),
  ]

  static let lambdaFunctions: [FunctionDefinition] = [
    FunctionDefinition("filter", 2...2, special: .filter),
    FunctionDefinition("groupBy", 2...2, special: .groupBy),
    FunctionDefinition("lambda", 1...4, special: .lambda),
    FunctionDefinition("lambdaVariables", 1...1, special: .lambdaVariables),
    FunctionDefinition("map", 2...2, special: .map),
    FunctionDefinition("mapValues", 2...2, special: .mapValues),
    FunctionDefinition("reduce", 3...3, special: .reduce),
    FunctionDefinition("sort", 2...2, special: .sort),
    FunctionDefinition("toObject", 2...3, special: .toObject),
  ]
}
