extension String {
  /// Where the bytes of `part` stand first; nil where they do not, and for an empty part.
  ///
  /// No character is told from the next, so that even a text that is a whole program is searched in microseconds.
  package func firstBytes(of part: String) -> Range<Index>? {
    // Strings of Swift's own have their bytes in a row, and all strings here are.
    let offset = utf8.withContiguousStorageIfAvailable { bytes in
      part.utf8.withContiguousStorageIfAvailable { wanted in Self.offset(of: wanted, in: bytes) } ?? nil
    }
    guard let start = offset ?? nil else { return nil }
    let lower = utf8.index(startIndex, offsetBy: start)
    return lower..<utf8.index(lower, offsetBy: part.utf8.count)
  }

  private static func offset(of part: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = part.first, part.count <= bytes.count else { return nil }
    for start in 0...bytes.count - part.count where bytes[start] == first {
      var length = 1
      while length < part.count, bytes[start + length] == part[length] { length += 1 }
      if length == part.count { return start }
    }
    return nil
  }
}
