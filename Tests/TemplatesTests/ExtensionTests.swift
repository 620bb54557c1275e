import Pools
import Templates
import Testing

@Suite("what extends another resource")
struct ExtensionTests {
  static let account = "Microsoft.Storage/storageAccounts"
  static let guid = "5f0c6d5e-0000-4000-8000-000000000001"
  static let role = "Microsoft.Authorization/roleAssignments"

  static func assignment(_ more: [String: JSONValue], name: String = guid, type: String = role) -> JSONValue {
    ResourceTests.resource(name, type: type, more)
  }

  static let scopes: [Row] = [
    Row(
      "[resourceId('\(account)', 'files')]",
      .string("\(Sample.group)/providers/\(account)/files/providers/\(role)/\(guid)")),
    Row("\(account)/files", .string("\(Sample.group)/providers/\(account)/files/providers/\(role)/\(guid)")),
    Row(
      "[format('{0}/{1}/fileServices/default', '\(account)', 'files')]",
      .string("\(Sample.group)/providers/\(account)/files/fileServices/default/providers/\(role)/\(guid)")),
    Row("[resourceGroup().id]", .string("\(Sample.group)/providers/\(role)/\(guid)")),
  ]

  @Test("a scope is a resource by its id, or by its type and names, or the group", arguments: scopes)
  func scope(_ row: Row) throws {
    let documents = try ResourceTests.documents([Self.assignment(["scope": .string(row.expression)])])
    #expect(documents.map { .string($0.id.description) } == [row.result])
    #expect(documents.first?.body == [:])
  }

  @Test("the older form has the extension's provider in its name")
  func providersForm() throws {
    let documents = try ResourceTests.documents([
      Self.assignment(
        [:], name: "files/Microsoft.Authorization/\(Self.guid)", type: "\(Self.account)/providers/roleAssignments")
    ])
    #expect(
      documents.map(\.id.description) == [
        "\(Sample.group)/providers/\(Self.account)/files/providers/\(Self.role)/\(Self.guid)"
      ])
  }

  @Test("it waits for what it extends, and is waited for by name and by id")
  func dependencies() throws {
    let id = "extensionResourceId(resourceId('\(Self.account)', 'files'), '\(Self.role)', '\(Self.guid)')"
    let documents = try ResourceTests.documents([
      ResourceTests.resource("files", type: Self.account), Self.assignment(["scope": .string("\(Self.account)/files")]),
      ResourceTests.resource("a", ["dependsOn": [.string("[\(id)]")]]),
      ResourceTests.resource("b", ["dependsOn": [.string(Self.guid)]]),
    ])
    let waits = Dictionary(uniqueKeysWithValues: documents.map { ($0.id.name, $0.dependsOn.map(\.name)) })
    #expect(waits == ["files": [], Self.guid: ["files"], "a": [Self.guid], "b": [Self.guid]])
  }

  @Test("a principal that only ARM knows stays an expression")
  func principal() throws {
    let set = "Microsoft.Compute/virtualMachineScaleSets"
    let asked = "[reference(resourceId('\(set)', 'vision'), '2024-07-01', 'Full').identity.principalId]"
    let documents = try ResourceTests.documents([
      ResourceTests.resource("vision", type: set),
      Self.assignment([
        "scope": .string("\(Self.account)/files"),
        "properties": [
          "principalId": .string(asked)
        ],
      ]),
    ])
    let document = try #require(documents.first { $0.id.isExtension })
    let place = JSONPath("properties", "principalId")
    #expect(document.expressions == [place: []])
    #expect(
      document.body.value(at: place)
        == .string("[reference('\(Sample.group)/providers/\(set)/vision', '2024-07-01', 'Full').identity.principalId]")
    )
  }
}
