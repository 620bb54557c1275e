extension ManifestRepository {
  static func byTemplate(_ number: Int, _ instances: Int) -> String {
    """
      template:
        file: /templates/pool.json
        parameters: {name: pool-\(number), instanceCount: \(instances)}
        secrets:
          adminPassword: {environment: ADMIN_PASSWORD}
    """
  }

  /// A network, an address, a balancer and a scale set: what a pool by template commonly is.
  static let template = """
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "name": {"type": "string", "maxLength": 20},
        "instanceCount": {"type": "int", "minValue": 0, "maxValue": 100},
        "size": {"type": "string", "defaultValue": "Standard_D4s_v5"},
        "adminPassword": {"type": "securestring"}
      },
      "variables": {
        "network": "[concat(parameters('name'), '-net')]",
        "address": "[concat(parameters('name'), '-ip')]",
        "balancer": "[concat(parameters('name'), '-lb')]",
        "subnet": "[resourceId('Microsoft.Network/virtualNetworks/subnets', variables('network'), 'pools')]",
        "balancerId": "[resourceId('Microsoft.Network/loadBalancers', variables('balancer'))]",
        "label": "[toLower(concat(parameters('name'), uniqueString(resourceGroup().id)))]"
      },
      "resources": [
        {
          "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "[variables('network')]",
          "location": "[resourceGroup().location]",
          "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "pools", "properties": {"addressPrefix": "10.0.0.0/24"}}]
          }
        },
        {
          "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-09-01", "name": "[variables('address')]",
          "location": "[resourceGroup().location]", "sku": {"name": "Standard"},
          "properties": {
            "publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "[variables('label')]"}
          }
        },
        {
          "type": "Microsoft.Network/loadBalancers", "apiVersion": "2023-09-01", "name": "[variables('balancer')]",
          "location": "[resourceGroup().location]", "sku": {"name": "Standard"},
          "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', variables('address'))]"],
          "properties": {
            "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress": {
              "id": "[resourceId('Microsoft.Network/publicIPAddresses', variables('address'))]"}}}],
            "backendAddressPools": [{"name": "pool"}],
            "inboundNatPools": [{"name": "ssh", "properties": {
              "frontendIPConfiguration": {"id": "[concat(variables('balancerId'), '/frontendIPConfigurations/front')]"},
              "protocol": "Tcp", "frontendPortRangeStart": 50000, "frontendPortRangeEnd": 50099, "backendPort": 22}}]
          }
        },
        {
          "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2023-09-01",
          "name": "[parameters('name')]", "location": "[resourceGroup().location]",
          "sku": {"name": "[parameters('size')]", "tier": "Standard", "capacity": "[parameters('instanceCount')]"},
          "dependsOn": ["[variables('balancerId')]",
            "[resourceId('Microsoft.Network/virtualNetworks', variables('network'))]"],
          "properties": {
            "upgradePolicy": {"mode": "Manual"},
            "virtualMachineProfile": {
              "storageProfile": {
                "imageReference": {"publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2",
                  "version": "latest"},
                "osDisk": {"createOption": "FromImage", "managedDisk": {"storageAccountType": "Premium_LRS"}}
              },
              "osProfile": {"computerNamePrefix": "[parameters('name')]", "adminUsername": "dsvmadmin",
                "adminPassword": "[parameters('adminPassword')]"},
              "networkProfile": {"networkInterfaceConfigurations": [{"name": "nic", "properties": {"primary": true,
                "ipConfigurations": [{"name": "ip", "properties": {"subnet": {"id": "[variables('subnet')]"},
                  "loadBalancerBackendAddressPools": [
                    {"id": "[concat(variables('balancerId'), '/backendAddressPools/pool')]"}],
                  "loadBalancerInboundNatPools": [
                    {"id": "[concat(variables('balancerId'), '/inboundNatPools/ssh')]"}]}}]}}]}
            }
          }
        }
      ]
    }
    """
}
