/// A template with a parameter of each sort, small enough to read.
let sampleTemplate = """
  {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {
      "vmssName": {"type": "string", "maxLength": 9},
      "instanceCount": {"type": "int", "defaultValue": 1, "maxValue": 100},
      "settings": {"type": "object", "defaultValue": {}},
      "adminPassword": {"type": "securestring"}
    },
    "resources": [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2024-07-01",
        "name": "[parameters('vmssName')]",
        "location": "[resourceGroup().location]",
        "sku": {"name": "Standard_D4s_v5", "capacity": "[parameters('instanceCount')]"},
        "properties": {
          "virtualMachineProfile": {
            "userData": "[parameters('settings')]",
            "osProfile": {"adminUsername": "dsvm", "adminPassword": "[parameters('adminPassword')]"}
          }
        }
      }
    ]
  }
  """

/// A whole pool, its name the group's and the scale set's too.
func samplePool(_ name: String, template: String = "templates/pool.json") -> String {
  """
  apiVersion: weir.dev/v1
  kind: Pool
  metadata:
    name: \(name)
  spec:
    resourceGroup: ds-\(name)
    location: westus2
    template:
      file: \(template)
      parameters: {vmssName: \(name), instanceCount: 3}
      secrets:
        adminPassword: {environment: PASSWORD}

  """
}

/// A repository of one manifest beside the sample template.
func repository(_ manifest: String) -> Repository {
  Repository(["pool.yaml": manifest, "templates/pool.json": sampleTemplate])
}
