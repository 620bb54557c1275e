import Foundation

/// How the message of a failed pool says when it is tried again, and how it reads without that.
package enum RetryText {
  private static let mark = "; tried again "

  /// The message of a failure; with `nil`, the pool is tried again only when something changes.
  static func message(_ failure: String, next: Date?, pool: String) -> String {
    let when =
      next.map { "after \($0.formatted(.iso8601))" }
      ?? "when the manifest changes, or by `weir reconcile --now \(pool)`"
    // Azure ends its sentences, and this one goes on.
    return (failure.hasSuffix(".") ? failure.dropLast() : failure[...]) + mark + when
  }

  /// The message without its last words, for where the time stands already.
  package static func without(_ message: String) -> String {
    guard let last = message.ranges(of: mark).last else { return message }
    return String(message[..<last.lowerBound])
  }

  /// `once`, `3 times`.
  package static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
