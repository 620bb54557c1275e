import Pools
import Reconciliation
import Synchronization

/// The tokens that `az` has handed out, each fetched once for all calls that need it.
///
/// An `az` process that is signed in with a managed identity fetches a token of its own (measured: 2.91 once and 2.45 twice
/// a process), and processes that refresh a user's token side by side can break the cache that they share (azure-cli#9427,
/// #20273, #21744). So one process fetches, one at a time, and the calls get the token by a file of theirs.
final class Login: Sendable {
  /// What a token is for: a subscription's tenant, or `az`'s default one.
  enum Scope: Hashable, Sendable {
    case standard
    case subscription(SubscriptionID)
  }

  /// Nil where `az` is signed in and shows no token: then each call lets `az` find its own.
  typealias Token = SecretText?

  private struct Kept: Sendable {
    var token: Token
    var fetchedAt: ContinuousClock.Instant
  }

  private let kept = Mutex<[Scope: Kept]>([:])
  private let attempts = Mutex<[Scope: SharedAttempt<Token>]>([:])
  /// One `az` at a time writes the token cache.
  private let turn = Turnstile(places: 1)
  /// How long a token is used. `az` renews one that has less than five minutes left, so one that it handed out less than
  /// five minutes ago is good.
  private let interval: Duration

  init(interval: Duration) { self.interval = interval }

  /// The token for a scope: one that is kept, or else what `fetch` gets, asked once for all who need it now.
  ///
  /// - Parameter fetch: answers what `az account get-access-token` printed.
  func token(for scope: Scope, fetch: () async throws -> [UInt8]) async throws -> Token {
    if let token = fresh(scope) { return token }
    let attempt = attempts.withLock { attempts in
      let attempt = attempts[scope] ?? SharedAttempt()
      attempts[scope] = attempt
      return attempt
    }
    return try await attempt.value {
      try await turn.pass {
        // Whoever had the turn before may have fetched it: the default subscription's is found by two names.
        if let token = fresh(scope) { return token }
        let answer = Self.read(try await fetch())
        keep(answer.token, for: [scope] + (answer.subscription.map { [.subscription($0)] } ?? []))
        return answer.token
      }
    }
  }

  /// Makes the next call fetch a token again, unless somebody has done so since `token` was handed out: of many calls that
  /// are refused with one token, the first has a new one fetched.
  func forget(_ token: Token) { kept.withLock { kept in kept = kept.filter { $0.value.token != token } } }

  private func fresh(_ scope: Scope) -> Token? {
    let now = ContinuousClock.now
    return kept.withLock { kept in
      guard let known = kept[scope], now - known.fetchedAt < interval else { return nil }
      return .some(known.token)
    }
  }

  private func keep(_ token: Token, for scopes: [Scope]) {
    let entry = Kept(token: token, fetchedAt: .now)
    kept.withLock { kept in
      for scope in scopes { kept[scope] = entry }
    }
  }

  /// `{"accessToken": "…", "subscription": "…", "tokenType": "Bearer", …}`.
  private static func read(_ output: [UInt8]) -> (token: Token, subscription: SubscriptionID?) {
    guard let answer = try? JSONReader.read(output), let token = answer.member("accessToken")?.string, !token.isEmpty,
      answer.member("tokenType")?.string?.lowercased() ?? "bearer" == "bearer"
    else { return (nil, nil) }
    return (SecretText(token), answer.member("subscription")?.string.flatMap(SubscriptionID.init))
  }
}
