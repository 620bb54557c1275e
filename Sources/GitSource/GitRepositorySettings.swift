package import Reconciliation

/// What a repository is fetched with: `source` of the configuration, and where things are.
package struct GitRepositorySettings: Sendable {
  /// How Weir shows who it is, and knows who the server is. All are paths of files but `username`.
  package struct Authentication: Hashable, Sendable {
    package var sshKeyFile: String?
    package var knownHostsFile: String?
    /// Nil: the address's own, or `git`.
    package var username: String?
    package var tokenFile: String?
    package var caFile: String?

    package init(
      sshKeyFile: String? = nil, knownHostsFile: String? = nil, username: String? = nil, tokenFile: String? = nil,
      caFile: String? = nil
    ) {
      self.sshKeyFile = sshKeyFile
      self.knownHostsFile = knownHostsFile
      self.username = username
      self.tokenFile = tokenFile
      self.caFile = caFile
    }
  }

  /// The program that fetches, run as a child process: Weir itself with its hidden verb.
  package struct FetchProgram: Hashable, Sendable {
    package var executable: String
    package var arguments: [String]
    /// All that the child's environment holds: proxy variables, and nothing secret.
    package var environment: [String: String]

    package init(executable: String, arguments: [String] = ["git-fetch"], environment: [String: String] = [:]) {
      self.executable = executable
      self.arguments = arguments
      self.environment = environment
    }
  }

  package var address: GitAddress
  package var ref: SourceRef
  /// For one fetch, waiting for another process included.
  package var timeout: Duration
  package var authentication: Authentication
  /// Where mirrors are kept, one folder an address.
  package var mirrors: String
  package var program: FetchProgram
  /// Bytes that one fetch receives at most.
  package var maximumFetch: Int
  /// Packs that the mirror gathers before they are put into one: with 50, looking an object up stays quick.
  package var maximumPacks: Int
  package var limits: ReadingLimits

  package init(
    address: GitAddress, ref: SourceRef, timeout: Duration = .seconds(60),
    authentication: Authentication = Authentication(), mirrors: String, program: FetchProgram,
    maximumFetch: Int = 1 << 30,
    maximumPacks: Int = 50, limits: ReadingLimits = ReadingLimits()
  ) {
    self.address = address
    self.ref = ref
    self.timeout = timeout
    self.authentication = authentication
    self.mirrors = mirrors
    self.program = program
    self.maximumFetch = maximumFetch
    self.maximumPacks = maximumPacks
    self.limits = limits
  }
}
