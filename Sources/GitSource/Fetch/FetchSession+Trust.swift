import CLibgit2

/// How Weir knows who the server is.
extension FetchSession {
  /// Judges the certificate or the key that a server shows, before anything is sent to it: 0 where it is trusted.
  func trusts(_ certificate: UnsafeMutablePointer<git_cert>?, valid: Bool, host: String) -> Int32 {
    guard let certificate else {
      return refuse(FetchFailure(.untrustedHost, "\(host) shows no certificate"), with: GIT_ECERTIFICATE)
    }
    switch (certificate.pointee.cert_type, address.transport) {
    case (GIT_CERT_X509, .https): return trustsCertificate(valid: valid, host: host)
    case (GIT_CERT_HOSTKEY_LIBSSH2, .ssh):
      return certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { trustsKey($0.pointee) }
    default:
      return refuse(
        FetchFailure(.untrustedHost, "\(host) shows a kind of certificate that cannot be checked"),
        with: GIT_ECERTIFICATE)
    }
  }

  private func trustsCertificate(valid: Bool, host: String) -> Int32 {
    // libgit2 asks again after a redirect, before anything is sent: that is where another host shows.
    guard host.lowercased() == address.host else {
      return refuse(
        FetchFailure(
          .untrustedHost,
          "it sends on to another host, \(host), which is not followed: set source.url to where the repository is now"),
        with: GIT_ECERTIFICATE)
    }
    guard valid else {
      let mend =
        request.caFile.map { "it is not from an authority in \($0), is out of date, or is for another name" }
        ?? "it is from no authority that this machine trusts, is out of date, or is for another name; "
        + "for an authority of your own set source.auth.caFile"
      return refuse(
        FetchFailure(.untrustedHost, "the certificate of \(host) does not hold: \(mend)"), with: GIT_ECERTIFICATE)
    }
    return 0
  }

  private func trustsKey(_ shown: git_cert_hostkey) -> Int32 {
    let key: HostKey
    if shown.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let blob = shown.hostkey {
      key = HostKey(blob: Array(UnsafeRawBufferPointer(start: blob, count: shown.hostkey_len)))
    } else if shown.type.rawValue & GIT_CERT_SSH_SHA256.rawValue != 0 {
      key = HostKey(sha256: withUnsafeBytes(of: shown.hash_sha256) { Array($0) })
    } else {
      return refuse(FetchFailure(.untrustedHost, "it shows no key that can be checked"), with: GIT_ECERTIFICATE)
    }
    do throws(FetchFailure) {
      let known = try knownHosts()
      let verdict = known.hosts.verdict(on: key, host: address.host, port: address.port)
      try judge(verdict, on: key, file: known.file)
      return 0
    } catch {
      return refuse(error, with: GIT_ECERTIFICATE)
    }
  }

  /// What `source.auth.knownHostsFile` says.
  func knownHosts() throws(FetchFailure) -> (hosts: KnownHosts, file: String) {
    guard let file = request.knownHostsFile else {
      throw FetchFailure(.configuration, "ssh needs the server's key: set source.auth.knownHostsFile")
    }
    return (KnownHosts(try BoundedFile.text(file, setting: "source.auth.knownHostsFile")), file)
  }

  private func judge(_ verdict: KnownHosts.Verdict, on key: HostKey, file: String) throws(FetchFailure) {
    let shown = "\(key.type ?? "key") \(key.fingerprint)"
    let scan = "ssh-keyscan -p \(address.port) \(address.host)"
    switch verdict {
    case .trusted: return
    case .revoked: throw FetchFailure(.untrustedHost, "its \(shown) is revoked in \(file)")
    case .unknown:
      throw FetchFailure(
        .untrustedHost, "\(file) has no key for it; it shows \(shown): make sure that is right, then add it (\(scan))")
    case .different(let types) where key.type.map(types.contains) ?? true:
      throw FetchFailure(
        .untrustedHost,
        "its key is not the one in \(file): it shows \(shown); it was set up anew, or something stands in between")
    case .different(let types):
      throw FetchFailure(
        .untrustedHost,
        "\(file) has only its \(types.joined(separator: ", ")) key; it shows \(shown): make sure that is right, "
          + "then add it (\(scan))")
    }
  }
}
