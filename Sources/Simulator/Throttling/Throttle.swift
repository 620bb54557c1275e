package import Foundation
import Pools

/// How large Azure's buckets are. The defaults are those that Microsoft publishes (request limits and throttling;
/// compute throttling limits).
package struct ThrottleSizes: Hashable, Sendable {
  /// A subscription's reads.
  package var reads = TokenBucket.Size(capacity: 250, refill: 25)
  /// A subscription's writes.
  package var writes = TokenBucket.Size(capacity: 200, refill: 10)
  /// A subscription's deletions.
  package var deletes = TokenBucket.Size(capacity: 200, refill: 10)
  /// One scale set's updates: 12, and 4 a minute.
  package var scaleSetWrites = TokenBucket.Size(capacity: 12, refill: 4.0 / 60)
  /// One scale set's reads: 36, and 12 a minute.
  package var scaleSetReads = TokenBucket.Size(capacity: 36, refill: 12.0 / 60)

  package init() {}
}

/// All buckets of the cloud; one is made, full, when it is first asked for.
package struct Throttle: Sendable {
  /// What a request counts as.
  enum Kind: String, Hashable {
    case reads, writes, deletes
    case scaleSetReads, scaleSetWrites
  }

  private struct Key: Hashable {
    var kind: Kind
    var owner: String
  }

  private var buckets: [Key: TokenBucket] = [:]
  private let sizes: ThrottleSizes

  package init(_ sizes: ThrottleSizes) { self.sizes = sizes }

  /// Takes the tokens that a request needs, and returns the headers that say what is left. Throws ARM's 429.
  package mutating func admit(_ request: ARMRequest, at now: Date) throws(ARMError) -> [String: String] {
    guard let subscription = request.path.subscription?.lowercased() else { return [:] }
    let kind: Kind =
      switch request.method {
      case "GET", "HEAD": .reads
      case "DELETE": .deletes
      default: .writes
      }
    var headers: [String: String] = [:]
    let left = try take(kind, subscription, now) { seconds in
      ARMError(
        429, "SubscriptionRequestsThrottled",
        "Number of '\(kind)' for subscription '\(subscription)' exceeded. Please try again after '\(seconds)' seconds.")
    }
    headers["x-ms-ratelimit-remaining-subscription-\(kind)"] = String(left)
    if let scaleSet = Self.scaleSet(of: request.path) {
      let kind: Kind = request.method == "GET" || request.method == "HEAD" ? .scaleSetReads : .scaleSetWrites
      let name = kind == .scaleSetReads ? "GetVMScaleSetResource" : "UpdateVMScaleSetResource"
      let left = try take(kind, scaleSet, now) { seconds in
        ARMError(
          429, "OperationNotAllowed",
          "The server rejected the request because too many requests have been received for this scale set.",
          details: [ARMError(429, "TooManyRequests", "Try again after \(seconds) seconds.", target: name)])
      }
      headers["x-ms-ratelimit-remaining-resource"] = "Microsoft.Compute/\(name);\(left)"
    }
    return headers
  }

  /// The key of the scale set that a path is at or below; nil where it is about none.
  private static func scaleSet(of path: ARMPath) -> String? {
    guard let part = path.providers.first, part.namespace.lowercased() == "microsoft.compute",
      let segment = part.segments.first, segment.type.lowercased() == "virtualmachinescalesets",
      let name = segment.name
    else { return nil }
    return "\(path.subscription ?? "")/\(path.group ?? "")/\(name)".lowercased()
  }

  private mutating func take(
    _ kind: Kind, _ owner: String, _ now: Date, error: (Int) -> ARMError
  ) throws(ARMError) -> Int {
    let size =
      switch kind {
      case .reads: sizes.reads
      case .writes: sizes.writes
      case .deletes: sizes.deletes
      case .scaleSetReads: sizes.scaleSetReads
      case .scaleSetWrites: sizes.scaleSetWrites
      }
    let key = Key(kind: kind, owner: owner)
    if let seconds = buckets[key, default: TokenBucket(size, full: now)].take(at: now) {
      var refusal = error(seconds)
      refusal.headers["Retry-After"] = String(seconds)
      throw refusal
    }
    return buckets[key]?.remaining ?? 0
  }
}
