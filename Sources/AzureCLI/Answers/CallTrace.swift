import Foundation
import Pools

/// What `az rest --verbose` writes to standard error about the answer that it got, separated from its errors.
///
/// Both 2.45 and 2.91 write the request and the answer as lines that begin with `INFO: `, and an error behind them:
///
///     INFO: Request body:
///     INFO: {"properties": …}
///     INFO: Response status: 429
///     INFO: Response headers:
///     INFO:     'Retry-After': '300'
///     INFO: Response content:
///     INFO: {"error": …}
///     ERROR: Too Many Requests({"error": …})
///     INFO: Command ran in 0.369 seconds (init: 0.108, invoke: 0.261)
///
/// The body of a request may hold secrets, so nothing but the status, the wait and the error is kept of it all.
struct CallTrace: Hashable, Sendable {
  /// The number of the HTTP status; nil where no answer came, or the call was not verbose.
  var status: Int?
  /// How long the answer asks to wait; nil where it does not ask.
  var retryAfter: Duration?
  /// What is no trace: `az`'s own warnings and errors.
  var errors: String

  /// - Parameter now: what a wait until a date is counted from.
  init(_ text: String, at now: Date) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let start = lines.lastIndex(where: { $0.hasPrefix(Self.statusMark) }) else {
      errors = lines.contains { $0.hasPrefix(Self.mark) } ? Self.untraced(lines) : text
      return
    }
    status = Int(lines[start].dropFirst(Self.statusMark.count).trimmed)
    let answer = lines[(start + 1)...]
    for line in answer.prefix(while: { !$0.hasPrefix("INFO: Response content:") }) {
      guard let (name, value) = Self.header(line), let wait = Self.wait(name, value, now) else { continue }
      retryAfter = max(retryAfter ?? .zero, wait)
    }
    // The answer's own text may look like anything; az's error comes after it.
    let error = answer.lastIndex { $0.hasPrefix("ERROR: ") }
    errors = error.map { Self.untraced(lines[$0...]) } ?? ""
  }

  private static let mark = "INFO: "
  private static let statusMark = "INFO: Response status: "

  private static func untraced(_ lines: some Sequence<Substring>) -> String {
    // A body of several lines has the mark on its first only, and stands before the error.
    let behind = lines.drop { !$0.hasPrefix("ERROR: ") && !$0.hasPrefix("WARNING: ") }
    return behind.filter { !$0.hasPrefix(mark) }.joined(separator: "\n")
  }

  /// `INFO:     'Retry-After': '300'`, as Python writes two strings.
  private static func header(_ line: Substring) -> (name: String, value: String)? {
    guard line.hasPrefix(mark) else { return nil }
    let parts = line.dropFirst(mark.count).trimmed.split(separator: "': '", maxSplits: 1)
    guard parts.count == 2, parts[0].hasPrefix("'"), parts[1].hasSuffix("'") else { return nil }
    return (parts[0].dropFirst().lowercased(), String(parts[1].dropLast()))
  }

  /// The wait that a header asks for: `Retry-After` in seconds or until a date (RFC 9110, 10.2.3), and Azure's own two in
  /// milliseconds, which `azure-core` reads as well.
  private static func wait(_ name: String, _ value: String, _ now: Date) -> Duration? {
    switch name {
    case "retry-after":
      if let seconds = Int64(value.trimmed) { return RetryAfter.bounded(.seconds(max(0, min(seconds, 1 << 31)))) }
      guard let date = HTTPDate.read(value) else { return nil }
      return RetryAfter.until(date, from: now)
    case "retry-after-ms", "x-ms-retry-after-ms":
      return Int64(value.trimmed).map { RetryAfter.bounded(.milliseconds(max(0, min($0, 1 << 40)))) }
    default: return nil
    }
  }
}

/// HTTP's dates: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7; the two obsolete forms are not sent any more).
enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Nil where the text is no such date.
  static func read(_ text: String) -> Date? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
      let month = months.firstIndex(of: String(words[2])), (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return Timestamp.read("\(year)-\(two(month + 1))-\(two(day))T\(words[4])Z")
  }
}
