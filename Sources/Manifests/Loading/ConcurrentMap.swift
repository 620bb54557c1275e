extension Array where Element: Sendable {
  /// The elements transformed, in their own order, by at most `width` tasks at a time that each take some in a row.
  ///
  /// Rethrows the first error and cancels the others; throws `CancellationError` between two elements where the task is
  /// cancelled. Between two elements it also lets other tasks have the thread, since what transforms may work long
  /// without waiting.
  func mapConcurrently<Result: Sendable>(
    width: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
  ) async throws -> [Result] {
    // Enough in a row that a task costs nothing beside its work, few enough that all tasks end together.
    let stride = Swift.max(1, Swift.min(64, count / (4 * width)))
    var results: [[Result]] = .init(repeating: [], count: (count + stride - 1) / stride)
    try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
      var next = 0
      func add() {
        let number = next
        next += 1
        let part = self[number * stride..<Swift.min(count, (number + 1) * stride)]
        group.addTask {
          var transformed: [Result] = []
          transformed.reserveCapacity(part.count)
          for element in part {
            try Task.checkCancellation()
            transformed.append(try await transform(element))
            await Task.yield()
          }
          // What was transformed while the task was cancelled may be cut short.
          try Task.checkCancellation()
          return (number, transformed)
        }
      }
      while next < Swift.min(width, results.count) { add() }
      while let (number, part) = try await group.next() {
        results[number] = part
        if next < results.count { add() }
      }
    }
    return results.flatMap { $0 }
  }
}
