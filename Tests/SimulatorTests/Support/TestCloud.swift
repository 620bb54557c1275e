import Foundation
import Pools
import Testing

@testable import Simulator

/// A cloud and its clock, which moves only when a test says so.
struct TestCloud {
  static let subscription = "/subscriptions/\(Simulator.Configuration.defaultSubscription)"
  static let group = "\(subscription)/resourceGroups/vision"
  static let start = Date(timeIntervalSince1970: 1_795_300_000)

  var cloud: Cloud
  var now = Self.start

  /// A cloud without throttling, with the group `vision` in westus2.
  init(_ change: (inout CloudSettings) -> Void = { _ in }) throws {
    let subscription = try #require(SubscriptionID(Simulator.Configuration.defaultSubscription))
    var settings = CloudSettings(subscriptions: [subscription])
    settings.throttle = nil
    settings.latency = .seconds(6)
    change(&settings)
    cloud = Cloud(settings, at: Self.start)
    _ = send("PUT", Self.group, ["location": "West US 2"])
  }

  /// Sends a request now. A fault that cuts the connection or says nothing answers status 0.
  mutating func send(
    _ method: String, _ path: String, _ body: JSONValue? = nil, version: String = "2024-05-01",
    query: [String: String] = [:], headers: [String: String] = [:]
  ) -> ARMReply {
    var query = query
    query["api-version"] = version
    let request = ARMRequest(method, path, query: query, headers: headers, body: body)
    switch cloud.take(request, at: now) {
    case .reply(let reply), .late(_, let reply): return reply
    case .drop, .silence, .garbage: return ARMReply(0)
    }
  }

  mutating func wait(_ duration: Duration) { now = now.advanced(by: duration) }

  static func id(_ tail: String) -> String { "\(group)/providers/\(tail)" }
}

extension ARMReply {
  var code: String? { body?.member("error")?.member("code")?.string }
  var message: String { body?.member("error")?.member("message")?.string ?? "" }
  var list: [JSONValue] { body?.member("value")?.array ?? [] }

  func value(_ pattern: JSONPattern) -> JSONValue? { body?.first(pattern) }
}

/// Bodies that suites share.
enum Bodies {
  static let network: JSONValue = [
    "location": "westus2",
    "properties": [
      "addressSpace": ["addressPrefixes": ["10.0.0.0/16"]],
      "subnets": [["name": "pools", "properties": ["addressPrefix": "10.0.0.0/24"]]],
    ],
  ]
  static let networkID = TestCloud.id("Microsoft.Network/virtualNetworks/net")
  static let addressID = TestCloud.id("Microsoft.Network/publicIPAddresses/ip")
  static let balancerID = TestCloud.id("Microsoft.Network/loadBalancers/lb")
  static let scaleSetID = TestCloud.id("Microsoft.Compute/virtualMachineScaleSets/vision")

  static let balancer: JSONValue = [
    "location": "westus2",
    "properties": [
      "frontendIPConfigurations": [
        ["name": "front", "properties": ["publicIPAddress": ["id": .string(addressID)]]]
      ],
      "backendAddressPools": [["name": "machines"]],
      "probes": [["name": "ssh", "properties": ["protocol": "Tcp", "port": 22]]],
      "loadBalancingRules": [
        [
          "name": "ssh",
          "properties": [
            "frontendIPConfiguration": ["id": .string(balancerID + "/frontendIPConfigurations/front")],
            "probe": ["id": .string(balancerID + "/probes/ssh")], "protocol": "Tcp", "frontendPort": 22,
            "backendPort": 22,
          ],
        ]
      ],
    ],
  ]

  static func scaleSet(capacity: JSONValue = 2, _ changes: JSONValue = [:]) -> JSONValue {
    let base: JSONValue = [
      "location": "westus2", "sku": ["name": "Standard_D2s_v3", "capacity": capacity],
      "properties": [
        "upgradePolicy": ["mode": "Manual"],
        "virtualMachineProfile": [
          "osProfile": [
            "computerNamePrefix": "vision", "adminUsername": "dsvmuser", "adminPassword": "Sesame-open-1",
            "linuxConfiguration": [:],
          ],
          "storageProfile": [
            "imageReference": ["publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2"],
            "osDisk": ["createOption": "FromImage"],
          ],
          "networkProfile": [
            "networkInterfaceConfigurations": [
              [
                "name": "nic",
                "properties": [
                  "primary": true,
                  "ipConfigurations": [
                    ["name": "ip", "properties": ["subnet": ["id": .string(networkID + "/subnets/pools")]]]
                  ],
                ],
              ]
            ]
          ],
          "extensionProfile": [
            "extensions": [
              [
                "name": "files",
                "properties": [
                  "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1",
                  "settings": ["fileUris": []], "protectedSettings": ["commandToExecute": "mount key-4711"],
                ],
              ]
            ]
          ],
        ],
      ],
    ]
    return base.merging(changes)
  }
}

extension TestCloud {
  /// A cloud with a network and a scale set of two machines in it.
  static func withScaleSet(_ changes: JSONValue = [:]) throws -> TestCloud {
    var test = try TestCloud()
    #expect(test.send("PUT", Bodies.networkID, Bodies.network).status == 201)
    let reply = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(changes), version: "2024-07-01")
    #expect(reply.status == 201, "\(reply.message)")
    test.wait(.seconds(10))
    return test
  }
}

extension Bodies {
  static func scaleSet(_ changes: JSONValue) -> JSONValue { scaleSet(capacity: 2, changes) }
}
