import Pools

/// Where a pool's template is.
struct TemplateSource: Sendable {
  /// The file of the repository; for a template that is elsewhere its address, and its hash in the blob's place.
  var file: SourceFile
  /// Nil for a template of the repository.
  var elsewhere: TemplateQuery?
}

extension PoolRequestBuilder {
  /// The template that `spec.template` names, by a path or by an address; nil where that is wrong, which `diagnostics`
  /// then says.
  mutating func templateSource(_ template: PlacedValue, pool: PoolName) -> TemplateSource? {
    if let file = template["file"] {
      return resolve(file, at: "spec.template.file", pool: pool).map { TemplateSource(file: $0) }
    }
    guard let address = template["uri"], let text = address.text else { return nil }
    let hash = template["sha256"]
    // A hash of another file is of another address: one of them was changed, and the other forgotten.
    if let hash, hash.place.file != address.place.file {
      add(
        Diagnostic(
          location: address.place,
          message: "spec.template.uri: its sha256 stands in another file (\(hash.place)); write both in one file",
          pool: pool))
      return nil
    }
    let query = TemplateQuery(
      address: text, hash: hash?.text.flatMap { TemplateHash($0) }, limit: limits.template)
    let file = SourceFile(path: query.shown, blob: BlobID("sha256:\(query.hash?.description ?? "") \(text)"))
    add(Dependency(path: file.path, blob: file.blob, isElsewhere: true))
    return TemplateSource(file: file, elsewhere: query)
  }
}
