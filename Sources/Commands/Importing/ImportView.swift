import Manifests
import Pools

/// An import as it is told.
struct ImportView {
  let result: PoolImport
  let name: PoolName

  /// What stands on standard error beside the manifest: how it was proved, and what nobody can compare.
  func lines(palette: Palette) -> [String] {
    let proof = result.proof
    var lines: [String] = []
    if case .template(let because) = result.way {
      lines.append("by a template, since its own fields cannot say it: \(because)")
    }
    for shared in result.pool.shared { lines.append("left out, and only named: \(shared.id.short); \(shared.reason)") }
    if !proof.tagged.isEmpty {
      lines.append(
        "taking it over gives \(Self.count(proof.tagged.count, "resource")) Weir's two tags, and changes nothing else")
    }
    let readable = proof.unseen.filter(result.readable.contains)
    if !readable.isEmpty {
      lines.append(
        "warning: what looks like a secret stands in neither file, though Azure shows it, and no plan compares it; say where "
          + "it is kept: " + readable.joined(separator: ", "))
    }
    let unseen = proof.unseen.filter { !result.readable.contains($0) }
    if !unseen.isEmpty {
      let extensions = unseen.count { $0.contains(" protected settings of the extension ") }
      let secrets = unseen.count - extensions
      let kinds = [
        secrets > 0 ? Self.count(secrets, "secret") : nil,
        extensions > 0 ? "the protected settings of \(Self.count(extensions, "extension"))" : nil,
      ].compactMap { $0 }
      lines.append(
        "warning: \(kinds.joined(separator: " and ")) cannot be compared, since Azure never tells them; say where they are "
          + "kept: " + unseen.joined(separator: ", "))
    }
    lines += proof.refusals.map { "refused: \($0.message)" }
    lines += proof.changes.map { change in
      let place = change.location.map { " (\($0.brief))" } ?? ""
      return "still differs: \(change.resource.short) \(change.path)\(place)"
    }
    let verdict =
      proof.isProved
      ? palette.sign(of: .unchanged) + " proved: a plan has no changes" : palette.sign(of: .failed) + " not proved"
    return lines.map { "weir: \(LineText.single($0))" } + [verdict]
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  var json: JSONValue {
    var because: String?
    if case .template(let reason) = result.way { because = reason }
    return [
      "pool": .string(name.description), "manifest": .string(result.manifest),
      "template": result.template.map { ["file": .string($0.file), "text": .string($0.text)] } ?? .null,
      "because": .optional(because),
      "leftOut": .array(
        result.pool.shared.map { ["id": .string($0.id.description), "reason": .string($0.reason)] }),
      "proof": [
        "proved": .bool(result.proof.isProved), "changes": .array(result.proof.changes.map(\.json)),
        "refusals": .array(result.proof.refusals.map { .string($0.message) }),
        "tagged": .array(result.proof.tagged.map { .string($0.description) }),
        "unseen": .array(result.proof.unseen.map(JSONValue.string)),
      ],
    ]
  }
}
