import Foundation

/// Measures Weir against named baselines in one run: `swift run -c release Benchmarks [NAME…] [--scale N]`.
///
/// It prints one table a benchmark, in ratios, since times alone say more about the machine. It ends with 1 where a
/// bound that a table states is not held, and with 64 where it is called wrongly.
@main
struct Benchmarks {
  /// In the order in which they run where none is named.
  private static let all: [any Benchmark] = [
    LogBenchmark(), ManifestsBenchmark(), OwnFieldsBenchmark(), RoundBenchmark(), MemoryBenchmark(),
    PoolsBenchmark(),
  ]

  static func main() async {
    guard let call = Call(Array(CommandLine.arguments.dropFirst()), known: all.map(\.name)) else {
      say("usage: Benchmarks [--scale N] [NAME…]\n")
      for benchmark in all { say("  \(Table.pad(benchmark.name, to: 12))\(benchmark.summary)\n") }
      exit(64)
    }
    var isHeld = true
    for benchmark in all where call.names.isEmpty || call.names.contains(benchmark.name) {
      var board = Scoreboard()
      do {
        try await benchmark.run(on: &board, scale: call.scale)
        say("\n\(benchmark.name): \(benchmark.summary)\n\n\(board.text)")
        isHeld = isHeld && board.isHeld
      } catch {
        say("\n\(benchmark.name): \(error)\n")
        isHeld = false
      }
    }
    exit(isHeld ? 0 : 1)
  }

  private static func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}

/// What the command line asks for.
private struct Call {
  var names: [String] = []
  /// How large the inputs are, in percent of what the bounds speak of; less than 100 is for a quick look.
  var scale = 100

  init?(_ words: [String], known: [String]) {
    var words = words[...]
    while let word = words.popFirst() {
      if word == "--scale" {
        guard let number = words.popFirst().flatMap({ Int($0) }), (1...1_000).contains(number) else { return nil }
        scale = number
      } else {
        guard known.contains(word) else { return nil }
        names.append(word)
      }
    }
  }
}

/// Something to measure: it makes its inputs, measures a baseline and what is held against it, and states bounds.
protocol Benchmark: Sendable {
  var name: String { get }
  /// One line for the usage and above the table.
  var summary: String { get }
  /// - Parameter scale: the size of the inputs in percent of the full one.
  func run(on board: inout Scoreboard, scale: Int) async throws
}

/// Why a benchmark could not measure.
struct BenchmarkFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
