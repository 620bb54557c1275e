import Foundation

/// Microsoft's published pool as a team would put it into its repository: template and parameter file as they are but for
/// the values, and a manifest that names them.
enum PublishedPool {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "manifests/templates")

  static var template: String {
    get throws { try String(contentsOf: fixtures.appending(path: "dsvm-vmss-cluster.json"), encoding: .utf8) }
  }

  static func parameters(count: Int) -> String {
    """
    {
      "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
         "adminUsername": {"value" : "dsvmuser"},
         "vmssName": { "value" :"vision" },
         "vmSku": { "value" :"Standard_D2s_v3" },
         "storageAccountName": { "value" :"teamfiles"},
         "instanceCount": { "value" : \(count) }	 ,
    	 "shareName": { "value" : "dsvmshare"},
    	 "mountpointPath" : {"value" : "/mnt/dsvmshare"}
      }
    }
    """
  }

  static func manifest(_ site: Site) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      name: vision
      labels: {team: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      template:
        file: templates/dsvm-vmss-cluster.json
        parametersFile: templates/vision.parameters.json
        secrets:
          adminPassword: {file: \(site.folder.path())/admin-password}
          storageAccountKey: {file: \(site.folder.path())/storage-key}
    """
  }

  /// The same with the password from Weir's environment, and the storage key from a vault, as the parameter file says.
  static func vaultFiles(vault: String) throws -> [String: String?] {
    let reference = """
      "storageAccountKey": {"reference": {"keyVault": {"id": "\(vault)"}, "secretName": "files-key"}},
      """
    return [
      "vision.yaml": """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata: {name: vision}
      spec:
        resourceGroup: ds-vision
        location: westus2
        template:
          file: templates/dsvm-vmss-cluster.json
          parametersFile: templates/vision.parameters.json
          secrets: {adminPassword: {environment: VISION_PASSWORD}}
      """, "templates/dsvm-vmss-cluster.json": try template,
      "templates/vision.parameters.json":
        parameters(count: 2).replacing(#""parameters": {"#, with: #""parameters": {"# + reference),
    ]
  }

  static func files(_ site: Site, count: Int = 2) throws -> [String: String?] {
    [
      "vision.yaml": manifest(site), "templates/dsvm-vmss-cluster.json": try template,
      "templates/vision.parameters.json": parameters(count: count),
    ]
  }
}
