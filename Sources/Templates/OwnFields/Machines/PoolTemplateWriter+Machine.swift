import Pools

extension PoolTemplateWriter {
  /// What each machine is made of.
  mutating func machineProfile() -> JSONValue {
    let machine = fields.machine
    var profile: [String: JSONValue?] = [
      "priority": parameters.value("priority", machine.spot == nil ? "Regular" : "Spot", at: "spec.priority"),
      "osProfile": systemProfile(),
      "storageProfile": storageProfile(),
      "networkProfile": networkProfile(),
      "securityProfile": securityProfile(),
      "diagnosticsProfile": [
        // Without an address of its own, the log goes to storage that Azure keeps.
        "bootDiagnostics": [
          "enabled": parameters.value(
            "bootDiagnostics", .bool(machine.hasBootDiagnostics), at: "spec.bootDiagnostics")
        ]
      ],
    ]
    if let spot = machine.spot {
      profile["evictionPolicy"] = parameters.value("eviction", .string(spot.eviction.rawValue), at: "spec.eviction")
      // Up to the regular price: machines go when Azure needs them, never because their price rose.
      profile["billingProfile"] = ["maxPrice": -1]
    }
    profile["userData"] = userData()
    let extensions = extensions()
    if !extensions.isEmpty { profile["extensionProfile"] = ["extensions": .array(extensions)] }
    return .some(profile)
  }

  private mutating func systemProfile() -> JSONValue {
    let admin = fields.admin
    let username = parameters.value("adminUsername", .string(admin.username), at: "spec.admin.username")
    let password = admin.password.map { parameters.secret("adminPassword", $0, at: "spec.admin.password") }
    let isUbuntu = fields.system == .ubuntu
    // checkov's CKV_AZURE_49 and 178 ask Windows for keys too, unless its publisher's name has "windows" in it.
    return .some([
      "computerNamePrefix": parameters.value("namePrefix", .string(fields.machine.namePrefix), at: "spec.namePrefix"),
      "adminUsername": username,
      "adminPassword": password,
      "linuxConfiguration": isUbuntu ? linuxConfiguration(hasPassword: password != nil) : nil,
      "windowsConfiguration": isUbuntu
        ? nil : ["provisionVMAgent": true, "enableAutomaticUpdates": true],
    ])
  }

  private mutating func linuxConfiguration(hasPassword: Bool) -> JSONValue {
    let texts = JSONValue.array(fields.admin.sshKeys.map { .string($0) })
    let keys: [JSONValue] = fields.admin.sshKeys.indices.map { index in
      [
        "path": "[concat('/home/', parameters('adminUsername'), '/.ssh/authorized_keys')]",
        "keyData": .string("[\(parameters.value("sshKeys", texts, at: "spec.admin.sshKeys").element(index))]"),
      ]
    }
    return .some([
      "provisionVMAgent": true,
      // JupyterHub asks for the account's password, so a pool that gives one means it to be used; without one, keys are
      // the only way in (checkov would have it so always, CKV_AZURE_49, 149 and 178).
      "disablePasswordAuthentication": .bool(!hasPassword),
      "ssh": keys.isEmpty ? nil : ["publicKeys": .array(keys)],
    ])
  }

  /// Encryption at the host is off unless asked for: a subscription has to be registered for it first, or it refuses the
  /// pool (checkov would have it everywhere, CKV_AZURE_97). Disks are encrypted where they are stored in any case.
  private mutating func securityProfile() -> JSONValue? {
    var profile: [String: JSONValue] = [:]
    if fields.machine.hasEncryptionAtHost {
      profile["encryptionAtHost"] = parameters.value("encryptionAtHost", true, at: "spec.encryptionAtHost")
    }
    if fields.machine.hasTrustedLaunch {
      let flag = parameters.value("trustedLaunch", true, at: "spec.trustedLaunch")
      let secureBoot = parameters.value("secureBoot", .bool(fields.machine.hasSecureBoot), at: secureBootPlace)
      profile["securityType"] = "TrustedLaunch"
      profile["uefiSettings"] = ["secureBootEnabled": secureBoot, "vTpmEnabled": flag]
    }
    return profile.isEmpty ? .none : .some(.object(profile))
  }

  /// Where the manifest says it, or what makes it so.
  private var secureBootPlace: String {
    if fields.places["spec.secureBoot"] != nil { return "spec.secureBoot" }
    return fields.machine.hasSecureBoot ? "spec.trustedLaunch" : "spec.size"
  }

  /// Accelerated networking is left unsaid: small sizes refuse it, and Azure turns it on by itself where a size has it.
  private mutating func networkProfile() -> JSONValue {
    let address: JSONValue = [
      "name": "address",
      "properties": [
        "primary": true,
        "subnet": subnet(),
        "loadBalancerBackendAddressPools": [
          PoolResource.balancer.part("backendAddressPools", named: "'\(Self.backend)'")
        ],
      ],
    ]
    let card: JSONValue = .some([
      "primary": true,
      // In front of the pool's own subnet the group stands already.
      "networkSecurityGroup": hasOwnNetwork ? nil : .reference(PoolResource.securityGroup.id),
      "ipConfigurations": [address],
    ])
    return .some([
      "networkInterfaceConfigurations": [["name": "card", "properties": card]],
      "healthProbe": healthProbe(),
      // Flexible machines' cards are made by another service, in the one version that it knows.
      "networkApiVersion": fields.orchestration == .flexible ? "2020-11-01" : nil,
    ])
  }
}
