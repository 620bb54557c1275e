import Pools
import Synchronization
import Testing

@testable import Templates

@Suite("what an evaluation may cost")
struct WorkTests {
  static func template(_ expression: String, limits: TemplateLimits = .arm) throws -> Template {
    let sections: [String: JSONValue] = ["outputs": ["it": ["type": "object", "value": .string(expression)]]]
    return try Template(parsing: Sample.template(sections).utf8, file: "t.json", limits: limits)
  }

  /// Short expressions that would take minutes or gigabytes, each in another way.
  static let costly = [
    "[length(map(range(0, 10000), lambda('i', indexOf(padLeft('', 131072, 'q'), concat(padLeft('', 65536, 'q'), 'z')))))]",
    "[map(range(0, 10000), lambda('i', map(range(0, 10000), lambda('j', map(range(0, 10000), lambda('k', 1))))))]",
    "[map(range(0, 10000), lambda('i', range(0, 10000)))]",
    "[map(range(0, 10000), lambda('i', padLeft('', 131072)))]",
    "[map(range(0, 10000), lambda('i', split(padLeft('', 131072, 'a'), 'a')))]",
    "[map(range(0, 10000), lambda('i', replace(padLeft('', 131072, 'a'), 'aa', 'bb')))]",
    "[map(range(0, 10000), lambda('i', contains(padLeft('', 131072, 'a'), padLeft('b', 65536, 'a'))))]",
    "[map(range(0, 10000), lambda('i', sort(range(0, 10000), lambda('x', 'y', less(1, 2)))))]",
    "[reduce(range(0, 10000), createArray(), lambda('c', 'n', concat(lambdaVariables('c'), range(0, 100))))]",
    "[reduce(range(0, 10000), createObject(), lambda('c', 'n', union(lambdaVariables('c'), createObject(string(lambdaVariables('n')), 1))))]",
    "[map(range(0, 10000), lambda('i', base64(padLeft('', 131072))))]",
    "[map(range(0, 10000), lambda('i', uniqueString(padLeft('', 131072))))]",
    "[map(range(0, 10000), lambda('i', json(concat('[', replace(padLeft('', 60000, 'a'), 'a', '1,'), '1]'))))]",
    "[map(range(0, 10000), lambda('i', format(padLeft('{0}', 131072, 'x'), 1)))]",
    "[map(range(0, 10000), lambda('i', intersection(range(0, 10000), range(0, 10000))))]",
    "[map(range(0, 10000), lambda('i', items(toObject(range(0, 10000), lambda('x', string(lambdaVariables('x')))))))]",
    "[map(range(0, 10000), lambda('i', string(range(0, 10000))))]",
    "[map(range(0, 10000), lambda('i', join(range(0, 10000), ',')))]",
  ]

  @Test("what costs too much is one fault that names its place", arguments: costly)
  func limit(_ expression: String) throws {
    let faults = try Sample.faults {
      _ = try Self.template(expression, limits: Self.limits(steps: 500_000))
        .evaluate(parameters: [:], scope: try Sample.scope())
    }
    #expect(faults.count == 1 && faults[0].location.line > 1, "\(faults)")
    #expect(faults[0].message.contains("takes more than") || faults[0].message.contains("bytes"), "\(faults)")
  }

  @Test("after its end nothing is evaluated any more, and nothing else is reported")
  func end() throws {
    let sections: [String: JSONValue] = [
      "variables": ["bomb": .string(Self.costly[1])],
      "resources": .array(
        (0..<40).map { ResourceTests.resource("r\($0)", ["x": "[variables('bomb')]", "y": "[fail('y')]"]) }),
    ]
    let faults = try Sample.faults { _ = try Sample.evaluate(sections) }
    #expect(
      faults.map(\.message) == [
        "the evaluation takes more than \(TemplateLimits.arm.steps) steps; make its loops, lists and texts smaller"
      ])
  }

  /// A part of what is allowed.
  static func limits(steps: Int) -> TemplateLimits {
    var limits = TemplateLimits.arm
    limits.steps = steps
    return limits
  }

  @Test("the published template, and the largest loops of one that people write, take a small part of it")
  func headroom() throws {
    let published = try Template(
      parsing: PublishedTemplateTests.fixture("dsvm-vmss-cluster.json"), file: "t.json",
      limits: Self.limits(steps: 10_000))
    let values: [String: JSONValue] = [
      "vmssName": "vision", "instanceCount": 3, "adminUsername": "dsvmadmin", "storageAccountName": "teamfiles",
      "adminPassword": "p", "storageAccountKey": "k",
    ]
    let given = values.mapValues { ParameterValue.value($0, origin: Sample.manifest) }
    #expect(try published.evaluate(parameters: given, scope: try Sample.scope()).resources.count == 4)
    let loop = ResourceTests.resource(
      "[format('vm-{0:D3}', copyIndex())]", type: "Microsoft.Compute/virtualMachines",
      [
        "copy": ["name": "vms", "count": 800], "location": "[resourceGroup().location]", "tags": "[variables('tags')]",
        "properties": [
          "networkProfile": [
            "networkInterfaces": [
              ["id": "[resourceId('Microsoft.Network/networkInterfaces', concat('nic', copyIndex()))]"]
            ]
          ],
          "osProfile": ["computerName": "[concat('vm', copyIndex())]", "customData": "[variables('script')]"],
        ],
      ])
    let sections: [String: JSONValue] = [
      "variables": [
        "tags": ["team": "vision", "cost": "[concat('c', '1')]"],
        "script": .string("[base64('\(String(repeating: "echo hello; ", count: 10))')]"),
      ],
      "resources": [loop],
    ]
    let template = try Template(
      parsing: Sample.template(sections).utf8, file: "t.json", limits: Self.limits(steps: 200_000))
    #expect(try template.evaluate(parameters: [:], scope: try Sample.scope()).resources.count == 800)
  }

  @Test("it sees that it is not wanted any more, and that its time is over", arguments: [true, false])
  func interruption(_ isCancelled: Bool) throws {
    let looks = Mutex(0)
    let interruption = EvaluationInterruption {
      let count = looks.withLock { count in
        count += 1
        return count
      }
      guard count > 3 else { return nil }
      return isCancelled ? .cancelled : .late(.seconds(60))
    }
    let template = try Self.template(Self.costly[1])
    let scope = try Sample.scope()
    do throws(TemplateFaults) {
      _ = try template.evaluate(parameters: [:], scope: scope, interruption: interruption)
      Issue.record("it ran to its end")
    } catch {
      #expect(error.faults.count == 1 && error.isLate == !isCancelled)
      #expect(error.faults[0].message.contains(isCancelled ? "was cancelled" : "takes longer than 1m"))
    }
    #expect(looks.withLock { $0 } == 4)
  }
}
