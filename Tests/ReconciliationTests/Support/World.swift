import Foundation
import Logging
import Manifests
import Pools
import PortContracts
import Reconciliation
import Synchronization

let subscription = "11111111-2222-3333-4444-555555555555"
let otherSubscription = "99999999-2222-3333-4444-555555555555"

/// It outlives the controllers, since no two runs may have one id though the clock stands still.
private let chance = Mutex<UInt64>(0)

/// A repository, an Azure, a log and a clock in memory, and controllers over them: a new one is a new process.
struct World {
  let source: InMemorySource
  let azure: InMemoryAzure
  let log: any RunLog
  var clock: any WallClock = SteppingClock()
  var settings: ReconcileSettings
  var secrets = ["PASSWORD": "correct horse battery"]
  var templates: any TemplateLibrary = NoTemplates()
  var random: @Sendable () -> UInt64 = {
    chance.withLock {
      $0 &+= 0x9E37_79B9_7F4A_7C15
      return $0
    }
  }

  init(
    _ files: [String: String], azure: InMemoryAzure = InMemoryAzure(), log: any RunLog = InMemoryRunLog()
  ) throws {
    source = InMemorySource(files)
    self.azure = azure
    self.log = log
    let ids = [subscription, otherSubscription].compactMap { SubscriptionID($0) }
    settings = ReconcileSettings(subscriptions: ids, concurrency: 4)
  }

  func controller(log: (any RunLog)? = nil, azure: (any Azure)? = nil) -> Controller {
    return Controller(
      source: source, templates: templates, azure: azure ?? self.azure, log: log ?? self.log,
      secrets: InMemorySecrets(secrets), clock: clock, settings: settings,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      random: random,
      describe: { error in (error as? AzureError)?.message ?? "\(error)" })
  }

  /// One run of a fresh controller.
  @discardableResult
  func reconcile(
    _ pools: [String] = [], now: Bool = false, dryRun: Bool = false, wait: Bool = true
  ) async throws -> RunReport {
    let request = ReconcileRequest(
      pools: Set(pools.compactMap { PoolName($0) }), trigger: .command, now: now, dryRun: dryRun, wait: wait)
    return try await controller().reconcile(request)
  }

  /// The live scale set of a pool.
  func scaleSet(_ pool: String, in id: String = subscription) throws -> ResourceID {
    try unwrap(
      ResourceID(
        "/subscriptions/\(id)/resourceGroups/ds-\(pool)/providers/Microsoft.Compute/virtualMachineScaleSets/\(pool)"))
  }

  func change(_ pool: String, _ path: JSONPath, to value: JSONValue?) throws {
    azure.set(value, at: path, of: try scaleSet(pool))
  }
}

extension InMemoryAzure {
  /// Changes a live resource, as somebody does in the portal; nothing where it is not there.
  func set(_ value: JSONValue?, at path: JSONPath, of id: ResourceID) {
    withState { state in
      guard var document = state.resources[id] else { return }
      document.body = document.body.setting(value, at: path)
      state.resources[id] = document
    }
  }
}

struct Missing: Error {}

func unwrap<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}

/// A repository of pools by one small template.
enum Repository {
  static let template = """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0",
     "parameters": {
       "name": {"type": "string"}, "count": {"type": "int", "defaultValue": 2},
       "size": {"type": "string", "defaultValue": "Standard_D2s_v5"},
       "adminPassword": {"type": "securestring"}},
     "resources": [
       {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01",
        "name": "[concat(parameters('name'), '-ip')]", "location": "[resourceGroup().location]",
        "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
       {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
        "name": "[parameters('name')]", "location": "[resourceGroup().location]",
        "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', concat(parameters('name'), '-ip'))]"],
        "sku": {"name": "[parameters('size')]", "capacity": "[parameters('count')]"},
        "properties": {"virtualMachineProfile": {"osProfile": {
          "computerNamePrefix": "[parameters('name')]", "adminPassword": "[parameters('adminPassword')]"}}}}
     ]}
    """

  static func manifest(
    _ name: String, count: Int = 2, location: String = "westus2", in id: String = subscription, group: String? = nil
  ) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      name: \(name)
    spec:
      subscription: \(id)
      resourceGroup: \(group ?? "ds-\(name)")
      location: \(location)
      template:
        file: template.json
        parameters: {name: \(name), count: \(count)}
        secrets:
          adminPassword: {environment: PASSWORD}
    """
  }

  static func files(_ manifests: [String: String]) -> [String: String] {
    var files = ["template.json": template]
    for (name, text) in manifests { files["\(name).yaml"] = text }
    return files
  }

  static func pools(_ names: String...) -> [String: String] {
    files(Dictionary(uniqueKeysWithValues: names.map { ($0, manifest($0)) }))
  }
}

extension RunReport {
  subscript(_ pool: String) -> PoolReport? { pools.first { $0.name.description == pool } }
  var outcomes: [String: Outcome] {
    Dictionary(uniqueKeysWithValues: pools.map { ($0.name.description, $0.outcome) })
  }
}
