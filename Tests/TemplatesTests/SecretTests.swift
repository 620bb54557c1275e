import Pools
import Templates
import Testing

@Suite("expressions that go through to ARM")
struct SecretTests {
  static let sections: [String: JSONValue] = [
    "parameters": [
      "key": ["type": "securestring"], "account": ["type": "secureObject"], "name": ["type": "string"],
    ]
  ]

  static let rows: [Row] = [
    Row("[parameters('KEY')]", "[parameters('key')]"),
    Row(
      "[concat(concat('a', 'b', parameters('key')), 'c', parameters('name'))]",
      "[concat('ab', parameters('key'), 'cvision')]"),
    Row("[toUpper(parameters('key'))]", "[toUpper(parameters('key'))]"),
    Row("[TOUPPER(concat(parameters('name'), 'x'))]", "VISIONX"),
    Row("[if(equals(parameters('name'), 'vision'), 'plain', parameters('key'))]", "plain"),
    Row("[if(equals(parameters('key'), 'a'), 1, 'it''s')]", "[if(equals(parameters('key'), 'a'), 1, 'it''s')]"),
    Row("[parameters('account').user]", "[json(parameters('account')).user]"),
    Row("[and(true(), equals(parameters('key'), 'a'))]", "[equals(parameters('key'), 'a')]"),
    Row("[and(false(), equals(parameters('key'), 'a'))]", false), Row("[or(true(), bool(parameters('key')))]", true),
    Row("[createObject('a', parameters('key'), 'b', 1)]", ["a": "[parameters('key')]", "b": 1]),
    Row("[createObject('a', parameters('key'), 'b', 1).b]", 1), Row("[length(createArray(parameters('key'), 1))]", 2),
    Row("[last(createArray(parameters('key'), 1))]", 1),
    Row("[string(createObject('a', parameters('key')))]", "[string(createObject('a', parameters('key')))]"),
    Row("[union(createObject('a', 1), createObject('b', parameters('key')))]", ["a": 1, "b": "[parameters('key')]"]),
    Row("[coalesce(null(), parameters('key'), 'x')]", "[coalesce(parameters('key'), 'x')]"),
    Row("[tryGet(createObject('a', parameters('key')), 'b')]", nil),
    Row(
      "[map(split(parameters('key'), ','), lambda('x', concat(parameters('name'), lambdaVariables('x'))))]",
      "[map(split(parameters('key'), ','), lambda('x', concat('vision', lambdaVariables('x'))))]"),
    Row(
      "[map(createArray('a', 'b'), lambda('x', concat(lambdaVariables('x'), parameters('key'))))]",
      ["[concat('a', parameters('key'))]", "[concat('b', parameters('key'))]"]),
    Row(
      "[format('{0}-{1}', parameters('name'), parameters('key'))]", "[format('{0}-{1}', 'vision', parameters('key'))]"),
    Row(
      "[base64(concat(json('{\"a\": 1.5}').a, parameters('key')))]", "[base64(concat('1.5', parameters('key')))]"),
  ]

  @Test("an expression is evaluated as far as it can be, and its text is canonical", arguments: rows)
  func partly(_ row: Row) throws {
    let parameters: [String: JSONValue] = ["key": "hunter2", "account": ["user": "u"], "name": "vision"]
    #expect(try Sample.value(of: row.expression, sections: Self.sections, parameters: parameters) == row.result)
  }

  @Test("what went through is evaluated to the same when the secrets are known", arguments: rows)
  func resolved(_ row: Row) throws {
    let parameters: [String: JSONValue] = ["key": "hunter2", "account": ["user": "u"], "name": "vision"]
    var sections = Self.sections
    sections["outputs"] = ["it": ["type": "object", "value": .string(row.expression)]]
    let output = try #require(try Sample.evaluate(sections, parameters: parameters).outputs["it"])
    let secrets = ["key": "hunter2", "account": "{\"user\": \"u\"}"]
    let late = try output.resolved(name: "it", secrets: secrets, scope: try Sample.scope(), runtime: Nothing())
    sections["parameters"] = ["key": ["type": "string"], "account": ["type": "object"], "name": ["type": "string"]]
    let early = try #require(try Sample.evaluate(sections, parameters: parameters).outputs["it"])
    #expect(late == early.value)
  }

  /// An Azure with nothing in it.
  struct Nothing: TemplateRuntime {
    struct Absent: Error {}
    func reference(_ resource: String, apiVersion: String?, full: Bool) throws -> JSONValue { throw Absent() }
    func list(_ function: String, resource: String, apiVersion: String?, body: JSONValue?) throws -> JSONValue {
      throw Absent()
    }
  }

  /// An Azure that answers by what it is asked.
  struct Echo: TemplateRuntime {
    func reference(_ resource: String, apiVersion: String?, full: Bool) throws -> JSONValue {
      ["id": .string(resource), "version": apiVersion.map { .string($0) } ?? .null, "full": .bool(full)]
    }
    func list(_ function: String, resource: String, apiVersion: String?, body: JSONValue?) throws -> JSONValue {
      ["keys": [["value": .string("\(function) of \(resource)")]]]
    }
  }

  @Test("a document is resolved with secrets and what ARM answers")
  func document() throws {
    var sections = Self.sections
    sections["resources"] = [
      ResourceTests.resource(
        "a",
        [
          "properties": [
            "password": "[parameters('key')]", "host": "[reference('/x', '2020-01-01', 'Full').id]",
            "keys": ["[listKeys('/y', '2020-01-01').keys[0].value]"], "literal": "[[x]",
          ]
        ])
    ]
    let parameters: [String: JSONValue] = ["key": "hunter2", "account": [:], "name": "vision"]
    let document = try #require(try Sample.evaluate(sections, parameters: parameters).resources.first)
    let secrets = ["key": "hunter2", "account": "{}"]
    let resolved = try document.resolved(secrets: secrets, scope: try Sample.scope(), runtime: Echo())
    #expect(
      resolved.body == [
        "properties": ["password": "hunter2", "host": "/x", "keys": ["listKeys of /y"], "literal": "[x]"]
      ])
    #expect(resolved.expressions.isEmpty)
    let faults = try Sample.faults {
      _ = try document.resolved(secrets: [:], scope: try Sample.scope(), runtime: Nothing())
    }
    #expect(faults.count == 3)
  }

  @Test("rendering escapes what only looks like an expression, and evaluating gives the same again")
  func rendered() throws {
    var sections = Self.sections
    sections["resources"] = [
      ResourceTests.resource(
        "a",
        [
          "properties": [
            "a": "[[x]", "b": "[[[x]", "c": "[x", "d": "[[x", "e": "[parameters('key')]", "[[k]": "[[",
            "f": "[createArray(parameters('key'), '[y]')]", "g": ["[[z]", "[null()]", 1.5],
          ]
        ]), ResourceTests.resource("b", ["dependsOn": ["a"]]),
    ]
    let parameters: [String: JSONValue] = ["key": "hunter2", "account": [:], "name": "vision"]
    let first = try Sample.evaluate(sections, parameters: parameters)
    #expect(first.resources.first?.body["properties"]?["b"] == "[[x]")
    let rendered = DeploymentTemplate.render(first.resources, secrets: ["key"])
    #expect(!rendered.text().contains("hunter2"))
    let again = try Template(parsing: Array(rendered.text().utf8), file: "r.json")
    let second = try again.evaluate(
      parameters: ["key": .value("hunter2", origin: Sample.manifest)], scope: try Sample.scope())
    #expect(second.resources == first.resources)
  }

  @Test("a dependency on what is not deployed with it is left out")
  func subset() throws {
    let resources: JSONValue = [ResourceTests.resource("a"), ResourceTests.resource("b", ["dependsOn": ["a"]])]
    let documents = try ResourceTests.documents(resources).filter { $0.id.name == "b" }
    let rendered = DeploymentTemplate.render(documents, secrets: [])
    #expect(rendered["resources"] == [["type": "Microsoft.Test/things", "name": "b", "apiVersion": "2024-01-01"]])
  }
}
