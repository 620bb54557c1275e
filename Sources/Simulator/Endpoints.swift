package import Pools

/// Where a simulation is reached, and how an `az` is pointed at it.
package struct Endpoints: Sendable {
  /// `https://127.0.0.1:PORT`.
  package var armURL: String
  /// `http://127.0.0.1:PORT/token`.
  package var identityURL: String
  /// `http://127.0.0.1:PORT`.
  package var adminURL: String
  /// The certificate to trust, a PEM file.
  package var caFile: String
  /// What the identity endpoint wants to be shown.
  package var secret: String
  package var subscriptions: [SubscriptionID]
  /// The simulation itself, for who is in the same process.
  package var simulation: Simulation

  /// The name that the cloud has in `az`'s configuration: another for each port, so that an older one is in nobody's way.
  package var cloudName: String { "weir-simulation-\(armURL.split(separator: ":").last ?? "")" }

  /// What `az` needs in its environment, beside what is there.
  ///
  /// - Parameter configDirectory: `AZURE_CONFIG_DIR`; one of its own, since signing in changes the cloud for all.
  package func environment(configDirectory: String) -> [String: String] {
    [
      "AZURE_CONFIG_DIR": configDirectory,
      "REQUESTS_CA_BUNDLE": caFile,
      "IDENTITY_ENDPOINT": identityURL,
      "IDENTITY_HEADER": secret,
      // Debian 12's az 2.45.0 knows the endpoint by these three.
      "MSI_ENDPOINT": identityURL,
      "MSI_SECRET": secret,
      "APPSETTING_WEBSITE_SITE_NAME": "weir-simulation",
      "AZURE_CORE_COLLECT_TELEMETRY": "false",
      "NO_PROXY": "127.0.0.1",
      "no_proxy": "127.0.0.1",
    ]
  }

  /// The commands that sign `az` in, in that order, in that environment.
  ///
  /// - Parameter az: the name or the path of the Azure CLI.
  package func setUpCommands(az: String = "az") -> [[String]] {
    [
      [
        az, "cloud", "register", "--name", cloudName, "--endpoint-resource-manager", armURL,
        // az 2.45.0 asks for these four too; newer ones read them from the metadata endpoint.
        "--endpoint-active-directory", armURL, "--endpoint-active-directory-resource-id", armURL + "/",
        "--endpoint-active-directory-graph-resource-id", armURL + "/", "--endpoint-management", armURL + "/",
      ],
      [az, "cloud", "set", "--name", cloudName, "--output", "none"],
      [az, "login", "--identity", "--output", "none"],
    ]
  }

  /// What `weir simulate` prints: shell lines that point an `az` at the simulation, to copy whole.
  package var instructions: String {
    let directory = caFile.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let variables = environment(configDirectory: directory + "/azure").sorted { $0.key < $1.key }
      .map { "export \($0.key)=\(Self.quoted($0.value))" }
    let commands = setUpCommands().map { $0.map(Self.quoted).joined(separator: " ") }
    return (variables + commands).joined(separator: "\n")
  }

  /// A word that a POSIX shell reads as it is.
  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@,+".contains($0)) }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
