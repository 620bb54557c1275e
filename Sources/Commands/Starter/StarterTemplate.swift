/// The template of the starter pool: a network, an address, a balancer for SSH and JupyterHub, and a scale set of
/// Ubuntu Data Science VMs.
enum StarterTemplate {
  static let text = #"""
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "poolName": {
          "type": "string", "minLength": 2, "maxLength": 9,
          "metadata": {"description": "What all names begin with; also the machines' own."}
        },
        "size": {"type": "string", "defaultValue": "Standard_D4s_v5"},
        "instances": {"type": "int", "defaultValue": 2, "minValue": 0, "maxValue": 100},
        "adminUsername": {"type": "string", "defaultValue": "dsvmadmin"},
        "adminPassword": {"type": "securestring"},
        "allowFrom": {
          "type": "string",
          "metadata": {"description": "Who may reach SSH and JupyterHub: an address range."}
        }
      },
      "variables": {
        "network": "[concat(parameters('poolName'), '-vnet')]",
        "guard": "[concat(parameters('poolName'), '-nsg')]",
        "address": "[concat(parameters('poolName'), '-ip')]",
        "balancer": "[concat(parameters('poolName'), '-lb')]",
        "balancerId": "[resourceId('Microsoft.Network/loadBalancers', variables('balancer'))]",
        "ports": [{"name": "ssh", "port": 22}, {"name": "jupyterhub", "port": 8000}]
      },
      "resources": [
        {
          "type": "Microsoft.Network/networkSecurityGroups",
          "apiVersion": "2024-05-01",
          "name": "[variables('guard')]",
          "location": "[resourceGroup().location]",
          "properties": {
            "copy": [{
              "name": "securityRules",
              "count": "[length(variables('ports'))]",
              "input": {
                "name": "[variables('ports')[copyIndex('securityRules')].name]",
                "properties": {
                  "priority": "[add(100, copyIndex('securityRules'))]",
                  "direction": "Inbound",
                  "access": "Allow",
                  "protocol": "Tcp",
                  "sourceAddressPrefix": "[parameters('allowFrom')]",
                  "sourcePortRange": "*",
                  "destinationAddressPrefix": "*",
                  "destinationPortRange": "[string(variables('ports')[copyIndex('securityRules')].port)]"
                }
              }
            }]
          }
        },
        {
          "type": "Microsoft.Network/virtualNetworks",
          "apiVersion": "2024-05-01",
          "name": "[variables('network')]",
          "location": "[resourceGroup().location]",
          "dependsOn": ["[resourceId('Microsoft.Network/networkSecurityGroups', variables('guard'))]"],
          "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{
              "name": "pools",
              "properties": {
                "addressPrefix": "10.0.0.0/24",
                "networkSecurityGroup": {
                  "id": "[resourceId('Microsoft.Network/networkSecurityGroups', variables('guard'))]"
                }
              }
            }]
          }
        },
        {
          "type": "Microsoft.Network/publicIPAddresses",
          "apiVersion": "2024-05-01",
          "name": "[variables('address')]",
          "location": "[resourceGroup().location]",
          "sku": {"name": "Standard"},
          "properties": {"publicIPAllocationMethod": "Static"}
        },
        {
          "type": "Microsoft.Network/loadBalancers",
          "apiVersion": "2024-05-01",
          "name": "[variables('balancer')]",
          "location": "[resourceGroup().location]",
          "sku": {"name": "Standard"},
          "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', variables('address'))]"],
          "properties": {
            "frontendIPConfigurations": [{
              "name": "front",
              "properties": {
                "publicIPAddress": {"id": "[resourceId('Microsoft.Network/publicIPAddresses', variables('address'))]"}
              }
            }],
            "backendAddressPools": [{"name": "machines"}],
            "copy": [
              {
                "name": "probes",
                "count": "[length(variables('ports'))]",
                "input": {
                  "name": "[variables('ports')[copyIndex('probes')].name]",
                  "properties": {
                    "protocol": "Tcp",
                    "port": "[variables('ports')[copyIndex('probes')].port]",
                    "intervalInSeconds": 5,
                    "numberOfProbes": 2
                  }
                }
              },
              {
                "name": "loadBalancingRules",
                "count": "[length(variables('ports'))]",
                "input": {
                  "name": "[variables('ports')[copyIndex('loadBalancingRules')].name]",
                  "properties": {
                    "frontendIPConfiguration": {
                      "id": "[concat(variables('balancerId'), '/frontendIPConfigurations/front')]"
                    },
                    "backendAddressPool": {
                      "id": "[concat(variables('balancerId'), '/backendAddressPools/machines')]"
                    },
                    "probe": {
                      "id": "[concat(variables('balancerId'), '/probes/', variables('ports')[copyIndex('loadBalancingRules')].name)]"
                    },
                    "protocol": "Tcp",
                    "frontendPort": "[variables('ports')[copyIndex('loadBalancingRules')].port]",
                    "backendPort": "[variables('ports')[copyIndex('loadBalancingRules')].port]",
                    "loadDistribution": "SourceIP",
                    "idleTimeoutInMinutes": 30
                  }
                }
              }
            ]
          }
        },
        {
          "type": "Microsoft.Compute/virtualMachineScaleSets",
          "apiVersion": "2024-07-01",
          "name": "[parameters('poolName')]",
          "location": "[resourceGroup().location]",
          "sku": {"name": "[parameters('size')]", "tier": "Standard", "capacity": "[parameters('instances')]"},
          "dependsOn": [
            "[variables('balancerId')]",
            "[resourceId('Microsoft.Network/virtualNetworks', variables('network'))]"
          ],
          "properties": {
            "orchestrationMode": "Uniform",
            "overprovision": false,
            "upgradePolicy": {"mode": "Manual"},
            "virtualMachineProfile": {
              "storageProfile": {
                "imageReference": {
                  "publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2", "version": "latest"
                },
                "osDisk": {"createOption": "FromImage", "caching": "ReadWrite"}
              },
              "osProfile": {
                "computerNamePrefix": "[parameters('poolName')]",
                "adminUsername": "[parameters('adminUsername')]",
                "adminPassword": "[parameters('adminPassword')]"
              },
              "networkProfile": {
                "networkInterfaceConfigurations": [{
                  "name": "nic",
                  "properties": {
                    "primary": true,
                    "ipConfigurations": [{
                      "name": "ip",
                      "properties": {
                        "subnet": {
                          "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', variables('network'), 'pools')]"
                        },
                        "loadBalancerBackendAddressPools": [
                          {"id": "[concat(variables('balancerId'), '/backendAddressPools/machines')]"}
                        ]
                      }
                    }]
                  }
                }]
              }
            }
          }
        }
      ]
    }
    """#
}
