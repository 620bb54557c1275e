import Foundation
import Glibc

/// Texts that must not stand anywhere, in the spellings that programs give a text: as it is, in JSON, in an address, in
/// UTF-16 and in base64.
struct Secrets: Sendable {
  private let spellings: [[UInt8]]

  init(_ texts: [String]) { spellings = texts.flatMap(Self.spellings) }

  private static func spellings(of text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    let texts = [
      text, text.replacing("/", with: #"\/"#), text.addingPercentEncoding(withAllowedCharacters: plain) ?? text,
    ]
    // Where a text begins within three bytes says how base64 spells it; the ends depend on what stands beside.
    let encoded = (0..<3).map { shift -> [UInt8] in
      let whole = Array(Data(Array(repeating: 0, count: shift) + bytes).base64EncodedString().utf8)
      return Array(whole.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
    }
    return texts.map { Array($0.utf8) } + [text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }] + encoded
  }

  func stand(in text: String) -> Bool { stand(in: Data(text.utf8)) }

  func stand(in data: Data) -> Bool {
    data.withUnsafeBytes { hay in
      spellings.contains { Self.holds(hay, $0) }
    }
  }

  /// By the C library, since a look at everything must be quick in a debug build too.
  private static func holds(_ hay: UnsafeRawBufferPointer, _ needle: [UInt8]) -> Bool {
    guard var place = hay.baseAddress, let first = needle.first else { return false }
    let end = place + hay.count
    while end - place >= needle.count, let found = memchr(place, Int32(first), end - place - needle.count + 1) {
      if memcmp(found, needle, needle.count) == 0 { return true }
      place = UnsafeRawPointer(found) + 1
    }
    return false
  }

  /// Every file below a folder that holds one, but for those whose paths in it are named.
  func files(below folder: URL, except names: Set<String> = []) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path())) ?? []
    return paths.filter { path in
      !names.contains(path)
        && FileManager.default.contents(atPath: folder.appending(path: path).path()).map(stand) ?? false
    }
  }
}
