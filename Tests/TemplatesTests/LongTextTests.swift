import Pools
import Templates
import Testing

@Suite("Expressions that evaluation makes longer than ARM takes")
struct LongTextTests {
  /// A script of 100 kB with everything in it that quoting could break, and a secret behind it.
  private static let script = String(repeating: "echo 'it''s' \"$(x)\" [brackets] \\ ü\n", count: 2_500)

  private static func evaluated(_ expression: String) throws -> EvaluatedTemplate {
    try Template(
      parsing: Array(
        Sample.template([
          "parameters": ["key": ["type": "securestring"]],
          "variables": ["script": .string(script)],
          "resources": [
            [
              "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
              "properties": ["text": .string(expression)],
            ]
          ],
        ]).utf8), file: "template.json"
    ).evaluate(parameters: key, scope: try Sample.scope())
  }

  private static var key: [String: ParameterValue] {
    ["key": .secret(.environment("KEY"), origin: Sample.manifest)]
  }

  @Test("are deployed with their long texts as variables, each expression within ARM's limit, and mean the same")
  func hoisted() throws {
    let evaluated = try Self.evaluated("[base64(concat(variables('script'), parameters('key'), variables('script')))]")
    let rendered = DeploymentTemplate.render(evaluated.resources, secrets: ["key"])
    let variables = try #require(rendered["variables"]?.object)
    #expect(variables.count == 1)
    let text = try #require(rendered["resources"]?.array?.first?["properties"]?["text"]?.string)
    #expect(text.utf8.count < 200)
    #expect(rendered == DeploymentTemplate.render(evaluated.resources, secrets: ["key"]))

    let deployed = try Template(parsing: Array(rendered.text(indentation: 2).utf8), file: "deployed.json")
    let again = try deployed.evaluate(parameters: Self.key, scope: try Sample.scope())
    #expect(again.resources.map(\.body) == evaluated.resources.map(\.body))
  }

  @Test("are refused where no long text makes them long")
  func refused() throws {
    let many = Array(repeating: "parameters('key')", count: 1_600).joined(separator: ",")
    #expect(throws: TemplateFaults.self) { try Self.evaluated("[concat(\(many))]") }
  }
}
