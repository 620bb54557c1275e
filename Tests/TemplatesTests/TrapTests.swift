import Foundation
import Pools
import Synchronization
import Testing

@testable import Templates

@Suite("input at the ends of what numbers and the stack hold")
struct TrapTests {
  static let values = [
    Row("[format('{{{0}}}', 9223372036854775807)]", "{9223372036854775807}"),
    Row("[format('{0:X}', -9223372036854775808)]", "8000000000000000"),
    Row("[format('{0:D3}', -9223372036854775808)]", "-9223372036854775808"),
    Row("[sub(-9223372036854775807, 1)]", .integer(.min)),
    Row("[cidrSubnet('0.0.0.0/0', 0, 0)]", "0.0.0.0/0"),
    Row("[cidrSubnet('::/0', 128, 2147483647)]", "::7fff:ffff/128"),
    Row("[cidrHost('10.0.0.0/32', 0)]", "10.0.0.0"),
    Row("[dateTimeAdd('9999-12-31T23:59:59Z', '-P9998Y')]", "0001-12-31T23:59:59Z"),
    Row("[length(take('abc', 2147483647))]", 3), Row("[length(skip(createArray(1), -2147483648))]", 1),
    Row("[tryIndexFromEnd(createArray(1), -2147483648)]", .null), Row("[indexOf('aaab', 'AAB')]", 1),
    Row("[lastIndexOf('aabaab', 'aab')]", 3), Row("[split('a--b-c', createArray('-', '--'))]", ["a", "b", "c"]),
    Row("[split('aXbaXb', 'aXb')]", ["", "", ""]), Row("[replace('aaa', 'aa', 'b')]", "ba"),
    Row("[equals(createObject('a', 1, 'B', 2), createObject('A', 1, 'b', 2))]", true),
    Row(
      "[intersection(createArray(1, json('{\"a\": 1}')), createArray(json('1.0'), json('{\"A\": 1.0}')))]",
      [1, ["a": 1]]),
  ]

  @Test("a value at the end of its type is one like any other", arguments: values)
  func value(_ row: Row) throws { #expect(try Sample.value(of: row.expression) == row.result) }

  static let wrong = [
    WrongRow("[format('{9223372036854775807}')]", "names argument 9223372036854775807, and there are 0"),
    WrongRow("[format('{99999999999999999999}', 1)]", "names no argument"),
    WrongRow("[format('{0,-9223372036854775808}', 1)]", "no width"),
    WrongRow("[format('{0:D9223372036854775807}', 1)]", "is not supported"),
    WrongRow("[add(9223372036854775807, 1)]", "does not fit 64 bits"),
    WrongRow("[mul(-9223372036854775808, -1)]", "does not fit 64 bits"),
    WrongRow("[div(-9223372036854775808, -1)]", "does not fit 64 bits"),
    WrongRow("[mod(-9223372036854775808, -1)]", "does not fit 64 bits"), WrongRow("[mod(1, 0)]", "division by 0"),
    WrongRow("[substring('abc', 9223372036854775807, 1)]", "out of range"),
    WrongRow("[substring('abc', 2147483647, 2147483647)]", "no 2147483647 from 2147483647"),
    WrongRow("[padLeft('', 9223372036854775807)]", "out of range"), WrongRow("[range(2147483647, 2)]", "go past"),
    WrongRow("[createArray(1)[-9223372036854775808]]", "none at -9223372036854775808"),
    WrongRow("[int(json('1e300'))]", "no whole number"), WrongRow("[float('1e999')]", "no number"),
    WrongRow("[json('1e999')]", "too large for a number"),
    WrongRow("[dateTimeAdd('9999-12-31', 'P1D')]", "out of range"),
    WrongRow("[dateTimeAdd('0001-01-01', '-P999999999Y')]", "out of range"),
    WrongRow("[dateTimeFromEpoch(9223372036854775807)]", "out of range"),
    WrongRow("[cidrHost('0.0.0.0/0', -1)]", "no host -1"),
    WrongRow("[cidrSubnet('10.0.0.0/16', 17, 2)]", "no subnet 2"),
    WrongRow("[cidrSubnet('10.0.0.0/16', 2147483647, 0)]", "the new prefix"),
  ]

  @Test("what does not fit is a fault that says so, in one line", arguments: wrong)
  func fault(_ row: WrongRow) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: row.expression) }
    #expect(faults.count == 1 && faults[0].message.contains(row.message), "\(faults)")
  }

  @Test("a loop's index past 64 bits is a fault, and no other number")
  func copyIndex() throws {
    let looped = ResourceTests.resource(
      "a", ["copy": ["name": "l", "count": 2], "properties": ["i": "[copyIndex(9223372036854775807)]"]])
    let faults = try Sample.faults { _ = try ResourceTests.documents([looped]) }
    #expect(faults.contains { $0.message.contains("does not fit 64 bits") }, "\(faults)")
  }

  static let digits = String(repeating: "9", count: 20_000)

  @Test("a number of 20,000 digits is a fault that quotes its beginning, wherever it stands")
  func longNumber() throws {
    let texts = [
      Sample.template(["variables": ["a": 1]]).replacing(": 1", with: ": \(Self.digits)"),
      Sample.template(["variables": ["a": 1]]).replacing(": 1", with: ": 0.\(Self.digits)"),
      Sample.template(["variables": ["a": 1]]).replacing(": 1", with: ": 1e\(Self.digits)"),
      Sample.template(["variables": ["a": .string("[json('\(Self.digits)')]")], "outputs": ["o": Self.output]]),
      Sample.template(["variables": ["a": .string("[add(1, \(Self.digits))]")], "outputs": ["o": Self.output]]),
    ]
    for text in texts {
      let faults = try Sample.faults {
        _ = try Template(parsing: text.utf8, file: "t.json").evaluate(parameters: [:], scope: try Sample.scope())
      }
      #expect(faults.count == 1 && (faults.first?.message.utf8.count ?? 0) < 300, "\(faults)")
    }
    let faults = try Sample.faults {
      _ = try ParameterFile.parse(#"{"parameters": {"p": {"value": \#(Self.digits)}}}"#.utf8, file: "p.json")
    }
    #expect(faults.map(\.description).first?.hasPrefix("p.json:1:32: 999999") == true, "\(faults)")
  }

  static let output: JSONValue = ["type": "string", "value": "[variables('a')]"]

  @Test("a message quotes the beginning of what is long, and stays on one line")
  func longMessages() throws {
    let long = String(repeating: "long", count: 3_000)
    let expressions = [
      "[variables('\(long)')]", "[parameters('\(long)')]", "[\(long)()]", "[createObject('a', 1)['\(long)']]",
      "[format('{\(long)}')]", "[resourceId('\(long)', 'a')]", "[lambdaVariables('\(long)')]", "[\(long).\(long)()]",
    ]
    for expression in expressions {
      let faults = try Sample.faults { _ = try Sample.value(of: expression) }
      #expect(faults.count == 1 && faults.allSatisfy { $0.message.utf8.count <= 1_100 }, "\(expression.prefix(40))")
    }
  }

  @Test("an expression that only ARM finishes, the same part a million times over, is quoted by its beginning")
  func longExpression() throws {
    var variables: [String: JSONValue] = ["v0": "[parameters('key')]"]
    for step in 1...60 {
      let before = "variables('v\(step - 1)')"
      variables["v\(step)"] = .string("[if(equals(parameters('key'), 'a'), \(before), \(before))]")
    }
    let sections: [String: JSONValue] = [
      "variables": .object(variables), "parameters": ["key": ["type": "securestring"]],
      "resources": [ResourceTests.resource("[variables('v60')]")],
    ]
    let faults = try Sample.faults { _ = try Sample.evaluate(sections, parameters: ["key": "k"]) }
    #expect(faults.count == 1 && faults.allSatisfy { $0.message.utf8.count < 500 }, "\(faults)")
  }

  /// Texts that are deep in every way that a template can be.
  static let deep: [String] = {
    func nest(_ open: String, _ inner: String, _ close: String, _ count: Int = 10_000) -> String {
      String(repeating: open, count: count) + inner + String(repeating: close, count: count)
    }
    func value(_ text: String) -> String {
      Sample.template(["outputs": ["o": ["type": "string", "value": .string(text)]]])
    }
    var variables: [String: JSONValue] = ["v000": "a"]
    for step in 1...200 {
      variables["v\(1000 + step)"] = .string("[variables('v\(step == 1 ? "000" : "\(999 + step)")')]")
    }
    var calling: [String: JSONValue] = ["v1000": "[f.f(0)]"]
    for step in 1...60 { calling["v\(1000 + step)"] = .string("[add(variables('v\(999 + step)'), 1)]") }
    let chain = Sample.template([
      "variables": .object(variables), "outputs": ["o": ["type": "string", "value": "[variables('v1200')]"]],
    ])
    var mixed = "createObject('a', 1)"
    for _ in 0..<60 { mixed = "createObject('a', \(mixed)" + String(repeating: ".a", count: 60) + ")" }
    let own: JSONValue = [
      [
        "namespace": "f",
        "members": [
          "f": [
            "parameters": [["name": "x", "type": "int"]],
            "output": ["type": "int", "value": "[if(true(), f.f(add(parameters('x'), 1)), 0)]"],
          ]
        ],
      ]
    ]
    return [
      nest("[", "", "]"), nest("{\"a\":", "1", "}"), value("[\(nest("toLower(", "'a'", ")", 1_000))]"),
      value("[\(nest("toLower(", "'a'", ")", 64))]"), value("[a()\(String(repeating: ".b", count: 10_000))]"),
      value("[a()\(nest("[a()", "[0]", "]", 1_000))]"), value("[\(mixed)]"), chain,
      value("[json('\(nest("[", "", "]"))')]"),
      value("[reduce(range(0, 5000), 0, lambda('c', 'n', createArray(lambdaVariables('c'))))]"),
      Sample.template(["functions": own, "outputs": ["o": ["type": "int", "value": "[f.f(0)]"]]]),
      Sample.template([
        "functions": own, "variables": .object(calling),
        "outputs": ["o": ["type": "int", "value": "[variables('v1060')]"]],
      ]),
    ]
  }()

  @Test("what is deep is a fault, on a stack of four megabytes too", arguments: deep.indices)
  func depth(_ position: Int) throws {
    let text = Self.deep[position]
    let scope = try Sample.scope()
    let faults = Mutex<TemplateFaults?>(nil)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      do throws(TemplateFaults) {
        _ = try Template(parsing: text.utf8, file: "t.json").evaluate(parameters: [:], scope: scope)
      } catch {
        faults.withLock { $0 = error }
      }
      done.signal()
    }
    thread.stackSize = 4 << 20
    thread.start()
    done.wait()
    let found = faults.withLock { $0 }
    #expect(found?.faults.isEmpty == false || position == 3, "\(found?.faults ?? [])")
  }
}
