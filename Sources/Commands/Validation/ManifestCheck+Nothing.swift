import Manifests
import Pools

/// A path that is asked about.
struct NamedPath: Hashable, Sendable {
  /// From the root; empty for the root itself.
  var inner: String
  /// As messages name it.
  var shown: String
  /// False where nobody wrote it, and it stands for everything there is.
  var isNamed = true
}

extension ManifestCheck {
  /// Makes it a fault that a path which somebody has named holds no manifest: whoever names it takes it for one, and
  /// "0 pools are valid" would let the slip through. What is nearly a manifest there is that fault.
  mutating func lookForNothing(at path: NamedPath, files: [SourceFile]) {
    func isInside(_ file: String) -> Bool {
      path.inner.isEmpty || file == path.inner || file.hasPrefix(path.inner + "/")
    }
    guard path.isNamed, !manifests.contains(where: isInside),
      !faults.contains(where: { $0.location.map { isInside($0.file) } ?? false })
    else { return }
    let near = warnings.filter { $0.location.map { isInside($0.file) } ?? false }
    guard near.isEmpty else {
      warnings.removeAll { near.contains($0) }
      faults += near
      return
    }
    let inside = files.map(\.path).filter(isInside)
    let nothing = Self.nothing(path, among: inside)
    faults.append(
      inside.contains(path.inner)
        ? ToldFault(nothing, at: SourceLocation(file: path.inner, line: 1)) : ToldFault("\(path.shown): \(nothing)"))
  }

  /// What there is in place of a manifest.
  private static func nothing(_ path: NamedPath, among files: [String]) -> String {
    let yaml = files.filter(isManifestName)
    let mark = "says apiVersion: \(ManifestSchema.apiVersion)"
    switch (files.contains(path.inner), files.isEmpty, yaml.count) {
    case (true, _, _): return "no manifest; no document in it \(mark), or .weirignore leaves it out"
    case (_, true, _): return "no manifest; the folder holds no files"
    case (_, _, 0): return "no manifest; no file in the folder ends in .yaml or .yml"
    case (_, _, 1): return "no manifest; the one YAML file in the folder has no document that \(mark)"
    default: return "no manifest; none of the \(yaml.count) YAML files in the folder \(mark)"
    }
  }
}
