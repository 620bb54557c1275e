/// What `weir init` writes: a repository with one pool, every line explained, that validates as it is.
enum StarterFiles {
  struct File: Sendable {
    /// From the folder that is set up.
    var path: String
    var text: String
  }

  /// The variable that the starter pool's password comes from.
  static let secret = "EXAMPLE_ADMIN_PASSWORD"

  static let all = [
    File(path: "weir.yaml", text: settings),
    File(path: "pools/example.yaml", text: manifest),
    File(path: "pools/templates/dsvm-pool.json", text: StarterTemplate.text + "\n"),
  ]

  private static let settings = """
    # Weir's settings. Every value can also come from the environment: source.url from WEIR_SOURCE_URL.
    # weir doctor checks all of it and says what to do.

    # The controller's name. It stands in the tag weir-managed-by of everything that Weir makes.
    name: weir

    source:
      # The repository of manifests: https://, ssh://, git@host:path, file:// or a path. Here: this folder itself.
      url: .
      # Which commit to keep to: a branch, or tag:, semver: or commit:.
      ref: {branch: main}
      # The folder of the manifests.
      path: pools
      # How often to look for new commits.
      interval: 1m
      timeout: 60s
      # auth:
      #   sshKeyFile: /etc/weir/id_ed25519          # for ssh, with the keys of the hosts to trust
      #   knownHostsFile: /etc/weir/known_hosts
      #   tokenFile: /etc/weir/token                # for https
      #   caFile: /etc/weir/ca.pem

    azure:
      # The subscriptions that Weir may touch; the first is the default. az account list shows yours.
      subscriptions: [11111111-2222-3333-4444-555555555555]
      # The Azure CLI, by its name on PATH or a path.
      cli: az
      # A login of Weir's own: AZURE_CONFIG_DIR=/var/lib/weir/azure az login --identity
      # configDirectory: /var/lib/weir/azure
      timeout: 2m
      concurrency: 4

    secrets:
      # The secrets that manifests may name, and no others: variables of Weir's environment, folders of files on its
      # machine, key vaults. "for" names the folders of the repository whose pools may. Credentials of Weir's own never can.
      allow:
        - {environment: [EXAMPLE_*], for: [pools]}
        # - {files: [/etc/weir/secrets]}
        # - {vaults: [/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/team]}

    reconcile:
      # A full round over all pools, to find what changed behind Weir's back.
      interval: 5m
      jitter: 10%
      concurrency: 8
      timeout: 30m
      # correct puts it back; report only says so.
      drift: correct
      # Whether a pool whose manifest is gone is deleted. Of a commit that removes more pools than the limit, none is;
      # weir prune shows what stayed, and deletes it. What holds data, or was there before the pool, stays in Azure.
      prune: {enabled: false, limit: 1}

    # What Weir remembers; .weir/weir.db beside this file by default.
    # state: sqlite:///var/lib/weir/weir.db

    # Servers that manifests may name templates of by their address (spec.template.uri); none by default.
    # templates: {allowedHosts: [raw.githubusercontent.com]}

    log: {retain: 365d}

    """

  private static let manifest = """
    # A pool of virtual machines. Commit a change of this file, and Weir brings Azure there.
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      # Small letters, digits and '-'; unique in the repository.
      name: example
      # Labels become tags of the resources.
      labels: {team: data-science}
    spec:
      # Made if it is missing, in the location.
      resourceGroup: ds-example
      location: westus2
      template:
        # An ARM template, from this manifest's folder.
        file: templates/dsvm-pool.json
        parameters:
          poolName: example
          size: Standard_D4s_v5
          instances: 2
          # Who may come in by SSH and JupyterHub: your own network.
          allowFrom: 203.0.113.0/24
        # Values of secure parameters are never written here, only where they are kept.
        secrets:
          adminPassword: {environment: \(secret)}

    """
}
