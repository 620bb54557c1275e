import Pools

/// A pool's resources and the places of its fields, packed.
struct PackedPool: Sendable {
  private let bytes: [UInt8]
  private let texts: SharedTexts

  init(_ pool: DesiredPool, _ texts: SharedTexts) {
    var packer = Packer(texts)
    packer.add(pool.resources)
    packer.add(pool.fields)
    // A copy of the right size: what grew by appending is up to twice as large.
    bytes = packer.bytes.withUnsafeBufferPointer { Array($0) }
    self.texts = texts
  }

  func unpacked() throws(PackedFault) -> (resources: [ResourceDocument], fields: [String: SourceLocation]) {
    var unpacker = Unpacker(bytes, texts)
    let resources = try unpacker.resources()
    return (resources, try unpacker.fields())
  }
}
