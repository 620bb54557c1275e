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
  /// False where the document cannot be read as what it claims to be, so that nothing more is to be said of it.
  let isReadable: Bool
  /// As in `SchemaCheck`.
  let attempted: Set<String>
  /// The documents that stand in a list in this one's place, which Weir does not read as manifests.
  private let wrapped: [YAMLNode]

  /// Reads a document.
  ///
  /// A document is Weir's where any of its `apiVersion`s begins with `weir.dev/` or any of its `kind`s is one of Weir's,
  /// whatever stands beside them: a bad merge or a slip must not make a pool disappear.
  ///
  /// - Returns: nil for a document of somebody else's.
  init?(_ root: YAMLNode) {
    let claim = DocumentClaim(root)
    guard claim.isWeirs else { return nil }
    self.root = root
    kind = claim.kind
    wrapped = claim.wrapped
    isReadable = claim.faults.isEmpty
    var check = SchemaCheck()
    var own: [YAMLFault] = claim.faults
    if own.isEmpty {
      if let kind {
        check.check(root, as: .object(PoolSchema.root(of: kind.rawValue)), at: "")
      } else if let node = root["kind"] {
        check.check(node, as: .choice(PoolSchema.kinds), at: "kind")
      } else {
        own.append(YAMLFault(root.place, "kind is missing; write one of \(PoolSchema.kinds.joined(separator: ", "))"))
      }
    }
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
    return Self.name(in: root)
  }

  /// The pools that the document speaks of, right or wrong.
  var names: [PoolName] {
    if let name { return [name] }
    return wrapped.filter { DocumentClaim.kind(of: $0) == .pool }.compactMap(Self.name)
  }

  /// True where the document is, or was meant to be, the defaults of its folder.
  var holdsDefaults: Bool {
    kind == .defaults || wrapped.contains { DocumentClaim.kind(of: $0) == .defaults }
  }

  private static func name(in root: YAMLNode) -> PoolName? {
    root["metadata"]?["name"]?.value?.string.flatMap { PoolName($0) }
  }

  var namePlace: YAMLPlace { metadata?["name"]?.place ?? root.place }

  /// The names that the pool had before, newest first, with their places.
  var formerNames: [(name: PoolName, place: YAMLPlace)] {
    guard kind == .pool, let node = metadata?["renamedFrom"] else { return [] }
    return (node.isSequence ? node.elements : [node]).compactMap { element in
      element.value?.string.flatMap { PoolName($0) }.map { ($0, element.place) }
    }
  }

  /// What the names of a pool's resources begin with where Weir names them: the first name that the pool had.
  var nameStem: PoolName? { formerNames.last?.name ?? name }

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
  /// True where the file could not be read to its end and may define the defaults of its folder.
  let mayHoldDefaults: Bool

  /// Reads a file. One that says neither `weir.dev/` nor a `kind` of Weir's is passed over, whatever else is in it.
  init(_ bytes: [UInt8], limits: YAMLLimits) {
    let isWeirs = Self.speaksOfWeir(bytes)
    guard isWeirs || NearMiss.isPossible(in: bytes) || DocumentClaim.isPossible(in: bytes) else {
      documents = []
      nearMisses = []
      fault = nil
      mayHoldDefaults = false
      return
    }
    // Whatever else such a file reads as is nobody's wish.
    if isWeirs, let conflict = YAMLText.conflict(in: bytes) {
      documents = []
      nearMisses = []
      fault = conflict
      mayHoldDefaults = Self.contains(bytes, ManifestDocument.Kind.defaults.rawValue)
      return
    }
    let stream = YAMLStream(bytes, limits: limits)
    documents = stream.documents.compactMap(ManifestDocument.init)
    nearMisses = stream.documents.filter { !DocumentClaim($0).isWeirs }.compactMap(NearMiss.warning)
    fault = isWeirs ? stream.fault : nil
    mayHoldDefaults = fault != nil && Self.contains(bytes, ManifestDocument.Kind.defaults.rawValue)
  }

  /// A file whose content could not be had. That it held defaults before is known from earlier revisions alone.
  init(fault: YAMLFault) {
    documents = []
    nearMisses = []
    self.fault = fault
    mayHoldDefaults = false
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
