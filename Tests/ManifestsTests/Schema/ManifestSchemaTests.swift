import Manifests
import Pools
import Testing

@Suite("The JSON Schema of manifests")
struct ManifestSchemaTests {
  private static let schema = ManifestSchema.jsonSchema()

  /// The schema of a pool's document.
  private static var pool: JSONValue? { schema["allOf"]?.array?.first?["then"] }

  @Test("every field of the contract is in it, and no other is let through")
  func fields() {
    let spec = Self.pool?["properties"]?["spec"]
    let names = [
      "access", "admin", "autoscale", "identity", "image", "instances", "location", "network", "os", "priority",
      "resourceGroup", "size", "storage", "subscription", "tags", "template", "update", "users", "zones",
    ]
    #expect(spec?["properties"]?.object?.keys.sorted() == names)
    #expect(spec?["additionalProperties"] == false)
    #expect(spec?["required"] == nil)
    #expect(Self.pool?["required"] == ["apiVersion", "kind", "metadata", "spec"])
  }

  @Test("a secret is in exactly one place")
  func secrets() {
    let secret = Self.pool?["properties"]?["spec"]?["properties"]?["template"]?["properties"]?["secrets"]?[
      "additionalProperties"]
    #expect(
      secret?["oneOf"] == [
        ["required": ["environment"]], ["required": ["keyVault"]], ["required": ["file"]],
      ])
  }

  @Test("it is the same text each time")
  func stable() { #expect(Self.schema.text(indentation: 2) == ManifestSchema.jsonSchema().text(indentation: 2)) }
}
