import Pools
import Templates

extension OwnFields {
  /// What Azure takes of tags on one resource, less Weir's own two.
  private static let mostTags = 48

  mutating func tags() -> [String: String] {
    let members = spec["tags"].value?.members ?? []
    var first: [String: PlacedMember] = [:]
    var tags: [String: String] = [:]
    let labels = Dictionary(labels.map { ($0.key.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    for member in members {
      guard let value = member.value.text else { continue }
      let path = SchemaCheck.join("spec.tags", member.key)
      if let other = first.updateValue(member, forKey: member.key.lowercased()) {
        fault(
          at: member.place,
          "\(path): Azure does not tell it from \(Quoted.bare(other.key)) (\(other.place)); keep one of them")
      } else if let label = labels[member.key.lowercased()], label.key != member.key || label.value != value {
        fault(
          at: member.place,
          "\(path): the label \(Quoted.bare(label.key)) becomes a tag of that name with another value; keep one of them"
        )
      } else {
        tags[member.key] = value
      }
    }
    let all = Set(first.keys).union(labels.keys)
    if all.count > Self.mostTags {
      fault(
        at: spec["tags"].keyPlace,
        "spec.tags: with the labels these are \(all.count) tags, and Azure takes \(Self.mostTags) besides Weir's own two; take "
          + "some out")
    }
    return tags
  }

  mutating func update() -> UpdateFields {
    let node = spec["update"]
    let (policy, share) = (node["policy"], node["maxUnavailable"])
    let policies: [String: UpdateFields.Policy] = ["manual": .manual, "automatic": .automatic, "rolling": .rolling]
    var update = UpdateFields(policy: policies[policy.text ?? "rolling"] ?? .rolling)
    if let text = share.text, let value = Int(text.dropLast()) { update.maxUnavailable = value }
    if share.isSaid, update.policy != .rolling {
      let (culprit, other) = culprit(share, policy)
      let what =
        culprit.path == share.path ? "spec.update.policy is \(policy.text ?? "")" : "spec.update.maxUnavailable stands"
      fault(
        at: culprit.keyPlace,
        "\(culprit.path): only rolling updates count who is away, and \(what) (\(other.place)); take it out, or write policy: rolling"
      )
    }
    let health = spec["health"]
    if update.policy == .rolling, health.text == "none", !policy.isWrong {
      fault(
        health,
        "a rolling update\(policy.isSaid ? " (\(policy.place))" : ", the default,") needs to know which machines work; write "
          + "how they are asked, or update: {policy: manual}")
    }
    return update
  }
}
