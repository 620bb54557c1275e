import Foundation

/// The resident memory of this process, as `/proc/self/status` (proc(5)) counts it, in bytes.
enum Memory {
  /// The most that was resident since the start, or since `forgetPeak`.
  static var peak: Int { value(of: "VmHWM:") }

  /// Lets the peak begin anew: 5 in `/proc/self/clear_refs` (Linux 4.0). Where that is not allowed it goes on counting.
  static func forgetPeak() {
    try? FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/self/clear_refs")).write(contentsOf: Data("5".utf8))
  }

  private static func value(of name: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    // `VmHWM:     28556 kB`, where kB are 1024 bytes.
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first).flatMap { Int($0) }.map { $0 * 1_024 } ?? 0
  }
}
