import Pools

extension PoolTemplateWriter {
  /// What is installed on the machines, one after the other: side by side they would wait for the same package lock,
  /// and a domain's restart would end what is still under way.
  mutating func extensions() -> [JSONValue] {
    var extensions: [(name: String, properties: [String: JSONValue])] = []
    if let health = fields.machine.health { extensions.append(("health", healthExtension(health))) }
    // Ubuntu's server is in its image; on Windows the set-up gives this one its keys.
    if fields.system == .windows, fields.hasSSHServer { extensions.append(("ssh-server", Self.sshServer)) }
    if let guest = guestExtension() { extensions.append(guest) }
    if fields.identity.hasEntraLogin { extensions.append(("entra-login", entraLogin())) }
    // Ubuntu joins by the guest set-up: Azure has no extension for it.
    if fields.system == .windows, let domain = fields.identity.domain {
      extensions.append(("domain-join", domainJoin(domain)))
    }
    return extensions.indices.map { index in
      var properties = extensions[index].properties
      properties["autoUpgradeMinorVersion"] = true
      if index > 0 { properties["provisionAfterExtensions"] = [.string(extensions[index - 1].name)] }
      return ["name": .string(extensions[index].name), "properties": .object(properties)]
    }
  }

  /// Version 2.0 gives a new machine ten minutes before it counts as sick, but wants an answer in words of its own from
  /// HTTP; JupyterHub and others only answer 200, which 1.0 takes.
  private mutating func healthExtension(_ health: MachineFields.Health) -> [String: JSONValue] {
    let isTCP = health.channel == .tcp
    var settings: [String: JSONValue] = [
      "protocol": parameters.value("healthProtocol", .string(health.channel.rawValue), at: "spec.health.protocol"),
      "port": parameters.value("healthPort", .integer(Int64(health.port)), at: "spec.health.port"),
    ]
    if isTCP {
      settings["intervalInSeconds"] = 15
      settings["numberOfProbes"] = 2
      settings["gracePeriod"] = 600
    } else {
      settings["requestPath"] = parameters.value("healthPath", .string(health.path ?? "/"), at: "spec.health.path")
    }
    return [
      "publisher": "Microsoft.ManagedServices",
      "type": fields.system == .ubuntu ? "ApplicationHealthLinux" : "ApplicationHealthWindows",
      "typeHandlerVersion": isTCP ? "2.0" : "1.0",
      // It only looks, so its newer versions may come by themselves, with the pool's own way of taking changes.
      "enableAutomaticUpgrade": true,
      "settings": .object(settings),
    ]
  }

  /// OpenSSH as a service with its rule in the machine's firewall ("OpenSSH for Windows" extension).
  private static let sshServer: [String: JSONValue] = [
    "publisher": "Microsoft.Azure.OpenSSH", "type": "WindowsOpenSSH", "typeHandlerVersion": "3.0",
  ]

  /// Who may sign in is said by role assignments on the machines ("Virtual Machine User Login"): those are about people,
  /// and given where people are, not here.
  private func entraLogin() -> [String: JSONValue] {
    let isUbuntu = fields.system == .ubuntu
    return [
      "publisher": "Microsoft.Azure.ActiveDirectory",
      "type": isUbuntu ? "AADSSHLoginForLinux" : "AADLoginForWindows",
      "typeHandlerVersion": isUbuntu ? "1.0" : "2.0",
    ]
  }

  private mutating func domainJoin(_ domain: IdentityFields.Domain) -> [String: JSONValue] {
    let place = "spec.identity.domain"
    let name = parameters.value("domainName", .string(domain.name), at: "\(place).name")
    let username = parameters.value("domainUsername", .string(domain.username), at: "\(place).username")
    let isQualified = domain.username.contains("\\") || domain.username.contains("@")
    var settings: [String: JSONValue] = [
      "Name": name,
      "User": isQualified
        ? username : .string("[concat(parameters('domainName'), '\\', parameters('domainUsername'))]"),
      "Restart": "true",
      // Join (1), and make the machine's account (2): NetJoinDomain's flags.
      "Options": "3",
    ]
    if let unit = domain.organizationalUnit {
      settings["OUPath"] = parameters.value("organizationalUnit", .string(unit), at: "\(place).organizationalUnit")
    }
    return [
      "publisher": "Microsoft.Compute",
      "type": "JsonADDomainExtension",
      "typeHandlerVersion": "1.3",
      "settings": .object(settings),
      "protectedSettings": [
        "Password": parameters.secret("domainPassword", domain.password, at: "\(place).password")
      ],
    ]
  }
}
