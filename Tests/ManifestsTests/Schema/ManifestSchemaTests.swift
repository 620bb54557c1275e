import Manifests
import Pools
import Testing

@Suite("The JSON Schema of manifests")
struct ManifestSchemaTests {
  private static let schema = ManifestSchema.jsonSchema()

  /// The schema of a pool's document.
  private static var pool: JSONValue? { schema["$defs"]?["Pool"] }

  @Test("every field of the contract is in it, and no other is let through")
  func fields() {
    let spec = Self.pool?["properties"]?["spec"]
    let names: Set<String> = [
      "access", "admin", "autoscale", "bootDiagnostics", "dataDisks", "deletionPolicy", "encryptionAtHost", "eviction",
      "health",
      "identity", "image", "instances", "location", "namePrefix", "network", "orchestration", "os", "osDisk",
      "priority",
      "repairs", "resourceGroup", "resources", "scaleIn", "secureBoot", "size", "storage", "subscription", "tags",
      "template",
      "trustedLaunch",
      "update", "users", "zones",
    ]
    #expect(names.isSubset(of: Set(spec?["properties"]?.object?.keys ?? [:].keys)))
    #expect(spec?["additionalProperties"] == false)
    #expect(spec?["required"] == nil)
    #expect(Self.pool?["required"] == ["apiVersion", "kind", "metadata", "spec"])
  }

  @Test("every field says in words what it means")
  func descriptions() {
    func look(at schema: JSONValue, _ path: String) {
      for (name, field) in schema["properties"]?.object ?? [:] {
        #expect(field["description"]?.string?.isEmpty == false, "\(path).\(name)")
        look(at: field, "\(path).\(name)")
        if let items = field["items"] { look(at: items, "\(path).\(name)[]") }
        for part in field["anyOf"]?.array ?? [] { look(at: part, "\(path).\(name)") }
      }
    }
    for (name, definition) in Self.schema["$defs"]?.object ?? [:] { look(at: definition, name) }
  }

  @Test("a secret is in exactly one place")
  func secrets() {
    #expect(
      Self.schema["$defs"]?["secret"]?["oneOf"] == [
        ["required": ["environment"]], ["required": ["keyVault"]], ["required": ["file"]],
      ])
    let password = Self.pool?["properties"]?["spec"]?["properties"]?["admin"]?["properties"]?["password"]
    #expect(password?["$ref"] == "#/$defs/secret")
  }

  @Test("it is the same text each time")
  func stable() { #expect(Self.schema.text(indentation: 2) == ManifestSchema.jsonSchema().text(indentation: 2)) }
}
