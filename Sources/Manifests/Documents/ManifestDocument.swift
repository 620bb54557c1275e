import Pools
import Templates

/// A document of Weir's as it stands in a file, whichever the file's path is: what is kept for each blob.
struct ManifestDocument: Sendable {
  enum Kind: String, Sendable {
    case pool = "Pool"
    case defaults = "PoolDefaults"
  }

  /// Nil where it is not known; then there is a fault.
  let kind: Kind?
  let root: YAMLNode
  /// Everything that is wrong with the document by itself.
  let faults: [YAMLFault]
  let warnings: [YAMLFault]
  /// As in `SchemaCheck`.
  let attempted: Set<String>

  /// Nil for a document that is not Weir's.
  init?(_ root: YAMLNode) {
    let version = root["apiVersion"]
    if let version {
      guard version.isScalar, version.text.hasPrefix(PoolSchema.group) else { return nil }
    } else {
      guard NearMiss.isMeant(root) else { return nil }
    }
    self.root = root
    var check = SchemaCheck()
    var own: [YAMLFault] = []
    var kind: Kind?
    if let version, version.text != PoolSchema.apiVersion {
      own.append(
        YAMLFault(
          version.place,
          "apiVersion: \(Quoted.text(version.text)) is not known; this Weir reads \(PoolSchema.apiVersion)"))
    } else if let node = root["kind"] {
      kind = node.value?.string.flatMap(Kind.init)
      if let kind {
        check.check(root, as: .object(PoolSchema.root(of: kind.rawValue)), at: "")
      } else {
        check.check(node, as: .choice(PoolSchema.kinds), at: "kind")
      }
    } else {
      own.append(YAMLFault(root.place, "kind is missing; write one of \(PoolSchema.kinds.joined(separator: ", "))"))
    }
    self.kind = kind
    faults = own + check.faults
    warnings = check.warnings
    attempted = check.attempted
  }

  /// The warnings about the document by itself: all are about numbers with a zero first.
  func diagnostics(in file: String) -> [Diagnostic] {
    warnings.map { Diagnostic($0, file: file, pool: name, advice: .octalNumber) }
  }

  var metadata: YAMLNode? { root["metadata"] }

  /// The pool's name, where it is one.
  var name: PoolName? {
    guard kind == .pool else { return nil }
    return metadata?["name"]?.value?.string.flatMap { PoolName($0) }
  }

  var namePlace: YAMLPlace { metadata?["name"]?.place ?? root.place }

  var labels: [String: String] {
    let members = metadata?["labels"]?.members ?? []
    return Dictionary(
      members.compactMap { member in member.value.value?.string.map { (member.key, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The place of the key `spec`, where what is missing belongs.
  var specPlace: YAMLPlace { root.members.first { $0.key == "spec" }?.keyPlace ?? root.place }
}

/// What a blob says: Weir's documents in it, and what ended the reading early.
struct ParsedManifest: Sendable {
  let documents: [ManifestDocument]
  let fault: YAMLFault?
  /// What there is to say about documents that are nearly Weir's.
  let nearMisses: [YAMLFault]

  /// Reads a file. A file that never says `weir.dev/` is not Weir's, and is passed over whatever else is in it.
  init(_ bytes: [UInt8], limits: YAMLLimits) {
    let isWeirs = Self.speaksOfWeir(bytes)
    guard isWeirs || NearMiss.isPossible(in: bytes) || NearMiss.isMeaningPossible(in: bytes) else {
      documents = []
      nearMisses = []
      fault = nil
      return
    }
    // Whatever else such a file reads as is nobody's wish.
    if isWeirs, let conflict = YAMLText.conflict(in: bytes) {
      documents = []
      nearMisses = []
      fault = conflict
      return
    }
    let stream = YAMLStream(bytes, limits: limits)
    documents = stream.documents.compactMap(ManifestDocument.init)
    nearMisses = stream.documents.compactMap(NearMiss.warning)
    fault = isWeirs ? stream.fault : nil
  }

  init(fault: YAMLFault) {
    documents = []
    nearMisses = []
    self.fault = fault
  }

  /// True where there is anything of Weir's in the file, right or wrong.
  var isManifest: Bool { !documents.isEmpty || fault != nil }

  private static func speaksOfWeir(_ bytes: [UInt8]) -> Bool {
    if contains(bytes, PoolSchema.group) { return true }
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    return isWide && contains(bytes.filter { $0 != 0 }, PoolSchema.group)
  }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return true }
    return bytes.withUnsafeBufferPointer { buffer in
      var at = 0
      while at + wanted.count <= buffer.count {
        guard let found = buffer[at...].firstIndex(of: first), found + wanted.count <= buffer.count
        else { return false }
        if buffer[found..<found + wanted.count].elementsEqual(wanted) { return true }
        at = found + 1
      }
      return false
    }
  }
}
