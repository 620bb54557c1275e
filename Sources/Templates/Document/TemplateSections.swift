import Pools

/// Reads a template's sections one after the other, collecting faults.
struct TemplateSections {
  let limits: TemplateLimits
  /// Where the template stands in the file: at its root, but for deployments within templates.
  let base: JSONPath
  var parameters: [ParameterDefinition] = []
  /// By folded names.
  var variables: [String: TemplateNode] = [:]
  var variableNames: [String] = []
  /// By folded names.
  var variableLoops: [String: CopyLoop] = [:]
  /// By the folded `namespace.name`.
  var functions: [String: UserFunction] = [:]
  var resources: [ResourceNode] = []
  var outputs: [OutputNode] = []
  var contentVersion = "1.0.0.0"
  var compiler: TemplateCompiler

  var faults: [EvaluationFault] { compiler.faults }

  private static let members = [
    "$schema", "contentVersion", "languageVersion", "apiProfile", "definitions", "functions", "parameters",
    "variables", "resources", "outputs", "metadata", "asserts",
  ]

  /// - Parameter depth: how many deployments stand around this template.
  init(limits: TemplateLimits, base: JSONPath = .root, depth: Int = 0) {
    self.limits = limits
    self.base = base
    compiler = TemplateCompiler(limits: limits, depth: depth)
  }

  mutating func read(_ document: JSONValue) {
    guard let members = document.object else {
      compiler.report("a template is a JSON object", at: base)
      return
    }
    compiler.reportDuplicates(in: members, at: base)
    guard readSchema(document) else { return }
    let known = Set(Self.members.map { $0.lowercased() })
    for name in members.keys.sorted() where !known.contains(name.lowercased()) && !compiler.isFull {
      let nearest = NearestName.of(name, in: Self.members)
      compiler.report(
        "a template has no member \(Quoted.bare(name))" + (nearest.map { "; is it \($0)?" } ?? ""),
        at: base.member(name))
    }
    if let version = document.member("contentVersion")?.string { contentVersion = version }
    readLanguageVersion(document)
    readFunctions(document)
    readParameters(document)
    readVariables(document)
    readOutputs(document)
    guard let (key, value) = document.spelled("resources") else {
      compiler.report("the template has no resources", at: base)
      return
    }
    resources = compiler.resources(value, at: base.member(key))
  }

  private mutating func readSchema(_ document: JSONValue) -> Bool {
    guard let (key, value) = document.spelled("$schema"), let schema = value.string else {
      compiler.report("the template has no $schema; is it an ARM template?", at: base)
      return false
    }
    let path = schema.prefix { $0 != "#" }.lowercased()
    let name = path.split(separator: "/").last ?? ""
    let scope: String
    switch name {
    case "deploymenttemplate.json" where path.contains("schema.management.azure.com/"): return true
    case "subscriptiondeploymenttemplate.json" where base != .root: return true
    case "subscriptiondeploymenttemplate.json": scope = "a subscription"
    case "managementgroupdeploymenttemplate.json": scope = "a management group"
    case "tenantdeploymenttemplate.json": scope = "a tenant"
    default:
      compiler.report(
        "$schema names no deployment template; it should be "
          + "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", at: base.member(key))
      return false
    }
    compiler.report(
      "the template deploys to \(scope), and a pool is deployed to a resource group", at: base.member(key))
    return false
  }

  private mutating func readLanguageVersion(_ document: JSONValue) {
    let symbolic = document.member("resources")?.object != nil
    guard let (key, value) = document.spelled("languageVersion") else {
      if symbolic {
        compiler.report("resources by symbolic names need \"languageVersion\": \"2.0\"", at: base)
      }
      return
    }
    let version = value.string ?? value.text()
    // The experimental versions that Bicep writes differ in extensions only, which are refused by name.
    guard version == "1.0" || version.hasPrefix("2.") || version.hasPrefix("1.") else {
      compiler.report("languageVersion \(version) is not known; 1.0 and 2.0 are", at: base.member(key))
      return
    }
    if symbolic == version.hasPrefix("1.0") {
      compiler.report(
        symbolic
          ? "resources by symbolic names need \"languageVersion\": \"2.0\""
          : "with languageVersion \(version), resources is an object by symbolic names", at: base.member(key))
    }
  }

  private mutating func readVariables(_ document: JSONValue) {
    guard let (key, section) = object("variables", of: document, limit: limits.variables) else { return }
    let place = base.member(key)
    compiler.reportDuplicates(in: section, as: "variable", at: place)
    for (name, value) in section.sorted(by: { $0.key < $1.key }) {
      let path = place.member(name)
      if name.lowercased() == "copy", let loops = compiler.loops(value, at: path) {
        for loop in loops {
          if variableLoops.updateValue(loop, forKey: loop.name.lowercased()) != nil {
            compiler.report("the variable \(Quoted.bare(loop.name)) stands here twice", at: loop.path)
          }
        }
        continue
      }
      variables[name.lowercased()] = compiler.node(value, at: path)
      variableNames.append(name)
    }
    for (folded, loop) in variableLoops.sorted(by: { $0.key < $1.key }) {
      if variables[folded] != nil {
        compiler.report("the variable \(Quoted.bare(loop.name)) stands here twice, once as a loop", at: loop.path)
      }
      variableNames.append(loop.name)
    }
  }

  private mutating func readOutputs(_ document: JSONValue) {
    guard let (key, section) = object("outputs", of: document, limit: limits.outputs) else { return }
    compiler.reportDuplicates(in: section, as: "output", at: base.member(key))
    outputs = compiler.outputs(section, at: base.member(key))
  }

  /// A section that is an object with a bound on its members; nil, and a fault where there is reason, otherwise.
  mutating func object(
    _ name: String, of document: JSONValue, limit: Int
  ) -> (name: String, members: [String: JSONValue])? {
    guard let (key, value) = document.spelled(name), value != .null else { return nil }
    guard let members = value.object else {
      compiler.report("\(name) should be an object", at: base.member(key))
      return nil
    }
    guard members.count <= limit else {
      compiler.report("\(name) has \(members.count) entries, and ARM takes \(limit)", at: base.member(key))
      return nil
    }
    return (key, members)
  }
}
