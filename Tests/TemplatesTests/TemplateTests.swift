import Pools
import Templates
import Testing

@Suite("templates: sections, places, limits")
struct TemplateTests {
  static func faults(_ text: String) throws -> [String] {
    try Sample.faults { _ = try Template(parsing: Array(text.utf8), file: "t.json") }.map(\.description)
  }

  static let schemas: [(String, String?)] = [
    ("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", nil),
    ("http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json", nil),
    (
      "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "to a subscription"
    ),
    ("https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#", "to a tenant"),
    (
      "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#",
      "a management group"
    ),
    (
      "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "names no deployment template"
    ),
  ]

  @Test("only a resource group's template is one for a pool", arguments: schemas)
  func schema(_ schema: String, _ message: String?) throws {
    let faults = try Self.faults("{\"$schema\": \"\(schema)\", \"contentVersion\": \"1.0.0.0\", \"resources\": []}")
    #expect(faults.count == (message == nil ? 0 : 1))
    if let message { #expect(faults.first?.contains(message) == true, "\(faults)") }
  }

  @Test("an unknown function is told with its line and column, everywhere at once")
  func places() throws {
    let text = """
      {
        // comments count
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "variables": {
          "a": "[concat('x', nosuch('y'))]",
          "b": ["\\u0041", "[concat('\\"', other())]"]
        },
        "resources": []
      }
      """
    #expect(
      try Self.faults(text) == [
        "t.json:5:24: the function nosuch is not known", "t.json:6:36: the function other is not known",
      ])
  }

  @Test("a fault in a variable is told where the variable stands")
  func inVariable() throws {
    let sections: [String: JSONValue] = [
      "variables": ["a": "[first(variables('b'))]", "b": "[add(1, 'x')]"],
      "resources": [ResourceTests.resource("[variables('a')]"), ResourceTests.resource("[variables('a')]")],
    ]
    let faults = try Sample.faults { _ = try Sample.evaluate(sections) }
    #expect(faults.map(\.location.line) == [18])
    #expect(faults.first?.message == "add: argument 2 should be a whole number, and is of type string")
  }

  @Test("variables that need one another are a fault")
  func circle() throws {
    let sections: [String: JSONValue] = ["variables": ["a": "[variables('b')]", "b": "[variables('a')]"]]
    let faults = try Sample.faults { _ = try Sample.value(of: "[variables('a')]", sections: sections) }
    #expect(faults.map(\.message) == ["the variable a needs itself: variable a → variable b → variable a"])
  }

  @Test("a syntax error, an unknown member and a missing section have their places")
  func sections() throws {
    #expect(try Self.faults("{") == ["t.json:1:1: an object has no closing brace"])
    #expect(try Self.faults("[]").first?.contains("a template is a JSON object") == true)
    #expect(try Self.faults("{}").first?.contains("no $schema") == true)
    let text = Sample.template(["outptus": [:]])
    #expect(try Self.faults(text).first?.contains("a template has no member outptus; is it outputs?") == true)
  }

  @Test("an expression over a secret that is doubled is stopped too")
  func openGrowth() throws {
    for count in [14, 60] {
      var variables: [String: JSONValue] = ["v0": "[parameters('key')]"]
      for step in 1...count {
        variables["v\(step)"] = .string("[concat(variables('v\(step - 1)'), variables('v\(step - 1)'))]")
      }
      let sections: [String: JSONValue] = [
        "variables": .object(variables), "parameters": ["key": ["type": "securestring"]],
        "resources": [ResourceTests.resource("a", ["x": .string("[variables('v\(count)')]")])],
      ]
      let faults = try Sample.faults { _ = try Sample.evaluate(sections, parameters: ["key": "k"]) }
      #expect(faults.count == 1, "\(faults)")
    }
  }

  static let amplified = [
    "[replace(padLeft('', 5000, 'a'), 'a', padLeft('', 5000, 'b'))]",
    "[format('{0}{0}{0}', join(map(range(0, 20), lambda('x', padLeft('', 100000))), ''))]",
    "[join(range(0, 10000), padLeft('', 100000))]",
    "[map(range(0, 10000), lambda('i', range(0, 10000)))]",
    "[map(range(0, 1000), lambda('i', split(padLeft('', 100000, 'a'), 'a')))]",
  ]

  @Test("a call that would make too much is refused before it does", arguments: amplified)
  func amplification(_ expression: String) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: expression) }
    #expect(faults.count == 1, "\(faults)")
  }

  @Test("what is doubled a hundred times is stopped, wherever it grows")
  func growth() throws {
    for seed in ["'abcdefgh'", "createArray(1)"] {
      var variables: [String: JSONValue] = ["v0": .string("[\(seed)]")]
      for step in 1...60 {
        variables["v\(step)"] = .string("[concat(variables('v\(step - 1)'), variables('v\(step - 1)'))]")
      }
      let faults = try Sample.faults {
        _ = try Sample.value(of: "[length(variables('v60'))]", sections: ["variables": .object(variables)])
      }
      #expect(faults.count == 1, "\(faults)")
    }
    var nested: [String: JSONValue] = ["v0": "x"]
    for step in 1...60 {
      nested["v\(step)"] = ["a": .string("[variables('v\(step - 1)')]"), "b": .string("[variables('v\(step - 1)')]")]
    }
    let faults = try Sample.faults {
      _ = try Sample.evaluate([
        "variables": .object(nested), "outputs": ["it": ["type": "object", "value": "[variables('v60')]"]],
      ])
    }
    #expect(faults.count == 1, "\(faults)")
  }

  @Test("what is nested without end is stopped before the stack ends")
  func depth() throws {
    var chain: [String: JSONValue] = ["v0": "a"]
    for step in 1...60 {
      let (open, close) = (String(repeating: "toLower(", count: 60), String(repeating: ")", count: 60))
      chain["v\(step)"] = .string("[\(open)variables('v\(step - 1)')\(close)]")
    }
    let long = try Sample.faults {
      _ = try Sample.value(of: "[variables('v60')]", sections: ["variables": .object(chain)])
    }
    #expect(long.first?.message.contains("deeper than") == true, "\(long)")
    let nested = "[reduce(range(0, 2000), 0, lambda('c', 'n', createArray(lambdaVariables('c'))))]"
    let deep = try Sample.faults { _ = try Sample.value(of: nested) }
    #expect(deep.first?.message.contains("nested deeper than 128") == true, "\(deep)")
  }

  @Test("ARM's limits hold")
  func limits() throws {
    let many = Dictionary(uniqueKeysWithValues: (0...256).map { ("p\($0)", JSONValue.object(["type": "string"])) })
    #expect(try Self.faults(Sample.template(["parameters": .object(many)])).first?.contains("ARM takes 256") == true)
    let long = "[concat('" + String(repeating: "a", count: 24_600) + "')]"
    #expect(
      try Self.faults(Sample.template(["variables": ["a": .string(long)]])).first?.contains("ARM takes 24576") == true)
    let deep = "[" + String(repeating: "toLower(", count: 200) + "'a'" + String(repeating: ")", count: 200) + "]"
    #expect(
      try Self.faults(Sample.template(["variables": ["a": .string(deep)]])).first?.contains("deeper than 64") == true)
    var limits = TemplateLimits.arm
    limits.bytes = 10
    let small = try Sample.faults {
      _ = try Template(parsing: Array(Sample.template([:]).utf8), file: "t.json", limits: limits)
    }
    #expect(small.first?.message.contains("ARM takes 10") == true)
  }

  @Test("a doubled bracket is one, and a string in no brackets stands for itself")
  func brackets() throws {
    #expect(try Sample.value(of: "[[concat('a')]") == "[concat('a')]")
    #expect(try Sample.value(of: "[a") == "[a")
    #expect(try Sample.value(of: "a]") == "a]")
  }
}
