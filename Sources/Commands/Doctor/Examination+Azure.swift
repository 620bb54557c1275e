import AzureCLI
import Manifests
import Pools
import Reconciliation

extension Examination {
  /// The oldest `az` that Weir's tests run with, which is Debian 12's.
  static let oldestTool = [2, 45, 0]

  /// The tool, its login, and what that may do in each subscription of the allow-list.
  ///
  /// - Parameter pools: those of the manifests; empty where these could not be read.
  func azure(for pools: [PoolDefinition]) async -> [Check] {
    let rights = settings.azure.subscriptions.map { "rights \($0)" }
    guard let path = await AzureCLIInstallation(environment: session.environment).find(settings.azure.cli) else {
      return [
        .fail(
          "az", "\(settings.azure.cli) is not there or cannot be run",
          "install the Azure CLI (pip install azure-cli, in an environment of its own), or set azure.cli to its path"),
        .skipped("login", until: "az"),
      ] + rights.map { .skipped($0, until: "az") }
    }
    let azure: any Azure
    do {
      azure = try session.edges.openAzure(settings, nil, session)
    } catch {
      return [.fail("az", ErrorText.line(for: error), "give Weir's user the right to write beside the state")]
        + (["login"] + rights).map { .skipped($0, until: "az") }
    }
    let tool = await tool(azure, at: path)
    guard tool.result != .fail else { return [tool] + (["login"] + rights).map { .skipped($0, until: "az") } }
    do {
      try await azure.signIn()
    } catch {
      return [tool, .fail("login", ErrorText.line(for: error), advice(on: error, else: signingIn))]
        + rights.map { .skipped($0, until: "login") }
    }
    var checks = [tool, await login(azure)]
    for subscription in settings.azure.subscriptions {
      let groups = Set(pools.filter { $0.subscription == subscription }.map(\.resourceGroup))
      checks.append(await self.rights(in: subscription, poolGroups: groups, azure))
    }
    return checks
  }

  /// How to sign in so that Weir finds the login.
  private var signingIn: String {
    let directory = settings.azure.configDirectory.map { "AZURE_CONFIG_DIR=\($0) " } ?? ""
    return "as Weir's user: \(directory)az login --identity on a machine of Azure, or --service-principal elsewhere"
  }

  /// What to do where az failed: a login or a role mends nothing where nobody answered.
  private func advice(on error: any Error, else remedy: String) -> String {
    switch error as? AzureError {
    case .unreachable:
      "check the network, HTTPS_PROXY and the endpoint that az cloud show names, from this machine and as Weir's user"
    case .unreadable:
      "run az account get-access-token as Weir's user; where it hangs, check the network, HTTPS_PROXY and the endpoint "
        + "that az cloud show names, or raise azure.timeout"
    case .throttled, .conflict: "wait some minutes, and run weir doctor again"
    default: remedy
    }
  }

  private func tool(_ azure: any Azure, at path: String) async -> Check {
    // Only the real one has a version.
    guard let commandLine = azure as? AzureCommandLine else { return .ok("az", path) }
    let version: String
    do {
      version = try await commandLine.version()
    } catch {
      return .fail("az", "\(path): \(ErrorText.line(for: error))", "run \(path) version as Weir's user, and mend that")
    }
    let oldest = Self.oldestTool.map(String.init).joined(separator: ".")
    guard Self.isKnownGood(version) else {
      return .warn(
        "az", "\(path) is \(version); Weir is tested with \(oldest) and later",
        "pip install --upgrade azure-cli, or take a newer package")
    }
    return .ok("az", "\(path) is \(version) (\(oldest) or later is known to be good)")
  }

  /// False for an older version than the oldest that is known, and for what is no version.
  static func isKnownGood(_ version: String) -> Bool {
    let parts = version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) }
    let numbers = parts.compactMap(\.self)
    guard numbers.count >= 2, numbers.count == parts.count else { return false }
    return !(numbers + [0]).lexicographicallyPrecedes(oldestTool)
  }

  private func login(_ azure: any Azure) async -> Check {
    guard let account = try? await (azure as? AzureCommandLine)?.account(), let user = account.user else {
      return .ok("login", "it holds")
    }
    return .ok("login", "it holds: \(user)" + (account.kind.map { " (\($0))" } ?? ""))
  }

  /// Groups of pools that are asked about one by one where the subscription as a whole allows too little.
  private static let maximumGroups = 20

  /// Reads, and proves the right to write as far as that goes without writing: by what Azure says that the roles allow.
  private func rights(
    in subscription: SubscriptionID, poolGroups: Set<ResourceGroupName>, _ azure: any Azure
  ) async -> Check {
    let name = "rights \(subscription)"
    let scope = "/subscriptions/\(subscription)"
    let advice = "az role assignment create --role Contributor --scope \(scope) --assignee PRINCIPAL"
    let groups: [ResourceGroupName]
    do {
      groups = try await azure.resourceGroups(in: subscription).map(\.name)
    } catch {
      return .fail(name, ErrorText.line(for: error), self.advice(on: error, else: advice))
    }
    let read = groups.count == 1 ? "1 resource group can be read" : "\(groups.count) resource groups can be read"
    guard let commandLine = azure as? AzureCommandLine else { return .ok(name, read) }
    do {
      let everywhere = try await commandLine.permissions(in: subscription)
      let missing = AzurePermissions.neededInGroup.filter { !everywhere.allows($0) }
      let makesGroups = everywhere.allows(AzurePermissions.neededForGroups)
      if missing.isEmpty, makesGroups {
        return .ok(
          name,
          "\(read); by its roles it may write groups, deployments, scale sets and networks (policies and locks were "
            + "not asked)")
      }
      if let action = missing.first {
        let present = groups.filter(poolGroups.contains).sorted().prefix(Self.maximumGroups)
        guard !present.isEmpty else { return .fail(name, "\(read); its roles do not allow \(action)", advice) }
        for group in present {
          let there = try await commandLine.permissions(in: subscription, group: group)
          if let action = AzurePermissions.neededInGroup.first(where: { !there.allows($0) }) {
            return .fail(name, "\(read); its roles do not allow \(action) in resource group \(group)", advice)
          }
        }
      }
      if !makesGroups, let group = poolGroups.subtracting(groups).min() {
        return .fail(
          name, "\(read); its roles do not allow \(AzurePermissions.neededForGroups), and there is no group \(group)",
          advice)
      }
      return .warn(
        name, "\(read); by its roles it may write in the groups of the pools, and not make a new group",
        "make the groups of new pools yourself, or: \(advice)")
    } catch {
      return .warn(
        name, "\(read); whether it may write could not be found out: \(ErrorText.line(for: error))",
        "if pools are refused for want of a right: \(advice)")
    }
  }
}
