import CLibgit2
import Foundation

/// How Weir shows who it is.
extension FetchSession {
  /// Answers a request for credentials, each kind once: libgit2 1.5 asks again for as long as it is given an answer.
  func offer(
    _ credential: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, user: String?, allowed: UInt32
  ) -> Int32 {
    let name = user ?? request.username ?? address.user ?? "git"
    if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git_credential_username_new(credential, name) }
    offers += 1
    switch address.transport {
    case .folder: return refuse(FetchFailure(.notAuthorized, "a folder asks for no credentials"), with: GIT_EAUTH)
    case .https: return offerToken(credential, allowed: allowed)
    case .ssh: return offerKey(credential, name: name, allowed: allowed)
    }
  }

  private func offerToken(
    _ credential: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, allowed: UInt32
  ) -> Int32 {
    guard let file = request.tokenFile else {
      return refuse(
        FetchFailure(.notAuthorized, "it asks for a user and a token: set source.auth.tokenFile"), with: GIT_EAUTH)
    }
    guard offers == 1 else {
      return refuse(
        FetchFailure(
          .notAuthorized, "it did not take the token in \(file): put one there that may read the repository"),
        with: GIT_EAUTH)
    }
    guard allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else {
      return refuse(FetchFailure(.notAuthorized, "it takes no user and token"), with: GIT_EAUTH)
    }
    do throws(FetchFailure) {
      let token = try BoundedFile.text(file, setting: "source.auth.tokenFile")
        .trimmingCharacters(in: .whitespacesAndNewlines)
      guard !token.isEmpty else { throw FetchFailure(.configuration, "source.auth.tokenFile \(file) is empty") }
      return git_credential_userpass_plaintext_new(credential, request.username ?? address.user ?? "git", token)
    } catch {
      return refuse(error, with: GIT_EAUTH)
    }
  }

  private func offerKey(
    _ credential: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, name: String, allowed: UInt32
  ) -> Int32 {
    guard let file = request.sshKeyFile else {
      return refuse(FetchFailure(.configuration, "ssh needs a key: set source.auth.sshKeyFile"), with: GIT_EAUTH)
    }
    guard allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 else {
      return refuse(FetchFailure(.notAuthorized, "it takes no keys"), with: GIT_EAUTH)
    }
    do throws(FetchFailure) {
      let key = PrivateKeyText(try BoundedFile.text(file, setting: "source.auth.sshKeyFile"))
      guard key.isPrivateKey else {
        throw FetchFailure(.configuration, "source.auth.sshKeyFile \(file) holds no private key")
      }
      guard offers == 1 else {
        let mend =
          key.isRSA
          ? "it is an RSA key, which libssh2 signs with in a way that most servers refuse: make an ed25519 key"
          : "add its public half there as a key that may read"
        throw FetchFailure(.notAuthorized, "it did not take the key in \(file) for the user \(name): \(mend)")
      }
    } catch {
      return refuse(error, with: GIT_EAUTH)
    }
    return git_credential_ssh_key_new(credential, name, nil, file, nil)
  }
}
