@testable import Pools

/// What Azure makes of a body that it was sent: other capitals, other forms of the same, defaults and bookkeeping of its
/// own, and no secrets back.
struct AzureLike {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func apply(_ pool: DesiredPool) -> [ResourceDocument] {
    pool.resources.map { document in
      var live = document
      live.body = answer(document.body, name: "", expressions: document.expressions, path: .root)
      live.body = live.body.setting("Succeeded", at: JSONPath("properties", "provisioningState"))
      live.body = live.body.setting("W/\"1\"", at: JSONPath("etag"))
      live.expressions = [:]
      return live
    }
  }

  private mutating func answer(
    _ value: JSONValue, name: String, expressions: [JSONPath: Set<String>], path: JSONPath
  ) -> JSONValue {
    switch value {
    case .object(let members) where name == "userAssignedIdentities":
      return .object(members.mapValues { _ in ["principalId": "1"] })
    case .object(let members):
      var kept: [String: JSONValue] = [:]
      for (member, value) in members.sorted(by: { $0.key < $1.key }) {
        if SpecialName.names[member.lowercased()] == .writeOnly || value == .null { continue }
        if value.isEmpty && random.chance(0.5) { continue }
        kept[member] = answer(value, name: member, expressions: expressions, path: path.member(member))
      }
      if name != "tags" && random.chance(0.5) { kept["defaultOfAzure"] = .integer(Int64(path.steps.count)) }
      return .object(kept)
    case .array(let elements):
      let answers = elements.enumerated().map { position, element in
        answer(element, name: name, expressions: expressions, path: path.appending(.index(position)))
      }
      let isKeyed = answers.first?["name"] != nil || answers.first?["id"] != nil || answers.first?["lun"] != nil
      let isSet = ["zones", "addressPrefixes", "sourceAddressPrefixes"].contains(name)
      return .array(isKeyed || isSet ? answers.shuffled(using: &random) : answers)
    case .string(let text): return .string(spell(text, name: name))
    case .integer(let number): return name == "destinationPortRange" ? .string(String(number)) : value
    default: return value
    }
  }

  private mutating func spell(_ text: String, name: String) -> String {
    if text.isID { return random.chance(0.5) ? text.uppercased() : text.lowercased() }
    switch name {
    case "location": return random.pick(["westus2", "West US 2"])
    case "protocol", "mode", "caching", "createOption", "access", "direction", "operator", "publicIPAllocationMethod",
      "privateIPAddressVersion":
      return text.prefix(1).uppercased() + text.dropFirst()
    case "cooldown": return "PT10M"
    case "extensionsTimeBudget": return "PT1H30M"
    case "keyData": return text.filter { !$0.isNewline }
    default: return text
    }
  }
}
