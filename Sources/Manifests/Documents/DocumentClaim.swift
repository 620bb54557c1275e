import Pools

/// What a YAML document says that it is: one of Weir's, right or wrong, or somebody else's.
struct DocumentClaim {
  /// The kind; nil where the document names none of Weir's.
  let kind: ManifestDocument.Kind?
  /// Documents of Weir's that stand in a list: the whole document is one, or a `List` as kubectl writes it.
  let wrapped: [YAMLNode]
  /// Why the document cannot be read as what it claims to be; empty where it can be.
  let faults: [YAMLFault]
  /// True where the document is Weir's.
  let isWeirs: Bool

  init(_ root: YAMLNode) {
    let versions = root.members.filter { $0.key == "apiVersion" }.map(\.value)
    let own = versions.filter(Self.isWeirs)
    kind = Self.kind(of: root)
    wrapped = Self.wrapped(in: root)
    isWeirs = !own.isEmpty || kind != nil || !wrapped.isEmpty
    faults =
      wrapped.first.map { [Self.listFault(at: $0.place)] }
      ?? Self.versionFault(versions, in: root).map { [$0] } ?? []
  }

  /// The first of a document's kinds that is one of Weir's.
  static func kind(of root: YAMLNode) -> ManifestDocument.Kind? {
    root.members.lazy.filter { $0.key == "kind" && $0.value.isScalar }
      .compactMap { ManifestDocument.Kind(rawValue: $0.value.text) }.first
  }

  private static func isWeirs(_ version: YAMLNode) -> Bool {
    version.isScalar && version.text.hasPrefix(PoolSchema.group)
  }

  private static func wrapped(in root: YAMLNode) -> [YAMLNode] {
    var elements = root.elements
    if let kind = root["kind"], kind.isScalar, kind.text.hasSuffix("List") { elements = root["items"]?.elements ?? [] }
    return elements.filter { element in
      kind(of: element) != nil || element.members.contains { $0.key == "apiVersion" && isWeirs($0.value) }
    }
  }

  private static func listFault(at place: YAMLPlace) -> YAMLFault {
    YAMLFault(
      place, "a manifest stands in a list; write each as a document of its own, with a line of --- between them")
  }

  /// What is wrong with the version; nil where it is written once and is the one that this Weir reads.
  private static func versionFault(
    _ versions: [YAMLNode], in root: YAMLNode
  ) -> YAMLFault? {
    let right = PoolSchema.apiVersion
    guard let first = versions.first else {
      return YAMLFault(
        root.place,
        "apiVersion is missing; write \(right), or list the file in .weirignore if it is not Weir's")
    }
    if let second = versions.dropFirst().first {
      return YAMLFault(
        second.place,
        "apiVersion is written twice, first in line \(first.place.line); keep the one that is right, \(right)")
    }
    guard !first.isScalar || first.text != right else { return nil }
    let found = first.isScalar ? Quoted.text(first.text) : "a map or a list"
    if first.isScalar, first.text.hasPrefix(PoolSchema.group) {
      return YAMLFault(first.place, "apiVersion: \(found) is not known; this Weir reads \(right)")
    }
    return YAMLFault(
      first.place,
      "apiVersion: \(found) is not \(right), though the kind is one of Weir's; correct it, or list the file in "
        + ".weirignore if it is not Weir's")
  }

  /// True where a file may hold a document with one of Weir's kinds, which its bytes tell without parsing them.
  static func isPossible(in bytes: [UInt8]) -> Bool {
    let key = Array("kind".utf8)
    let kind = Array("Pool".utf8)
    let between = Set(" \t\r\n\"':!&|>-?".utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var at = 0
      while let found = buffer[at...].firstIndex(of: key[0]) {
        at = found + 1
        guard buffer[found...].starts(with: key) else { continue }
        let line = buffer[(found + key.count)...].prefix(40)
        // `kind: Pool`, `"kind" : 'Pool'`, and the value on a line of its own.
        if line.drop(while: between.contains).starts(with: kind) { return true }
      }
      return false
    }
  }
}
