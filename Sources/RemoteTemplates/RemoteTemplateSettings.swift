/// How templates are fetched.
package struct RemoteTemplateSettings: Hashable, Sendable {
  /// For one template with all that the server sends on to.
  package var timeout: Duration
  /// Files of certificates to trust besides the system's.
  package var caFiles: [String]
  /// A file of certificates to trust in place of the system's.
  package var systemCAFile: String?
  package var proxies: ProxyRules
  /// The servers that may be asked, also those that another one sends on to.
  package var allowedHosts: AllowedHosts

  package init(
    timeout: Duration = .seconds(60), caFiles: [String] = [], systemCAFile: String? = nil,
    proxies: ProxyRules = ProxyRules(), allowedHosts: AllowedHosts = AllowedHosts()
  ) {
    self.allowedHosts = allowedHosts
    self.timeout = timeout
    self.caFiles = caFiles
    self.systemCAFile = systemCAFile
    self.proxies = proxies
  }

  /// What the environment says, as curl, git and `az` read it: `SSL_CERT_FILE` in the system's place, and
  /// `REQUESTS_CA_BUNDLE`, which `az` goes by, besides it.
  ///
  /// - Parameter caFile: as `source.auth.caFile`.
  package init(
    timeout: Duration, caFile: String?, allowedHosts: AllowedHosts = AllowedHosts(), environment: [String: String]
  ) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      timeout: timeout, caFiles: [caFile, value("REQUESTS_CA_BUNDLE")].compactMap { $0 },
      systemCAFile: value("SSL_CERT_FILE"), proxies: ProxyRules(environment: environment),
      allowedHosts: allowedHosts)
  }
}
