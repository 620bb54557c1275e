import Pools
import Templates

extension OwnFields {
  mutating func share() -> ShareFields? {
    let node = spec["storage"]
    guard node.isSaid else { return nil }
    let (files, nfs) = (node["azureFiles"], node["nfs"])
    if files.isUnsaid, nfs.isUnsaid {
      fault(at: node.keyPlace, "spec.storage says nothing; write one of azureFiles, nfs")
    }
    // Both at once is said elsewhere; what else is wrong with either is said here all the same.
    let (first, second) = (files.isSaid ? azureFiles(files) : nil, nfs.isSaid ? server(nfs) : nil)
    return files.isUnsaid || nfs.isUnsaid ? first ?? second : nil
  }

  private mutating func server(_ nfs: FieldNode) -> ShareFields? {
    refuseNFS(at: nfs.keyPlace, nfs.path)
    let export = nfs["export"].text
    let name = export?.split(separator: "/").last.map(String.init) ?? "share"
    guard let path = mountPath(nfs["mountPath"], share: name), let server = nfs["server"].text, let export
    else { return nil }
    return ShareFields(kind: .nfs(server: server, export: export), mountPath: path)
  }

  private mutating func azureFiles(_ node: FieldNode) -> ShareFields? {
    let (channel, key, account) = (node["protocol"], node["key"], node["account"])
    let isNFS = channel.text == "nfs"
    if isNFS {
      refuseNFS(at: channel.place, channel.path)
      checkReach(of: channel)
      if key.isSaid {
        let (culprit, other) = culprit(key, channel)
        fault(
          at: culprit.keyPlace,
          "\(culprit.path): a share by NFS has no key, and \(culprit.path == key.path ? "protocol says nfs" : "there is one") (\(other.place)); take one of them out"
        )
      }
    } else if !channel.isWrong {
      missing(key, "a share by SMB needs it: write {environment: …}, {file: …} or {keyVault: …}")
    }
    let id = node["accountId"]
    if let name = account.text, let owner = id.id, owner.name.lowercased() != name {
      fault(
        id, "this is the account \(Quoted.text(owner.name)), and account says \(name) (\(account.place)); make them one"
      )
    }
    let path = mountPath(node["mountPath"], share: node["share"].text ?? "share")
    guard let account = account.text, let share = node["share"].text, let path else { return nil }
    if isNFS {
      return ShareFields(kind: .azureNFS(account: account, share: share), mountPath: path, accountID: id.id)
    }
    guard let key = key.secret else { return nil }
    return ShareFields(kind: .smb(account: account, share: share, key: key), mountPath: path, accountID: id.id)
  }

  /// Shares by NFS know machines by their network alone: through a private endpoint, or from subnets with a service
  /// endpoint that the account lets in (Microsoft: NFS file shares in Azure Files, security and networking). The pool's own
  /// network has neither.
  private mutating func checkReach(of channel: FieldNode) {
    let network = spec["network"]
    guard !isWindows, network["subnet"].isUnsaid, !network.isWrong else { return }
    warn(
      channel, .shareOutOfReach,
      "a share by NFS is reached through a private or a service endpoint, which the network that Weir makes has not; name "
        + "a subnet that has one by spec.network.subnet")
  }

  private mutating func refuseNFS(at place: SourceLocation, _ path: String) {
    guard isWindows, isSystemKnown else { return }
    fault(at: place, "\(path): Windows pools mount shares of Azure Files by SMB; write azureFiles with protocol: smb")
  }

  // MARK: Where it is mounted

  /// The drive that Windows gets where nothing is said.
  private static let drive = "S:"
  /// Where Ubuntu keeps what it needs itself.
  private static let systemFolders: Set<String> = [
    "bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "lost+found", "proc", "root", "run", "sbin",
    "snap", "sys", "tmp", "usr", "var",
  ]
  /// Folders that others mount below, and that are not free themselves.
  private static let sharedFolders: Set<String> = ["/data", "/media", "/mnt", "/mnt/resource", "/opt", "/srv"]

  private mutating func mountPath(_ node: FieldNode, share: String) -> String? {
    guard let path = node.text else {
      return node.isWrong ? nil : isWindows ? Self.drive : "/datamnt/\(share)"
    }
    guard isSystemKnown else { return nil }
    if isWindows {
      guard TextRule.isDrive(path) else {
        fault(node, "\(Quoted.text(path)) is no drive of Windows; write a letter and a colon, like S:")
        return nil
      }
      let letter = path.uppercased()
      guard let first = letter.utf8.first, first >= UInt8(ascii: "E") else {
        fault(node, "Windows has \(letter) for itself; write one of E: to Z:")
        return nil
      }
      return letter
    }
    guard !TextRule.isDrive(path) else {
      fault(node, "\(Quoted.text(path)) is a drive of Windows; write a path like /datamnt/\(share)")
      return nil
    }
    let names = path.split(separator: "/")
    if !spec["dataDisks"].isUnsaid, names.count > 1, names[0] == "data", names[1].hasPrefix("disk") {
      fault(node, "\(Quoted.text(path)) is where the data disks are; write a path like /datamnt/\(share)")
      return nil
    }
    let top = names.first.map(String.init) ?? ""
    guard !Self.systemFolders.contains(top), !Self.sharedFolders.contains(path) else {
      fault(
        node, "\(Quoted.text(path)) hides what Ubuntu keeps there; write a folder of its own, like /datamnt/\(share)")
      return nil
    }
    return path
  }
}
