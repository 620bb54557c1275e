import GitSource

extension Settings {
  /// Reads settings from the text of a file, if there is one, and the environment, whose values go before the file's.
  ///
  /// - Parameters:
  ///   - text: the YAML; nil where there is no file.
  ///   - file: how messages name the file.
  ///   - directory: the folder of the file, which relative paths are from.
  /// - Throws: every fault at once.
  init(
    reading text: String?, file: String, directory: String, environment: [String: String]
  ) throws(SettingsFaults) {
    let document = text.map { SettingsDocument(parsing: $0, file: file) }
    let outer = SettingsEnvironment(environment)
    var faults = (document?.faults ?? []) + outer.faults

    let chosen = Set(outer.found.compactMap(\.key.choice))
    let overridden = Set(outer.found.map(\.key.path))
    let inner = (document?.found ?? []).filter { entry in
      !overridden.contains(entry.key.path) && entry.key.choice.map { !chosen.contains($0) } ?? true
    }

    self.init()
    state = StateLocation(database: "\(directory)/.weir/weir.db")
    var origins: [String: SettingOrigin] = [:]
    for entry in inner + outer.found {
      if let choice = entry.key.choice,
        let other = origins.keys.sorted().first(where: { path in
          SettingsTable.keys.contains { $0.path == path && $0.choice == choice }
        }), let place = origins[other]
      {
        faults.append(
          SettingsFault(
            origin: entry.origin, message: "\(entry.key.path) contradicts \(other) (\(place.brief)); keep one of them"))
      }
      origins[entry.key.path] = entry.origin
      faults += take(entry, context: SettingContext(directory: directory))
    }
    let isComplete = document?.isReadable ?? true
    for (path, advice) in SettingsTable.required.sorted(by: { $0.key < $1.key })
    where isComplete && origins[path] == nil {
      let place = text == nil ? "the environment" : file
      faults.append(SettingsFault(origin: .missing(from: place), message: "\(path) is missing; \(advice)"))
    }
    reserveCredentials(environment)
    faults += secrets.misplaced
    if !faults.contains(where: { $0.origin == origins["source.url"] }) {
      faults += contradictions(origins)
    }
    guard faults.isEmpty else { throw SettingsFaults(faults) }
  }

  private mutating func take(_ entry: FoundSetting, context: SettingContext) -> [SettingsFault] {
    do {
      try entry.key.read(entry.raw, &self, context)
      return []
    } catch let items as ItemComplaints {
      return items.complaints.map { SettingsFault(origin: $0.item.origin, message: $0.message) }
    } catch let complaint as Complaint {
      let named = complaint.message.hasPrefix(entry.key.path)
      return [
        SettingsFault(
          origin: entry.origin, message: named ? complaint.message : "\(entry.key.path): \(complaint.message)")
      ]
    } catch {
      return [SettingsFault(origin: entry.origin, message: "\(entry.key.path): \(error)")]
    }
  }

  /// Values that are right on their own and wrong together.
  private func contradictions(_ origins: [String: SettingOrigin]) -> [SettingsFault] {
    guard let urlOrigin = origins["source.url"] else { return [] }
    let forSSH = ["source.auth.sshKeyFile", "source.auth.knownHostsFile"]
    // The certificates to trust count for templates by their addresses too, wherever the manifests are.
    let forHTTPS = ["source.auth.username", "source.auth.tokenFile"]
    func misplaced(_ paths: [String], _ use: String) -> [SettingsFault] {
      paths.compactMap { path in
        origins[path].map {
          SettingsFault(
            origin: $0, message: "\(path) is for \(use), and source.url (\(urlOrigin.brief)) is not; take it out")
        }
      }
    }
    switch source.url.transport {
    case .https: return misplaced(forSSH, "ssh")
    case .folder: return misplaced(forSSH, "ssh") + misplaced(forHTTPS, "https")
    case .ssh:
      let needed = [
        ("source.auth.sshKeyFile", "the private key to sign in with"),
        ("source.auth.knownHostsFile", "the host keys to trust (ssh-keyscan HOST, checked by a person)"),
      ]
      let missing = needed.filter { origins[$0.0] == nil }.map { path, what in
        SettingsFault(origin: urlOrigin, message: "source.url is ssh and needs \(path), \(what)")
      }
      return misplaced(forHTTPS, "https") + missing
    }
  }
}
