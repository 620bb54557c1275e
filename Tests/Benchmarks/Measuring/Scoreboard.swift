/// What one benchmark has measured, and the bounds that it states.
struct Scoreboard {
  /// One line of the table.
  struct Measurement {
    var name: String
    /// The middle one of the repeats.
    var wall: Duration
    /// The most memory that was resident at any time while it ran, in bytes, that of before included.
    var peakMemory: Int
    /// How many processes the counted commands started; nil where none were counted.
    var processes: Int?
  }

  private(set) var measurements: [Measurement] = []
  private var bounds: [(text: String, isHeld: Bool)] = []

  /// True as long as every bound that was stated holds.
  var isHeld: Bool { bounds.allSatisfy(\.isHeld) }

  /// Runs `work` once to warm up where it is to be repeated, and then measures it; the first measurement is the baseline.
  ///
  /// - Parameter counter: counts the processes of a command while it runs; of all repeats the last one counts.
  @discardableResult
  mutating func measure<Answer>(
    _ name: String, repeats: Int = 1, counting counter: CountedCommand? = nil, _ work: () async throws -> Answer
  ) async throws -> Answer {
    var times: [Duration] = []
    var peak = 0
    var processes: Int?
    if repeats > 1 { _ = try await work() }
    while true {
      Memory.forgetPeak()
      let before = try counter?.count() ?? 0
      let start = ContinuousClock.now
      let answer = try await work()
      times.append(ContinuousClock.now - start)
      peak = max(peak, Memory.peak)
      processes = try counter.map { try $0.count() - before }
      if times.count >= repeats {
        let middle = times.sorted()[times.count / 2]
        measurements.append(Measurement(name: name, wall: middle, peakMemory: peak, processes: processes))
        return answer
      }
    }
  }

  subscript(_ name: String) -> Measurement? { measurements.first { $0.name == name } }

  /// How many times as long `name` took as `baseline`; nil where either was not measured.
  func ratio(of name: String, to baseline: String) -> Double? {
    guard let measured = self[name], let base = self[baseline], base.wall > .zero else { return nil }
    return measured.wall / base.wall
  }

  /// States a bound on a ratio of wall times.
  mutating func expect(_ name: String, atMost limit: Double, times baseline: String) {
    let ratio = ratio(of: name, to: baseline)
    let found = ratio.map { "\(Table.fixed($0, 3)) times" } ?? "not measured"
    expect(
      "\(name) takes at most \(Table.fixed(limit, 2)) times \(baseline): \(found)", ratio.map { $0 <= limit } ?? false)
  }

  /// States any bound, in words that say what was found.
  mutating func expect(_ text: String, _ isHeld: Bool) { bounds.append((text, isHeld)) }

  /// The table and the bounds below it.
  var text: String {
    let base = measurements.first
    let rows = measurements.map { measurement in
      [
        measurement.name, Table.milliseconds(measurement.wall),
        base.map { $0.wall > .zero ? Table.fixed(measurement.wall / $0.wall, 3) : "" } ?? "",
        Table.mebibytes(measurement.peakMemory), measurement.processes.map(String.init) ?? "",
      ]
    }
    let header = ["", "ms", base.map { "× \($0.name)" } ?? "", "peak MiB", "processes"]
    return Table.text([header] + rows) + bounds.map { "\($0.isHeld ? "✔" : "✗") \($0.text)\n" }.joined()
  }
}
