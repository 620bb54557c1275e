import Foundation
import Pools

/// The token that the identity endpoint hands out: a JWT in form, signed by nobody.
enum BearerToken {
  /// The principal that every caller is.
  static let principal = "0f0f0f0f-1111-2222-3333-444444444444"
  /// The client id of that principal.
  static let client = "0e0e0e0e-1111-2222-3333-444444444444"
  /// How long a token is good, in seconds: a day, as managed identities have it.
  static let lifetime = 86_400

  /// - Parameter audience: what the caller asked for, which a token repeats.
  static func make(audience: String, tenant: String, at now: Date) -> String {
    let issued = Int64(now.timeIntervalSince1970)
    let issuer = "https://sts.windows.net/\(tenant)/"
    let payload: JSONValue = [
      "aud": .string(audience), "iss": .string(issuer), "iat": .integer(issued), "nbf": .integer(issued),
      "exp": .integer(issued + Int64(lifetime)), "appid": .string(client), "appidacr": "2", "idp": .string(issuer),
      "idtyp": "app", "oid": .string(principal), "sub": .string(principal), "tid": .string(tenant), "ver": "1.0",
      "xms_mirid": "/subscriptions/simulation/providers/Microsoft.ManagedIdentity/userAssignedIdentities/simulation",
    ]
    let header: JSONValue = ["alg": "RS256", "typ": "JWT", "kid": "simulation"]
    return [header.text(), payload.text(), "no signature"].map(encode).joined(separator: ".")
  }

  /// Throws what ARM answers to a request without a token, or with one that is over.
  static func check(_ authorization: String?, at now: Date) throws(ARMError) {
    let challenge = ["WWW-Authenticate": "Bearer authorization_uri=\"https://login.invalid/\""]
    guard let authorization, authorization.lowercased().hasPrefix("bearer ") else {
      throw ARMError(
        401, "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing or has no bearer token.", headers: challenge)
    }
    let parts = authorization.dropFirst(7).split(separator: ".")
    guard parts.count == 3, let payload = decode(parts[1]), let claims = try? JSONReader.read(payload),
      let end = claims.member("exp")?.integer
    else {
      throw ARMError(401, "InvalidAuthenticationToken", "The access token is invalid.", headers: challenge)
    }
    guard Double(end) > now.timeIntervalSince1970 else {
      throw ARMError(
        401, "ExpiredAuthenticationToken", "The access token expiry is in the past.", headers: challenge)
    }
  }

  private static func encode(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private static func decode(_ text: Substring) -> Data? {
    let plain = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
  }
}
