import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The certificates of one simulation: an authority of its own, and a server certificate for loopback that it signed.
///
/// Both are made at the start and last as long as the process; the private keys never leave its memory.
struct CertificateAuthority {
  /// The authority's certificate, for clients to trust.
  let certificatePEM: String
  /// What the server shows and proves.
  let server: TLSConfiguration

  /// - Parameters:
  ///   - now: the beginning of validity; an hour earlier, for clocks that differ.
  ///   - lifetime: in days.
  init(now: Date, lifetime: Int = 30) throws {
    let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let serverKey = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName("Weir simulation") }
    let begin = now.addingTimeInterval(-3600)
    let end = now.addingTimeInterval(Double(lifetime) * 86_400)
    let authority = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: authorityKey.publicKey, notValidBefore: begin,
      notValidAfter: end, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: authorityKey.publicKey)
      }, issuerPrivateKey: authorityKey)
    let subject = try DistinguishedName { CommonName("127.0.0.1") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(),
      publicKey: Certificate.PublicKey(serverKey.publicKey), notValidBefore: begin, notValidAfter: end, issuer: name,
      subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames([
          .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
        ])
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: authorityKey.publicKey).keyIdentifier)
      }, issuerPrivateKey: authorityKey)
    certificatePEM = try authority.serializeAsPEM().pemString
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.serializeAsPEM().pemString.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(serverKey.pemRepresentation.utf8), format: .pem)
    server = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
  }
}
