/// The id of a blob: the hash of its content, so that equal ids are equal contents.
package struct BlobID: Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ text: String) { description = text }
}

/// A file of a repository; `path` is from the repository's root, with `/`.
package struct SourceFile: Hashable, Sendable {
  package var path: String
  package var blob: BlobID
  package init(path: String, blob: BlobID) {
    self.path = path
    self.blob = blob
  }
}
