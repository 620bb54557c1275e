import Pools
import Templates
import Testing

@Suite("parameters")
struct ParameterTests {
  static func declared(_ type: String, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
    var members = more
    members["type"] = .string(type)
    return ["parameters": ["it": .object(members)]]
  }

  struct Bound: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var type: String
    var constraints: [String: JSONValue] = [:]
    var value: JSONValue?
    /// What is wrong with the value; nil: nothing.
    var message: String?
  }

  static let rows: [Bound] = [
    Bound(testDescription: "a string", type: "string", value: "a"),
    Bound(testDescription: "an int", type: "int", value: 4),
    Bound(testDescription: "a bool", type: "Bool", value: true),
    Bound(testDescription: "a list", type: "array", value: [1]),
    Bound(testDescription: "an object", type: "object", value: ["a": 1]),
    Bound(
      testDescription: "no string", type: "string", value: 1,
      message: "should be of type string, and is of type integer"),
    Bound(testDescription: "no int", type: "int", value: "4", message: "should be of type int, and is of type string"),
    Bound(
      testDescription: "a fraction", type: "int", value: 2.5, message: "should be of type int, and is of type number"),
    Bound(testDescription: "no bool", type: "bool", value: "true", message: "should be of type bool"),
    Bound(testDescription: "null", type: "string", value: .null, message: "is of type null"),
    Bound(testDescription: "nullable", type: "string", constraints: ["nullable": true], value: .null),
    Bound(testDescription: "nullable and absent", type: "string", constraints: ["nullable": true]),
    Bound(
      testDescription: "missing", type: "string", message: "the parameter it (string) of template.json has no default"),
    Bound(testDescription: "default", type: "string", constraints: ["defaultValue": "[concat('a', 'b')]"]),
    Bound(testDescription: "allowed", type: "string", constraints: ["allowedValues": ["a", "b"]], value: "B"),
    Bound(
      testDescription: "not allowed", type: "string", constraints: ["allowedValues": ["a", "b"]], value: "c",
      message: "the parameter it may not be c; it may be one of: a, b"),
    Bound(
      testDescription: "all allowed", type: "array", constraints: ["allowedValues": ["a", "b"]], value: ["b", "a"]),
    Bound(
      testDescription: "not all allowed", type: "array", constraints: ["allowedValues": ["a"]], value: ["b"],
      message: "may be one of: a"),
    Bound(
      testDescription: "too short", type: "string", constraints: ["minLength": 3], value: "ab",
      message: "has the length 2, and should have at least 3"),
    Bound(
      testDescription: "too long", type: "array", constraints: ["minLength": 1, "maxLength": 2], value: [1, 2, 3],
      message: "has the length 3, and should have from 1 to 2"),
    Bound(
      testDescription: "too small", type: "int", constraints: ["minValue": 1], value: 0,
      message: "the parameter it is 0, and should be at least 1"),
    Bound(
      testDescription: "too large", type: "int", constraints: ["maxValue": 100], value: 101,
      message: "the parameter it is 101, and should be at most 100"),
    Bound(
      testDescription: "a default of another type", type: "int", constraints: ["defaultValue": "a"],
      message: "should be of type int"),
    Bound(
      testDescription: "a default that needs itself", type: "string",
      constraints: ["defaultValue": "[parameters('it')]"],
      message: "the parameter it needs itself"),
    Bound(
      testDescription: "an unknown type", type: "number", value: 1, message: "has the type number, which is none of"),
  ]

  @Test("values are checked as ARM checks them", arguments: rows)
  func bound(_ row: Bound) throws {
    let sections = Self.declared(row.type, row.constraints)
    let faults = try Sample.faults {
      _ = try Sample.evaluate(sections, parameters: row.value.map { ["it": $0] } ?? [:])
    }
    #expect(faults.count == (row.message == nil ? 0 : 1), "\(faults)")
    if let message = row.message { #expect(faults.first?.message.contains(message) == true, "\(faults)") }
  }

  @Test("a wrong value's place is the manifest's, a missing one's the template's")
  func places() throws {
    let wrong = try Sample.faults { _ = try Sample.evaluate(Self.declared("int"), parameters: ["it": "a"]) }
    #expect(wrong.map(\.location) == [Sample.manifest])
    let missing = try Sample.faults { _ = try Sample.evaluate(Self.declared("int")) }
    #expect(missing.map(\.location.description) == ["template.json:5:11"])
  }

  @Test("an unknown parameter is named with the nearest known one, all of them at once")
  func unknown() throws {
    let sections = Self.declared("string", ["defaultValue": "x"])
    let faults = try Sample.faults { _ = try Sample.evaluate(sections, parameters: ["itt": 1, "other": 2]) }
    #expect(
      faults.map(\.message) == [
        "the template template.json has no parameter itt; is it it?",
        "the template template.json has no parameter other",
      ])
  }

  @Test("names count in any capitals")
  func capitals() throws {
    let sections = Self.declared("string")
    #expect(
      try Sample.value(of: "[Parameters('IT')]", sections: sections, parameters: ["It": "a"]) == "a")
  }

  @Test("defaults see other parameters and the resource group")
  func defaults() throws {
    let sections: [String: JSONValue] = [
      "parameters": [
        "a": ["type": "string", "defaultValue": "[parameters('b')]"],
        "b": ["type": "string", "defaultValue": "[resourceGroup().location]"],
      ]
    ]
    #expect(try Sample.value(of: "[parameters('a')]", sections: sections) == "westus2")
  }

  @Test("a default's place is the template's")
  func defaultPlace() throws {
    var sections = Self.declared("int", ["defaultValue": 2])
    sections["resources"] = [ResourceTests.resource("a", ["sku": ["capacity": "[parameters('it')]"]])]
    let document = try #require(try Sample.evaluate(sections).resources.first)
    let place = document.provenance.location(of: JSONPath("sku", "capacity"))
    #expect(place == SourceLocation(file: "template.json", line: 6, column: 23))
  }

  @Test("a definition that is referred to declares a parameter")
  func definitions() throws {
    let sections: [String: JSONValue] = [
      "definitions": ["size": ["type": "string", "allowedValues": ["s", "l"]]],
      "parameters": ["it": ["$ref": "#/definitions/size"]], "languageVersion": "2.0", "resources": [:],
    ]
    #expect(try Sample.value(of: "[parameters('it')]", sections: sections, parameters: ["it": "s"]) == "s")
    let faults = try Sample.faults { _ = try Sample.evaluate(sections, parameters: ["it": "m"]) }
    #expect(faults.map(\.message) == ["the parameter it may not be m; it may be one of: s, l"])
  }

  @Test("a secure value is kept apart, and never told")
  func secure() throws {
    let sections = Self.declared("secureString", ["allowedValues": ["hunter2"]])
    let evaluated = try Sample.evaluate(sections, parameters: ["IT": "hunter2"])
    #expect(evaluated.secrets == ["it": .literal(SecretText("hunter2"))])
    let faults = try Sample.faults { _ = try Sample.evaluate(sections, parameters: ["it": "hunter3"]) }
    #expect(faults.count == 1 && !faults.description.contains("hunter3"))
  }

  @Test("a Key Vault's secret may fill a plain parameter, and is then a secret too")
  func vault() throws {
    let text = Sample.template(Self.declared("string"))
    let template = try Template(parsing: Array(text.utf8), file: "t.json")
    let reference = SecretReference.keyVault(vault: "/v", secret: "s", version: nil)
    let values = ["it": ParameterValue.secret(reference, origin: Sample.manifest)]
    #expect(try template.evaluate(parameters: values, scope: try Sample.scope()).secrets == ["it": reference])
  }

  @Test("a parameter file's entries are values or references to a vault, anything else is a fault with its place")
  func file() throws {
    let text = """
      {"parameters": {
        "a": {"value": [1]},
        "b": {"reference": {"keyVault": {"id": "/v"}, "secretName": "s", "secretVersion": "2"}}
      }}
      """
    let values = try ParameterFile.parse(Array(text.utf8), file: "p.json")
    #expect(values["a"]?.content == .value([1]))
    #expect(values["b"]?.content == .secret(.keyVault(vault: "/v", secret: "s", version: "2")))
    #expect(values["a"]?.origin == SourceLocation(file: "p.json", line: 2, column: 18))
    let faults = try Sample.faults {
      _ = try ParameterFile.parse(Array("{\"parameters\": {\"a\": 1}}".utf8), file: "p.json")
    }
    #expect(faults.map(\.description) == ["p.json:1:22: parameter a: should be {\"value\": …} or {\"reference\": …}"])
  }
}
