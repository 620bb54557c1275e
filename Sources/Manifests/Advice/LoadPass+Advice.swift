import Pools
import Templates

/// The pools on one template that silence the same: what is said of one is said of all.
struct TemplateGroup: Hashable {
  var template: String
  var silenced: Set<AdviceName>
}

extension LoadPass {
  /// The first pool by name of each group, whose warnings about the template speak for the others'.
  mutating func leaders(of pools: [PoolDocument], _ evaluations: [PoolEvaluation]) -> Set<Int> {
    var leaders: [TemplateGroup: Int] = [:]
    for (number, evaluation) in evaluations.enumerated() {
      guard let template = evaluation.template, let name = pools[number].document.name else { continue }
      poolsOnTemplate[template, default: 0] += 1
      let silenced = evaluation.silences.names
      for name in silenced { silentPools[template, default: [:]][name, default: 0] += 1 }
      let group = TemplateGroup(template: template, silenced: silenced)
      let isFirst = leaders[group].flatMap { pools[$0].document.name.map { name < $0 } } ?? true
      if isFirst { leaders[group] = number }
    }
    return Set(leaders.values)
  }

  /// Takes in the pools' warnings. Of a shared template each is said once, by the first pool that has it, with how many
  /// others it may be about.
  mutating func takeWarnings(of pools: [PoolDocument], _ evaluations: [PoolEvaluation]) {
    struct Subject: Hashable {
      var place: SourceLocation
      var advice: AdviceName?
    }
    var speakers: [Subject: PoolName?] = [:]
    // A name is read from its document each time.
    let names = pools.map(\.document.name)
    let order = pools.indices.sorted { left, right in
      guard let first = names[left], let second = names[right] else { return left < right }
      return (first, left) < (second, right)
    }
    for number in order {
      for warning in evaluations[number].warnings {
        guard let count = poolsOnTemplate[warning.location.file], count > 1 else {
          warnings.append(warning)
          continue
        }
        let subject = Subject(place: warning.location, advice: warning.advice)
        if let speaker = speakers[subject], speaker != warning.pool { continue }
        speakers[subject] = warning.pool
        let silent = warning.advice.flatMap { silentPools[warning.location.file]?[$0] } ?? 0
        warnings.append(warning.speaking(forOthers: count - silent - 1))
      }
    }
  }

  /// Looks for silences that silence nothing in any pool that they are for.
  mutating func lookForUselessSilences(_ evaluations: [PoolEvaluation]) {
    var places: [SourceLocation: (name: AdviceName, isUsed: Bool)] = [:]
    for silences in evaluations.lazy.map(\.silences) {
      for (name, place) in silences.places {
        places[place] = (name, places[place]?.isUsed == true || silences.used.contains(name))
      }
    }
    for (place, silence) in places where !silence.isUsed {
      warnings.append(
        Diagnostic(
          location: place,
          message: "spec.silence.\(silence.name.rawValue): there is nothing to silence any more; take it out",
          advice: .uselessSilence))
    }
  }
}

extension Diagnostic {
  fileprivate func speaking(forOthers count: Int) -> Diagnostic {
    guard count > 0 else { return self }
    var warning = self
    warning.message +=
      count == 1 ? " (another pool is on this template)" : " (\(count) other pools are on this template)"
    return warning
  }

  /// A warning about a template. A template that a pool's own fields became has no file that people see: the place in
  /// the manifest speaks for it.
  init(_ warning: TemplateWarning, pool: PoolName, writtenFrom manifest: SourceLocation? = nil) {
    let place = manifest.map { warning.origin ?? $0 } ?? warning.location
    self.init(location: place, message: warning.message, pool: pool, advice: warning.name)
  }
}
