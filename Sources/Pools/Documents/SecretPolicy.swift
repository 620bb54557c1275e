/// Which secrets the pools of a repository may name, as the settings say; what no rule allows is not allowed.
package struct SecretPolicy: Hashable, Sendable {
  /// Secrets that the pools of some folders may name.
  package struct Rule: Hashable, Sendable {
    /// Names of environment variables, `*` for any text in them.
    package var environment: [String]
    /// Absolute paths of folders, or of files by themselves.
    package var files: [String]
    package var vaults: [ResourceID]
    /// The folders, from the repository's root, of the manifests that this is for; nil for all of them.
    package var folders: [String]?

    package init(
      environment: [String] = [], files: [String] = [], vaults: [ResourceID] = [], folders: [String]? = nil
    ) {
      self.environment = environment
      self.files = files
      self.vaults = vaults
      self.folders = folders
    }

    func isFor(_ manifest: String) -> Bool {
      folders?.contains { $0.isEmpty || AbsolutePath.isInside(manifest, $0) } ?? true
    }
  }

  package var rules: [Rule]
  /// Absolute paths of files and folders that no rule opens: credentials of Weir's own, and its state.
  package var reservedPaths: [String]

  package init(rules: [Rule] = [], reservedPaths: [String] = []) {
    self.rules = rules
    self.reservedPaths = reservedPaths
  }

  /// What is said of every secret that is not allowed, whether it is there or not: nobody finds out by a manifest which files
  /// and variables a machine has.
  package static let refusal =
    "secrets.allow in weir.yaml does not allow this secret for this pool; name one that it allows, or ask whoever runs Weir"

  /// Tells whether a pool may name a secret.
  ///
  /// A value that stands in the repository itself is no reference, and allowed. Of a file only its path is judged here: where
  /// it leads by links is known once it is opened.
  ///
  /// - Parameter manifest: the file of the pool's own manifest, from the repository's root.
  package func allows(_ reference: SecretReference, for manifest: String) -> Bool {
    switch reference {
    case .literal: true
    case .environment(let name):
      !ReservedVariables.contains(name)
        && rules.contains { $0.isFor(manifest) && $0.environment.contains { WildcardName.matches(name, $0) } }
    case .file(let path): !roots(of: path, for: manifest).isEmpty
    case .keyVault(let vault, _, _):
      ResourceID(vault).map { id in rules.contains { $0.isFor(manifest) && $0.vaults.contains(id) } } ?? false
    }
  }

  /// The allowed folders that a file is in by its path, or the path itself where it is allowed as a file.
  package func roots(of path: String, for manifest: String) -> [String] {
    guard let path = AbsolutePath.normalized(path), !isReserved(path) else { return [] }
    return rules.filter { $0.isFor(manifest) }.flatMap(\.files).filter { AbsolutePath.isInside(path, $0) }
  }

  /// True where a path is one that no rule opens, or inside one.
  package func isReserved(_ path: String) -> Bool {
    (reservedPaths + Self.systemPaths).contains { AbsolutePath.isInside(path, $0) }
  }

  /// File systems of the kernel: environments and memory of processes, and devices.
  private static let systemPaths = ["/proc", "/sys", "/dev"]
}

/// Paths as text.
package enum AbsolutePath {
  /// The path without `.` and doubled slashes; nil for a relative one, and for one with `..`, which leads somewhere else
  /// where a link stands before it.
  package static func normalized(_ path: String) -> String? {
    guard path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
    // By bytes, as the system reads it: a slash with a mark above is one character and still a slash.
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
    guard !parts.contains("..") else { return nil }
    return "/" + parts.joined(separator: "/")
  }

  /// True where `path` is `folder` or inside it.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }
}

/// Environment variables that are, or lead to, credentials of Weir, `az`, git or the machine, and that no rule allows.
package enum ReservedVariables {
  /// Of `az`, of Weir's own settings, of managed identities, of other clouds, of git and ssh, and those that decide which
  /// programs run.
  private static let prefixes = [
    "AZURE_", "WEIR_", "IDENTITY_", "MSI_", "ARM_", "AWS_", "GIT_", "SSH_", "LD_", "PYTHON", "ACTIONS_",
  ]
  /// Proxies, whose addresses have passwords in them.
  private static let suffixes = ["_PROXY"]
  private static let names: Set<String> = [
    "PATH", "HOME", "USER", "SHELL", "TMPDIR", "XDG_CONFIG_HOME", "GITHUB_TOKEN", "GH_TOKEN", "CI_JOB_TOKEN",
    "SYSTEM_ACCESSTOKEN",
  ]

  /// True for a variable that no rule allows, in any case of its letters.
  package static func contains(_ name: String) -> Bool {
    let name = name.uppercased()
    return names.contains(name) || prefixes.contains(where: name.hasPrefix) || suffixes.contains(where: name.hasSuffix)
  }

  /// True where every name that a pattern stands for is reserved, so that a rule with it would allow nothing.
  package static func containsAll(of pattern: String) -> Bool {
    guard pattern.contains("*") else { return contains(pattern) }
    let parts = pattern.uppercased().split(separator: "*", omittingEmptySubsequences: false)
    let (first, last) = (parts.first ?? "", parts.last ?? "")
    return prefixes.contains(where: first.hasPrefix) || suffixes.contains(where: last.hasSuffix)
  }
}

/// Names with `*` for any text, the empty one too.
package enum WildcardName {
  /// Tells whether a name is one that the pattern stands for, in time of their lengths.
  package static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == pattern }
    guard name.hasPrefix(first), name.dropFirst(first.count).hasSuffix(last) else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
