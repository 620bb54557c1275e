@testable import Pools

/// Makes pools as templates describe them, each seed its own.
struct PoolGenerator {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A pool with any part of what a pool can have.
  mutating func pool() throws -> DesiredPool {
    let network = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    let balancer = try Fixture.id("Microsoft.Network/loadBalancers", "lb")
    var resources = [try scaleSet(network: network, balancer: balancer)]
    if random.chance(0.8) { resources.append(self.network(network)) }
    if random.chance(0.7) { resources.append(self.balancer(balancer)) }
    if random.chance(0.5) { resources.append(try securityGroup()) }
    if random.chance(0.4) { resources.append(try autoscaleSetting()) }
    if random.chance(0.3) {
      resources.append(
        Fixture.document(
          try Fixture.id("Microsoft.Network/publicIPAddresses", "pip"),
          ["location": location(), "properties": ["publicIPAllocationMethod": random.pick(["static", "Dynamic"])]]))
    }
    return try Fixture.pool(resources).tagged(
      labels: random.chance(0.5) ? ["team": "vision"] : [:], managedBy: "weir")
  }

  private mutating func location() -> JSONValue { random.pick(["West US 2", "westus2", "WestUS2"]) }

  private mutating func maybe(_ members: [String: JSONValue]) -> JSONValue {
    var kept: [String: JSONValue] = [:]
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where random.chance(0.7) { kept[name] = value }
    return .object(kept)
  }

  private mutating func scaleSet(network: ResourceID, balancer: ResourceID) throws -> ResourceDocument {
    let address: JSONValue = [
      "name": "ip",
      "properties": maybe([
        "subnet": ["id": .string("\(network)/subnets/pools")],
        "loadBalancerBackendAddressPools": [["id": .string("\(balancer)/backendAddressPools/machines")]],
        "privateIPAddressVersion": random.pick(["ipv4", "IPv4"]),
      ]),
    ]
    let card: JSONValue = ["name": "nic", "properties": ["primary": true, "ipConfigurations": [address]]]
    let disks = (0..<Int.random(in: 0...3, using: &random)).map { lun -> JSONValue in
      ["lun": .integer(Int64(lun)), "createOption": "empty", "diskSizeGB": .integer(Int64(32 << lun))]
    }
    let machine = maybe([
      "storageProfile": [
        "imageReference": ["publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "version": "latest"],
        "osDisk": maybe(["createOption": "fromImage", "caching": "readwrite"]), "dataDisks": .array(disks),
      ],
      "osProfile": maybe([
        "adminUsername": "dsvmadmin", "adminPassword": "[parameters('pw')]", "computerNamePrefix": "vision",
        "linuxConfiguration": ["ssh": ["publicKeys": [["path": "/home/a", "keyData": "ssh-ed25519 AAAA\n"]]]],
      ]),
      "networkProfile": ["networkInterfaceConfigurations": [card]],
      "extensionProfile": [
        "extensionsTimeBudget": random.pick(["PT90M", "PT1H30M"]),
        "extensions": [
          [
            "name": "files",
            "properties": [
              "publisher": "Microsoft.Azure.Extensions", "settings": ["commandToExecute": "bash x.sh"],
              "protectedSettings": ["key": "[parameters('key')]"],
            ],
          ]
        ],
      ],
    ])
    let body = maybe([
      "location": location(),
      "sku": ["name": random.pick(["standard_d4s_v5", "Standard_D4s_v5"]), "capacity": random.pick([1, 2, "3"])],
      "zones": random.chance(0.5) ? .array(["2", "1"]) : .array([]),
      "identity": random.chance(0.5) ? ["type": "SystemAssigned"] : nil,
      "properties": [
        "overprovision": .bool(random.chance(0.5)), "upgradePolicy": ["mode": random.pick(["manual", "Rolling"])],
        "virtualMachineProfile": machine, "note": nil,
      ],
    ])
    return try Fixture.scaleSet(body, expressions: expressions(in: body))
  }

  private func expressions(in body: JSONValue) -> [JSONPath: Set<String>] {
    let machine = JSONPath("properties", "virtualMachineProfile")
    let key = machine.member("extensionProfile").member("extensions").appending(.index(0)).member("properties")
      .member("protectedSettings").member("key")
    let all = [machine.member("osProfile").member("adminPassword"): ["pw"], key: ["key"]] as [JSONPath: Set<String>]
    return all.filter { body.value(at: $0.key) != nil }
  }

  private mutating func network(_ id: ResourceID) -> ResourceDocument {
    let subnets = ["pools", "Jump", "spare"].filter { _ in random.chance(0.7) }.enumerated().map { position, name in
      JSONValue.object([
        "name": .string(name),
        "properties": random.chance(0.5)
          ? ["addressPrefix": .string("10.0.\(position).0/24")]
          : ["addressPrefixes": [.string("10.0.\(position).0/24")]],
      ])
    }
    return Fixture.document(
      id,
      [
        "location": location(),
        "properties": [
          "addressSpace": ["addressPrefixes": ["10.0.0.0/16", "10.1.0.0/16"]], "subnets": .array(subnets),
        ],
      ])
  }

  private mutating func balancer(_ id: ResourceID) -> ResourceDocument {
    let rules = ["ssh": 22, "jupyter": 8000].sorted(by: { $0.key < $1.key }).map { name, port -> JSONValue in
      [
        "name": .string(name),
        "properties": [
          "protocol": random.pick(["tcp", "Tcp"]), "frontendPort": .integer(Int64(port)),
          "probe": ["id": .string("\(id)/probes/\(name)")],
          "backendAddressPool": ["id": .string("\(id)/backendAddressPools/machines")],
        ],
      ]
    }
    return Fixture.document(
      id,
      [
        "location": location(), "sku": ["name": "Standard"],
        "properties": ["backendAddressPools": [["name": "machines"]], "loadBalancingRules": .array(rules)],
      ])
  }

  private mutating func securityGroup() throws -> ResourceDocument {
    Fixture.document(
      try Fixture.id("Microsoft.Network/networkSecurityGroups", "nsg"),
      [
        "location": location(),
        "properties": [
          "securityRules": [
            [
              "name": "ssh",
              "properties": [
                "access": "allow", "direction": "inbound", "protocol": "tcp", "priority": 100,
                "sourceAddressPrefixes": ["203.0.113.0/24", "198.51.100.0/24"],
                "destinationPortRange": random.pick([22, "22"]),
              ],
            ]
          ]
        ],
      ])
  }

  private mutating func autoscaleSetting() throws -> ResourceDocument {
    Fixture.document(
      try Fixture.id("Microsoft.Insights/autoscaleSettings", "scale"),
      [
        "location": location(),
        "properties": [
          "enabled": .bool(random.chance(0.7)), "targetResourceUri": .string(try Fixture.scaleSetID().description),
          "profiles": [
            [
              "name": "default", "capacity": ["minimum": "0", "maximum": "8", "default": "1"],
              "rules": [
                [
                  "metricTrigger": ["timeWindow": "PT10M", "operator": "greaterThan"],
                  "scaleAction": ["cooldown": "PT600S"],
                ],
                [
                  "metricTrigger": ["timeWindow": "PT30M", "operator": "lessThan"],
                  "scaleAction": ["cooldown": "PT10M"],
                ],
              ],
            ]
          ],
        ],
      ])
  }
}
