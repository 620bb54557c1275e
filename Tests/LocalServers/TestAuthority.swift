/// A certificate authority that only tests know.
package enum TestAuthority {
  /// Makes `ca.pem`, and with `server.pem` and `server.key` a certificate for `localhost` that it has signed.
  package static func make(in folder: String) async throws {
    try await Tool.openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=Test authority", "-keyout", "\(folder)/ca.key", "-out", "\(folder)/ca.pem", in: folder)
    try await Tool.openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
      "-CA", "\(folder)/ca.pem", "-CAkey", "\(folder)/ca.key", "-keyout", "\(folder)/server.key", "-out",
      "\(folder)/server.pem", in: folder)
  }
}
