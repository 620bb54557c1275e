import Pools

extension FunctionTable {
  static let numericFunctions: [FunctionDefinition] = [
    FunctionDefinition("add", 2...2) { arguments throws(EvaluationFault) in
      try NumericFunctions.compute(arguments) { $0.addingReportingOverflow($1) }
    },
    FunctionDefinition("div", 2...2, NumericFunctions.div),
    FunctionDefinition("float", 1...1, NumericFunctions.float),
    FunctionDefinition("int", 1...1, NumericFunctions.int),
    FunctionDefinition("mod", 2...2, NumericFunctions.mod),
    FunctionDefinition("mul", 2...2) { arguments throws(EvaluationFault) in
      try NumericFunctions.compute(arguments) { $0.multipliedReportingOverflow(by: $1) }
    },
    FunctionDefinition("sub", 2...2) { arguments throws(EvaluationFault) in
      try NumericFunctions.compute(arguments) { $0.subtractingReportingOverflow($1) }
    },
  ]
}

/// Whole numbers of 64 bits.
enum NumericFunctions {
  static func compute(
    _ arguments: Arguments, _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) throws(EvaluationFault) -> JSONValue {
    let result = operation(try arguments.integer(0), try arguments.integer(1))
    guard !result.overflow else { throw arguments.fault("the result does not fit 64 bits") }
    return .integer(result.partialValue)
  }

  /// Rounds toward zero.
  static func div(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard try arguments.integer(1) != 0 else { throw arguments.fault("division by 0") }
    return try compute(arguments) { $0.dividedReportingOverflow(by: $1) }
  }

  static func mod(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard try arguments.integer(1) != 0 else { throw arguments.fault("division by 0") }
    return try compute(arguments) { $0.remainderReportingOverflow(dividingBy: $1) }
  }

  static func int(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .integer: return arguments[0]
    case .number(let number): if let whole = Int64(exactly: number.rounded(.toNearestOrEven)) { return .integer(whole) }
    case .string(let text): if let number = Int64(StringFunctions.trimmed(text)) { return .integer(number) }
    default: throw arguments.wrong(0, "a string or a number")
    }
    throw arguments.fault("the value is no whole number of 64 bits")
  }

  static func float(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .integer(let number): return .number(Double(number))
    case .number: return arguments[0]
    case .string(let text):
      if let number = Double(StringFunctions.trimmed(text)), number.isFinite { return .number(number) }
    default: throw arguments.wrong(0, "a string or a number")
    }
    throw arguments.fault("the value is no number")
  }
}
