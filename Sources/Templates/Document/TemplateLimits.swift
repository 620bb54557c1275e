/// What a template may hold: ARM's own limits (learn.microsoft.com, template limits) and bounds on what it grows to.
package struct TemplateLimits: Hashable, Sendable {
  /// Bytes of the file; ARM takes 4 MB.
  package var bytes = 4 << 20
  package var parameters = 256
  package var variables = 256
  package var outputs = 64
  /// Resources after every loop has run.
  package var resources = 800
  /// Iterations of one loop.
  package var copies = 800
  /// Characters of one expression.
  package var expressionLength = 24_576
  /// Calls within calls: far above what people write, far below what the stack takes.
  package var expressionDepth = 64
  /// Steps that an evaluation may take (see `EvaluationMeter`): measured, the published template for shared pools takes
  /// fewer than 10,000 and a loop of 800 machines fewer than 200,000, and the whole some seconds in a debug build.
  package var steps = 4_000_000
  /// Bytes of one string that an expression makes: as much as a whole template.
  package var stringBytes = 4 << 20
  /// Variables within variables, functions within functions.
  package var depth = 64
  /// Values and calls within one another, whatever they are: measured, at most two megabytes of stack
  /// in a debug build, of the eight that a thread has.
  package var levels = 256
  /// Faults that are reported at once; more help nobody.
  package var faults = 50

  package static let arm = TemplateLimits()
}
