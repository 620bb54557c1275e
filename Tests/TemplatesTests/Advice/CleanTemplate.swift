import Pools
import Templates

/// A template with a network, a security group, an address, a balancer and a scale set that no advice is about, and ways
/// to spoil it.
enum CleanTemplate {
  static let group: JSONValue = [
    "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "pool-nsg",
    "location": "westus2",
    "properties": [
      "securityRules": [
        [
          "name": "ssh",
          "properties": [
            "access": "Allow", "direction": "Inbound", "priority": 100, "protocol": "Tcp", "sourcePortRange": "*",
            "sourceAddressPrefix": "203.0.113.0/24", "destinationAddressPrefix": "*", "destinationPortRange": "22",
          ],
        ]
      ]
    ],
  ]

  static let network: JSONValue = [
    "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "pool-vnet", "location": "westus2",
    "dependsOn": ["[resourceId('Microsoft.Network/networkSecurityGroups', 'pool-nsg')]"],
    "properties": [
      "addressSpace": ["addressPrefixes": ["10.0.0.0/16"]],
      "subnets": [
        [
          "name": "machines",
          "properties": [
            "addressPrefix": "10.0.0.0/20",
            "networkSecurityGroup": ["id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'pool-nsg')]"],
          ],
        ]
      ],
    ],
  ]

  static let address: JSONValue = [
    "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "pool-ip", "location": "westus2",
    "sku": ["name": "Standard"], "properties": ["publicIPAllocationMethod": "Static"],
  ]

  static let balancer: JSONValue = [
    "type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "pool-lb", "location": "westus2",
    "sku": ["name": "Standard"],
    "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'pool-ip')]"],
    "properties": [
      "frontendIPConfigurations": [
        [
          "name": "front",
          "properties": [
            "publicIPAddress": ["id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pool-ip')]"]
          ],
        ]
      ],
      "backendAddressPools": [["name": "machines"]],
      "loadBalancingRules": [
        ["name": "ssh", "properties": ["protocol": "Tcp", "frontendPort": 22, "backendPort": 22]]
      ],
    ],
  ]

  static let scaleSet: JSONValue = [
    "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "pool",
    "location": "westus2", "sku": ["name": "Standard_D4s_v5", "capacity": 2],
    "dependsOn": [
      "[resourceId('Microsoft.Network/virtualNetworks', 'pool-vnet')]",
      "[resourceId('Microsoft.Network/loadBalancers', 'pool-lb')]",
    ],
    "properties": [
      "virtualMachineProfile": [
        "storageProfile": [
          "imageReference": [
            "publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2", "version": "latest",
          ]
        ],
        "networkProfile": [
          "networkInterfaceConfigurations": [
            [
              "name": "nic",
              "properties": [
                "ipConfigurations": [
                  [
                    "name": "ip",
                    "properties": [
                      "subnet": [
                        "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'pool-vnet', 'machines')]"
                      ]
                    ],
                  ]
                ]
              ],
            ]
          ]
        ],
        "extensionProfile": [
          "extensions": [
            [
              "name": "prepare",
              "properties": [
                "type": "CustomScript",
                "settings": [
                  "fileUris": [
                    "https://raw.githubusercontent.com/example/pools/4f1c2ab6d0e9b7a65c3f1e0d2b4a69788c5d3e2f/prepare.sh"
                  ]
                ],
                "protectedSettings": ["commandToExecute": "[concat('bash prepare.sh ', parameters('key'))]"],
              ],
            ]
          ]
        ],
      ]
    ],
  ]

  static let autoscale: JSONValue = [
    "type": "Microsoft.Insights/autoscalesettings", "apiVersion": "2022-10-01", "name": "pool-autoscale",
    "location": "westus2", "dependsOn": ["[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'pool')]"],
    "properties": [
      "enabled": true, "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'pool')]",
      "profiles": [
        [
          "name": "default", "capacity": ["minimum": "1", "maximum": "4", "default": "1"],
          "rules": [
            [
              "metricTrigger": [
                "metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 75,
                "metricResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'pool')]",
              ]
            ]
          ],
        ]
      ],
    ],
  ]

  /// Which of the resources is meant: 0 the security group, 1 the network, 2 the address, 3 the balancer, 4 the scale set,
  /// 5 its autoscaler.
  static let resources = [group, network, address, balancer, scaleSet, autoscale]

  /// The warnings of the template with some values changed.
  static func warnings(
    _ changes: [(resource: Int, path: JSONPath, value: JSONValue?)], without removed: Set<Int> = [],
    today: CalendarDay? = CalendarDay(year: 2026, month: 11, day: 22)
  ) throws -> [TemplateWarning] {
    var resources = resources
    for change in changes {
      resources[change.resource] = resources[change.resource].setting(change.value, at: change.path)
    }
    let kept = resources.indices.filter { !removed.contains($0) }.map { resources[$0] }
    let text = Sample.template([
      "parameters": ["key": ["type": "securestring"]], "resources": .array(kept),
    ])
    let template = try Template(parsing: Array(text.utf8), file: "template.json")
    return try template.evaluate(
      parameters: ["key": .secret(.environment("KEY"), origin: Sample.manifest)], scope: try Sample.scope(),
      today: today
    ).warnings
  }
}
