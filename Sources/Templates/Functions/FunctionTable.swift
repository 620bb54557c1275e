/// Every function that Weir knows, by name in any capitals.
enum FunctionTable {
  private static let definitions: [String: FunctionDefinition] = {
    let groups = [
      arrayFunctions, comparisonFunctions, dateFunctions, logicalFunctions, numericFunctions, objectFunctions,
      stringFunctions, cidrFunctions, scopeFunctions, resourceFunctions, lambdaFunctions,
    ]
    return Dictionary(
      groups.joined().map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }()

  static let names: [String] = definitions.values.map(\.name).sorted()

  /// What to say of a function that ARM has and refuses in a deployment to a resource group, as every pool's is (Microsoft:
  /// scope functions for ARM templates); nil of any other.
  static func elsewhere(_ name: String) -> String? {
    guard name.lowercased() == "managementgroup" else { return nil }
    return
      "managementGroup() is for deployments to a management group, and a pool's goes to a resource group, where ARM "
      + "refuses it; pass what the template needs of it as a parameter"
  }

  /// Nil where there is no such function. `listKeys` and its like are as many as there are resource providers, so every
  /// name that begins with `list` is one.
  static func function(_ name: String) -> FunctionDefinition? {
    let folded = name.lowercased()
    if let definition = definitions[folded] { return definition }
    guard folded.hasPrefix("list"), name.utf8.allSatisfy({ ExpressionParser.isNameByte($0) })
    else { return nil }
    return FunctionDefinition("list" + name.dropFirst(4), 1...3, special: .list)
  }
}
