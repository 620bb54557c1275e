import Pools
import Templates
import Testing

/// A way to spoil the clean template, and what is then said.
struct AdviceRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var changes: [(resource: Int, path: JSONPath, value: JSONValue?)]
  var removed: Set<Int> = []
  /// The name and a part of the message of each warning.
  var expected: [(AdviceName, String)]

  init(
    _ name: String, _ resource: Int, _ path: JSONPath, _ value: JSONValue?, without removed: Set<Int> = [],
    _ expected: [(AdviceName, String)]
  ) {
    testDescription = name
    changes = [(resource, path, value)]
    self.removed = removed
    self.expected = expected
  }

  init(
    _ name: String, _ changes: [(Int, JSONPath, JSONValue?)], without removed: Set<Int> = [],
    _ expected: [(AdviceName, String)]
  ) {
    testDescription = name
    self.changes = changes.map { (resource: $0.0, path: $0.1, value: $0.2) }
    self.removed = removed
    self.expected = expected
  }
}

private let machine = JSONPath("properties", "virtualMachineProfile")
private let rule = JSONPath("properties", "securityRules").appending(.index(0)).member("properties")
private let extensionProperties = machine.member("extensionProfile").member("extensions").appending(.index(0))
  .member("properties")
private let files = extensionProperties.member("settings").member("fileUris").appending(.index(0))
private let command = extensionProperties.member("settings").member("commandToExecute")
private let subnet = JSONPath("properties", "subnets").appending(.index(0)).member("properties")
private let sku = JSONPath("sku", "name")
private let version = JSONPath("apiVersion")
private let secureBoot = machine.member("securityProfile")
private let profile = JSONPath("properties", "profiles").appending(.index(0))
private let capacity = profile.member("capacity")
private let trigger = profile.member("rules").appending(.index(0)).member("metricTrigger")

/// One row a rule and a way around it.
let adviceRows: [AdviceRow] = [
  AdviceRow("nothing changed", [], []),
  AdviceRow(
    "a secret in settings", 4, command, "[concat('bash a.sh ', parameters('key'))]",
    [(.secretInSettings, "key can be read by others in properties.virtualMachineProfile")]),
  AdviceRow(
    "an account's key in settings", 4, command, "[listKeys('x', '2023-05-01').keys[0].value]",
    [(.secretInSettings, "listKeys() can be read")]),
  AdviceRow(
    "a secret in user data", 4, machine.member("userData"), "[base64(parameters('key'))]",
    [(.secretInSettings, "let the machine fetch it from a vault")]),
  AdviceRow("an expression without a secret in settings", 4, command, "[deployment().name]", []),
  AdviceRow(
    "no wait for the network", 4, JSONPath("dependsOn"),
    ["[resourceId('Microsoft.Network/loadBalancers', 'pool-lb')]"],
    [(.missingDependency, "uses Microsoft.Network/virtualNetworks/pool-vnet and does not depend on it")]),
  AdviceRow("a Basic address", 2, sku, "Basic", [(.retiredSKU, "publicIPAddresses/pool-ip is of the Basic SKU")]),
  AdviceRow(
    "a balancer without a SKU", 3, JSONPath("sku"), nil, [(.retiredSKU, "loadBalancers/pool-lb is of the Basic SKU")]),
  AdviceRow("a retired size", 4, sku, "Standard_NC6", [(.retiredSize, "retired on 2023-09-06")]),
  AdviceRow("a retired size in other capitals", 4, sku, "standard_nc12S_v3", [(.retiredSize, "2025-09-30")]),
  AdviceRow("a size retired lately", 4, sku, "Standard_NV12s_v3", [(.retiredSize, "retired on 2026-09-30")]),
  AdviceRow(
    "a GPU with secure boot",
    [(4, sku, "Standard_NC4as_T4_v3"), (4, secureBoot, ["uefiSettings": ["secureBootEnabled": true]])],
    [(.secureBootOnGPU, "loads no driver that Canonical has not signed")]),
  AdviceRow(
    "a GPU without secure boot",
    [(4, sku, "Standard_NC4as_T4_v3"), (4, secureBoot, ["uefiSettings": ["secureBootEnabled": false]])], []),
  AdviceRow("secure boot without a GPU", 4, secureBoot, ["uefiSettings": ["secureBootEnabled": true]], []),
  AdviceRow(
    "a GPU with secure boot on Windows",
    [
      (4, sku, "Standard_NC4as_T4_v3"), (4, secureBoot, ["uefiSettings": ["secureBootEnabled": true]]),
      (4, machine.member("osProfile"), ["windowsConfiguration": [:]]),
    ], []),
  AdviceRow(
    "an autoscaler that goes to none by its own metric", 5, capacity, ["minimum": "0", "maximum": "4", "default": "2"],
    [(.neverSleeps, "Azure makes its default, 2")]),
  AdviceRow(
    "an autoscaler whose default is none", 5, capacity, ["minimum": "0", "maximum": "4", "default": "0"], []),
  AdviceRow(
    "an autoscaler that goes to none by somebody else's metric",
    [
      (5, capacity, ["minimum": "0", "maximum": "4", "default": "2"]),
      (
        5, trigger.member("metricResourceUri"),
        .string("\(Sample.group)/providers/Microsoft.Storage/storageAccounts/queue")
      ),
    ], []),
  AdviceRow(
    "counts without rules",
    [
      (5, capacity, ["minimum": "0", "maximum": "4", "default": "2"]),
      (5, profile.member("rules"), []),
    ], []),
  AdviceRow("a size with a GPU of today", 4, sku, "Standard_NC4as_T4_v3", []),
  AdviceRow("an API version of five years and a day ago", 4, version, "2021-11-21", [(.oldAPIVersion, "2021-11-21")]),
  AdviceRow("an API version of five years ago", 4, version, "2021-11-22", []),
  AdviceRow("an old preview", 4, version, "2019-12-01-preview", [(.oldAPIVersion, "2019-12-01-preview")]),
  AdviceRow(
    "an image that is gone", 4, machine.member("storageProfile").member("imageReference").member("publisher"),
    "Microsoft-ADS", [(.goneImage, "microsoft-dsvm:ubuntu-2204:2204-gen2")]),
  AdviceRow(
    "a script of a branch", 4, files, "https://raw.githubusercontent.com/example/pools/main/prepare.sh",
    [(.movingScript, "https://raw.githubusercontent.com/example/pools/main/prepare.sh from a branch")]),
  AdviceRow(
    "a script of a branch by its full name", 4, files,
    "https://raw.githubusercontent.com/example/pools/refs/heads/release/prepare.sh", [(.movingScript, "release")]),
  AdviceRow(
    "a script of a tag", 4, files, "https://raw.githubusercontent.com/example/pools/refs/tags/v1.2.0/prepare.sh", []),
  AdviceRow("a script of a tag by its short name", 4, files, "https://raw.githubusercontent.com/e/p/v1.2.0/a.sh", []),
  AdviceRow("a script of one's own", 4, files, "https://files.example.com/master/main/prepare.sh", []),
  AdviceRow(
    "a script of a branch in a command with a secret", 4,
    extensionProperties.member("protectedSettings").member("commandToExecute"),
    "[concat('curl -sL https://github.com/example/pools/raw/master/a.sh | sh -s ', parameters('key'))]",
    [(.movingScript, "https://github.com/example/pools/raw/master/a.sh from a branch")]),
  AdviceRow("a release", 4, files, "https://github.com/example/pools/releases/download/latest/prepare.sh", []),
  AdviceRow(
    "open to all", 0, rule.member("sourceAddressPrefix"), "*", [(.openToEveryone, "in on port 22; name the networks")]),
  AdviceRow("open to the internet", 0, rule.member("sourceAddressPrefix"), "Internet", [(.openToEveryone, "port 22")]),
  AdviceRow(
    "open to all addresses of IPv6 among others",
    [
      (0, rule.member("sourceAddressPrefix"), nil), (0, rule.member("sourceAddressPrefixes"), ["10.0.0.0/8", "::/0"]),
      (0, rule.member("destinationPortRange"), "*"),
    ], [(.openToEveryone, "in on every port")]),
  AdviceRow(
    "open to each half of all addresses",
    [
      (0, rule.member("sourceAddressPrefix"), nil),
      (0, rule.member("sourceAddressPrefixes"), ["0.0.0.0/1", "128.0.0.0/1"]),
    ], [(.openToEveryone, "a large part of the internet in on port 22")]),
  AdviceRow(
    "open to the largest networks that somebody can have",
    [
      (0, rule.member("sourceAddressPrefix"), nil),
      (0, rule.member("sourceAddressPrefixes"), ["10.0.0.0/8", "17.0.0.0/8", "fc00::/7", "2001:db8::/32"]),
    ], []),
  AdviceRow(
    "a rule that refuses all", [(0, rule.member("sourceAddressPrefix"), "*"), (0, rule.member("access"), "Deny")],
    [(.noWayIn, "no security group lets anybody outside")]),
  AdviceRow(
    "a way out for all", [(0, rule.member("sourceAddressPrefix"), "*"), (0, rule.member("direction"), "Outbound")],
    [(.noWayIn, "pool-lb")]),
  AdviceRow(
    "a way in from the network only", 0, rule.member("sourceAddressPrefix"), "VirtualNetwork", [(.noWayIn, "pool-lb")]),
  AdviceRow(
    "no security group before a Standard balancer",
    [(1, subnet.member("networkSecurityGroup"), nil), (1, JSONPath("dependsOn"), nil)], without: [0],
    [(.noWayIn, "name the networks that may come in")]),
  AdviceRow(
    "no security group before a Basic balancer",
    [(1, subnet.member("networkSecurityGroup"), nil), (1, JSONPath("dependsOn"), nil), (3, sku, "Basic")], without: [0],
    [(.openToEveryone, "nothing has a security group"), (.retiredSKU, "pool-lb")]),
  AdviceRow(
    "a security group of somebody else's",
    [
      (
        1, subnet.member("networkSecurityGroup"),
        ["id": .string("\(Sample.group)/providers/Microsoft.Network/networkSecurityGroups/theirs")]
      ), (1, JSONPath("dependsOn"), nil),
    ], without: [0], []),
  AdviceRow(
    "an internal balancer", 3,
    JSONPath("properties", "frontendIPConfigurations").appending(.index(0)).member("properties"),
    ["privateIPAllocationMethod": "Dynamic"], []),
]

@Suite("advice")
struct AdviceTests {
  @Test("each rule finds what it is about, and nothing else", arguments: adviceRows)
  func rows(_ row: AdviceRow) throws {
    var changes = row.changes
    if row.removed.contains(2) { changes.append((3, JSONPath("dependsOn"), nil)) }
    let warnings = try CleanTemplate.warnings(changes, without: row.removed)
    #expect(warnings.map(\.name).sorted(by: <) == row.expected.map(\.0).sorted(by: <), "\(warnings.map(\.message))")
    for (name, part) in row.expected {
      #expect(warnings.contains { $0.name == name && $0.message.contains(part) }, "\(warnings.map(\.message))")
    }
  }

  @Test("every rule is in a row, and every rule has a name of its own")
  func whole() {
    let found = Set(adviceRows.flatMap { $0.expected.map(\.0) })
    let elsewhere: Set<AdviceName> = [
      .domainWithoutGroups, .jupyterhubWithoutPassword, .keysWithoutPort, .octalNumber, .portWithoutService,
      .secretInManifest, .shareOutOfReach,
      .templateNotChecked,
      .uselessSilence,
    ]
    #expect(found.union(elsewhere) == Set(AdviceName.allCases))
  }

  @Test("without a day nothing is too old")
  func withoutDay() throws {
    #expect(try CleanTemplate.warnings([(4, version, "2012-01-01")], today: nil).isEmpty)
  }

  @Test("a warning stands at the line that it is about")
  func place() throws {
    let warning = try #require(try CleanTemplate.warnings([(2, sku, "Basic")]).first)
    let resource = try #require(try CleanTemplate.warnings([(2, JSONPath("sku"), nil)]).first)
    #expect(warning.location.file == "template.json")
    #expect(warning.location > resource.location)
  }
}

extension AdviceName {
  static func < (left: AdviceName, right: AdviceName) -> Bool { left.rawValue < right.rawValue }
}
