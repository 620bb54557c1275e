import Logging

/// Writes what the controller logs to standard error, a line each: `weir: message (key: value)`.
struct ConsoleLogHandler: LogHandler {
  let console: Console
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let details = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    let text = details.isEmpty ? "\(event.message)" : "\(event.message) (\(details))"
    console.tell("weir: \(LineText.single(text))")
  }
}
