/// Which fields of a resource may hold a secret: those that Azure takes and never answers.
///
/// Tags, names, kinds, plain settings and outputs are answered to everyone who may read the resource, and stand in the
/// activity log. What is not known to be hidden is not: a field of a type without a row has to be one of the names that
/// mean the same wherever they stand.
package struct SecretPlaces: Sendable {
  /// Who sees what stands at a place.
  package enum Exposure: Hashable, Sendable {
    /// Azure never answers it.
    case hidden
    /// It is answered, and people put secrets there all the same: an extension's `settings`, a machine's `userData`.
    /// Advice warns of it.
    case discouraged
    case shown
  }

  private let rows: [[Substring]]
  private let site: FieldSite
  /// True for machines and what is put on them: their `settings` are those of extensions.
  private let isMachine: Bool

  /// - Parameter id: of the resource: a child of a web site hides its fields, or does not, by its name.
  package init(_ id: ResourceID) {
    let type = id.type.folded
    var rows = SecretPlaces.rows[type] ?? []
    if type.hasPrefix("microsoft.web/sites"), type.hasSuffix("/config"), Self.webSecrets.contains(id.name.lowercased())
    {
      rows.append("properties")
    }
    self.rows = rows.map { $0.split(separator: ".") }
    site = FieldSite(FieldRules.rules(for: id.type))
    isMachine = type.hasPrefix("microsoft.compute/") || type.hasSuffix("/extensions")
  }

  /// Who sees what stands at the path; the whole of an object is shown where any part of it may be.
  package func exposure(of path: JSONPath) -> Exposure {
    guard path.steps.first?.folded == "properties" else { return .shown }
    let steps = path.steps.map(\.folded)
    if rows.contains(where: { Self.covers($0, steps) }) { return .hidden }
    var site = site
    for (position, step) in path.steps.enumerated() {
      let name = steps[position]
      guard case .member(let spelled) = step else {
        site = site.element
        continue
      }
      site = site.member(spelled)
      switch name {
      case "tags", "metadata": return .shown
      case "settings": return isMachine ? .discouraged : .shown
      case "userdata": return .discouraged
      case _ where Self.hiddenNames.contains(name) || name.hasSuffix("password"): return .hidden
      default: break
      }
    }
    return site.rule.isSecret && !site.rule.isReadable ? .hidden : .shown
  }

  /// True where a row leads to the place, or to something around it.
  private static func covers(_ row: [Substring], _ steps: [String]) -> Bool {
    row.count <= steps.count && zip(row, steps).allSatisfy { $0 == "*" || $0 == $1 }
  }

  /// Members that Azure never answers, whatever they are a part of, in lowercase; every name that ends in `password`
  /// besides.
  private static let hiddenNames: Set<String> = [
    "accountkey", "clientsecret", "configurationprotectedsettings", "customdata", "privatekey", "protectedparameters",
    "protectedsettings", "sastoken", "sastokens", "secretvalue", "securevalue", "sharedkey", "storageaccesskey",
    "storageaccountaccesskey", "storageaccountkey",
  ]

  /// The lists of a web site's settings that only an action answers, `config/appsettings/list` and its like.
  private static let webSecrets: Set<String> = [
    "appsettings", "authsettings", "azurestorageaccounts", "backup", "connectionstrings", "publishingcredentials",
  ]

  /// By type, in lowercase: paths to what the REST reference of the type says is not returned, `[]` for every element of a
  /// list and `*` for any member. What is below such a place is hidden too.
  private static let rows: [String: [String]] = [
    "microsoft.compute/virtualmachines": [
      "properties.osprofile.windowsconfiguration.additionalunattendcontent.[].content"
    ],
    "microsoft.keyvault/vaults/secrets": ["properties.value"],
    "microsoft.containerinstance/containergroups": [
      "properties.volumes.[].secret", "properties.diagnostics.loganalytics.workspacekey",
    ],
    "microsoft.app/containerapps": ["properties.configuration.secrets.[].value"],
    "microsoft.app/jobs": ["properties.configuration.secrets.[].value"],
    "microsoft.app/managedenvironments/daprcomponents": ["properties.secrets.[].value"],
    "microsoft.web/sites": webSite, "microsoft.web/sites/slots": webSite,
    "microsoft.web/certificates": ["properties.pfxblob"],
    "microsoft.network/virtualnetworkgateways": [
      "properties.vpnclientconfiguration.radiusserversecret",
      "properties.vpnclientconfiguration.radiusservers.[].radiusserversecret",
    ],
    "microsoft.network/applicationgateways": ["properties.sslcertificates.[].properties.data"],
    "microsoft.batch/batchaccounts/pools": ["properties.mountconfiguration.[].azureblobfilesystemconfiguration.saskey"],
    "microsoft.containerservice/managedclusters": [
      "properties.serviceprincipalprofile.secret", "properties.aadprofile.serverappsecret",
    ],
    "microsoft.sqlvirtualmachine/sqlvirtualmachines": [
      "properties.keyvaultcredentialsettings.serviceprincipalsecret"
    ],
    "microsoft.sql/servers/databases/extensions": ["properties.storagekey"],
    "microsoft.machinelearningservices/workspaces/datastores": ["properties.credentials.secrets"],
    "microsoft.hdinsight/clusters": ["properties.storageprofile.storageaccounts.[].key"],
    "microsoft.aad/domainservices": ["properties.ldapssettings.pfxcertificate"],
  ]

  private static let webSite = [
    "properties.siteconfig.appsettings.[].value", "properties.siteconfig.connectionstrings.[].connectionstring",
    "properties.siteconfig.azurestorageaccounts.*.accesskey",
  ]
}

extension JSONPath.Step {
  /// The member in lowercase, `[]` for an element of a list.
  fileprivate var folded: String {
    switch self {
    case .member(let name): name.lowercased()
    case .index, .element: "[]"
    }
  }
}
