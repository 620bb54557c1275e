import Foundation
import PoolFieldSamples
import Pools
import Templates

/// Writes the templates of generated pools into a folder, for checks by other tools: `RenderSamples FOLDER COUNT`.
///
/// For each pool two files: `N.json` as it is rendered, `N.deployment.json` as it would be deployed.
@main
enum RenderSamples {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = UInt64(arguments[2]) else {
      FileHandle.standardError.write(Data("usage: RenderSamples FOLDER COUNT\n".utf8))
      exit(64)
    }
    let folder = URL(filePath: arguments[1], directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let subscription = SubscriptionID("11111111-2222-3333-4444-555555555555"),
      let group = ResourceGroupName("ds-vision"), let location = Location("westus2")
    else { return }
    let scope = TemplateScope(
      subscription: subscription, resourceGroup: group, location: location, deployment: "weir-vision-000000000000")
    for seed in 1...max(1, count) {
      let fields = try PoolFields.random(seed)
      let pool = fields.template()
      let text = pool.template.utf8Text(indentation: 2)
      try Data(text).write(to: folder.appending(path: "\(seed).json"))
      let evaluated = try Template(parsing: text, file: "\(seed).json")
        .evaluate(parameters: pool.parameters, scope: scope)
      let home = DeploymentTemplate.Home(
        pool: fields.name, subscription: subscription, resourceGroup: group, location: location)
      let deployed = DeploymentTemplate.render(evaluated.resources, secrets: Set(evaluated.secrets.keys), home: home)
      try Data(deployed.utf8Text(indentation: 2)).write(to: folder.appending(path: "\(seed).deployment.json"))
    }
  }
}
