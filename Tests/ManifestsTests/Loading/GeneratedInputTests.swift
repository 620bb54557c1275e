import Manifests
import PoolFieldSamples
import Pools
import Templates
import Testing

/// Makes manifests, templates' parameters and their values that are nearly right.
private struct InputGenerator {
  var chance: Chance

  private static let scalars = [
    "3", "-1", "0", "1e400", "9223372036854775807", "9223372036854775808", "0x7fffffffffffffff", "0o17", "1_000", "~",
    "true",
    "no", ".inf", "-.NaN", "2024-01-01", "25:61", "'a b'", "\"\\u0041\"", "vision", "Standard_D4s_v5", "10.0.0.0/8",
    "::/0",
    "[1, 2]", "{a: 1}", "{}", "[]", "*x", "&x 1", "!!int 3", "!!float 9e999", "|-\n      text", "1h",
    "99999999999999999999d",
    "5%", "weir.dev/v1", "{environment: SECRET}", "{file: /x}", "{keyVault: {id: x, secret: y}}", "ssh-ed25519 AAAA",
  ]
  private static let fields = [
    "os", "image", "size", "zones", "namePrefix", "orchestration", "instances", "autoscale", "priority", "eviction",
    "osDisk",
    "dataDisks", "encryptionAtHost", "trustedLaunch", "secureBoot", "bootDiagnostics", "health", "repairs", "scaleIn",
    "update",
    "admin", "users", "access", "network", "storage", "identity", "tags", "silence", "template", "subscription",
    "wrong",
  ]
  private static let inner = [
    "minimum", "maximum", "default", "scaleOut", "schedules", "sizeGB", "type", "id", "username", "sshKeys", "password",
    "ports",
    "dnsLabel", "allowFrom", "subnet", "addressSpace", "subnetPrefix", "azureFiles", "nfs", "mountPath", "name", "days",
    "from",
    "to", "timeZone", "file", "parameters", "secrets", "after", "http", "maxUnavailable", "port", "metric", "cooldown",
    "uri",
  ]

  private mutating func scalar() -> String {
    chance.once(in: 60) ? String(repeating: "9", count: 2_000) : chance.one(of: Self.scalars)
  }

  private mutating func value(_ depth: Int) -> String {
    if depth == 0 || chance.once(in: 3) { return scalar().replacing("\n      ", with: " ") }
    if chance.once(in: 3) { return "[\((0..<chance.next(3)).map { _ in value(depth - 1) }.joined(separator: ", "))]" }
    let members = (0..<chance.next(4)).map { _ in "\(chance.one(of: Self.inner)): \(value(depth - 1))" }
    return "{\(members.joined(separator: ", "))}"
  }

  mutating func manifest(_ name: String) -> [UInt8] {
    var text =
      "apiVersion: weir.dev/v1\nkind: \(chance.once(in: 12) ? "PoolDefaults" : "Pool")\nmetadata: {name: \(name)}\nspec:\n"
    text += "  resourceGroup: g-\(name)\n  location: westus2\n"
    // Every second manifest is right but for the values of its parameters.
    let isPlain = chance.once(in: 2)
    if isPlain || chance.once(in: 2) {
      let parameter = chance.once(in: 3) ? value(1) : "\(chance.next(1_000))"
      text += "  template: {file: /t.json, parameters: {a: {x: \(value(2))}, b: \(parameter)}}\n"
    }
    var seen: Set<String> = ["template"]
    for _ in 0..<(isPlain ? 0 : chance.next(7)) {
      let field = chance.one(of: Self.fields)
      if seen.insert(field).inserted || chance.once(in: 10) { text += "  \(field): \(value(3))\n" }
    }
    var bytes = Array(text.utf8)
    for _ in 0..<(chance.once(in: 3) ? chance.next(3) : 0) { bytes[chance.next(bytes.count)] = UInt8(chance.next(256)) }
    return bytes
  }

  mutating func json(_ depth: Int) -> String {
    switch chance.next(depth == 0 ? 6 : 8) {
    case 0:
      return chance.one(of: ["0", "-9223372036854775808", "1e308", "1e-999", "0.1e+5", "01", "-", "1e999", "nul"])
    case 1: return chance.one(of: ["true", "false", "null", "\"\\ud83d\"", "\"\\u0000\"", "\"[concat('a'\"", "\"\n\""])
    case 2: return "\"\(chance.one(of: ["a", "[[x]", "[parameters('a')]", "é", "\\n", "'", "[", "]"]))\""
    case 3: return String(repeating: chance.one(of: ["[", "{\"a\":", "9", "\"a\","]), count: chance.next(300))
    case 4: return "/* c */ 1 // d\n"
    case 5: return "\(chance.next(1_000_000))"
    case 6: return "[\((0..<chance.next(4)).map { _ in json(depth - 1) }.joined(separator: ","))]"
    default:
      let names = [
        "a", "A", "value", "Value", "reference", "keyVault", "id", "secretName", "parameters", "b", "$schema",
      ]
      return
        "{\((0..<chance.next(4)).map { _ in "\"\(chance.one(of: names))\": \(json(depth - 1))" }.joined(separator: ", "))}"
    }
  }

  mutating func parameterFile() -> [UInt8] {
    let entries = ["a", "b", "A"].map {
      "\"\($0)\": {\"\(chance.one(of: ["value", "Value", "reference"]))\": \(json(3))}"
    }
    var bytes = Array("{\"parameters\": {\(chance.some(of: entries).joined(separator: ", "))}}".utf8)
    for _ in 0..<(chance.once(in: 3) ? chance.next(3) : 0) { bytes[chance.next(bytes.count)] = UInt8(chance.next(256)) }
    return bytes
  }
}

@Suite("Laws over generated manifests and files of parameters")
struct GeneratedInputTests {
  private static let template = HostileInput.template([
    "parameters": ["a": ["type": "object", "defaultValue": [:]], "b": ["type": "int", "defaultValue": 1]],
    "resources": [
      [
        "type": "Microsoft.Test/things", "apiVersion": "2024-01-01", "name": "[concat('t', parameters('b'))]",
        "properties": "[parameters('a')]",
      ]
    ],
  ])

  @Test("any manifests are answered in lines, the same each time", arguments: 0..<10)
  func manifests(_ part: Int) async throws {
    var generator = InputGenerator(chance: Chance(seed: TestSeed.part(200 + part)))
    var repository = Repository(["t.json": Self.template, "templates/pool.json": sampleTemplate])
    repository["other/victim.yaml"] = samplePool("victim", template: "/templates/pool.json")
    for number in 0..<250 { repository.contents["m\(number)/pool.yaml"] = generator.manifest("pool-\(number)") }
    let set = try await repository.load()
    let lines = set.diagnostics.map(\.description)
    #expect(lines.allSatisfy { !$0.contains("\n") && $0.utf8.count < 5_000 }, "WEIR_TEST_SEED=\(TestSeed.value)")
    #expect(try await repository.lines() == lines, "WEIR_TEST_SEED=\(TestSeed.value)")
    #expect(set.pools.contains { $0.name == PoolName("victim") })
    // A generator whose manifests are all wrong would prove little.
    #expect(set.pools.count > 5)
    for pool in set.pools {
      let desired = try pool.desired()
      #expect(DeploymentTemplate.render(desired) == DeploymentTemplate.render(desired))
    }
  }

  @Test("any files of parameters are answered, the same each time", arguments: 0..<4)
  func parameterFiles(_ part: Int) throws {
    var generator = InputGenerator(chance: Chance(seed: TestSeed.part(300 + part)))
    var good = 0
    for _ in 0..<1_000 {
      let bytes = generator.parameterFile()
      let answer = Self.answer(bytes)
      #expect(
        Self.answer(bytes) == answer, "WEIR_TEST_SEED=\(TestSeed.value): \(String(decoding: bytes, as: UTF8.self))")
      if answer.faults.isEmpty { good += 1 }
    }
    #expect(good > 50)
  }

  private static func answer(_ bytes: [UInt8]) -> (values: [String: ParameterValue], faults: [TemplateFault]) {
    do throws(TemplateFaults) { return (try ParameterFile.parse(bytes, file: "p.json"), []) } catch {
      return ([:], error.faults)
    }
  }
}
