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
