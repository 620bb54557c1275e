import NIOPosix
import NIOSSL

/// Which certificates a server may show.
struct Trust: Sendable {
  let settings: RemoteTemplateSettings

  /// Reads the files, off the cooperative pool. Throws `FetchFault` where one cannot be read.
  func configuration() async throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let file = settings.systemCAFile {
      configuration.trustRoots = .certificates(try await Self.certificates(in: file, named: "SSL_CERT_FILE"))
    }
    for file in settings.caFiles {
      let certificates = try await Self.certificates(in: file, named: "source.auth.caFile or REQUESTS_CA_BUNDLE")
      configuration.additionalTrustRoots.append(.certificates(certificates))
    }
    return configuration
  }

  private static func certificates(in file: String, named setting: String) async throws -> [NIOSSLCertificate] {
    do {
      return try await NIOThreadPool.singleton.runIfActive { try NIOSSLCertificate.fromPEMFile(file) }
    } catch {
      throw FetchFault("\(file) holds no certificates that can be read; mend \(setting)")
    }
  }
}
