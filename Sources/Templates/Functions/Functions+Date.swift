import Pools

extension FunctionTable {
  static let dateFunctions: [FunctionDefinition] = [
    FunctionDefinition("dateTimeAdd", 2...3, DateFunctions.add),
    FunctionDefinition("dateTimeFromEpoch", 1...1, DateFunctions.fromEpoch),
    FunctionDefinition("dateTimeToEpoch", 1...1, DateFunctions.toEpoch),
    FunctionDefinition("utcNow", 0...1, special: .refused("is another time at every deployment")),
  ]
}

enum DateFunctions {
  static func add(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard let base = DateTime(try arguments.string(0)) else {
      throw arguments.fault("argument 1 is no date and time of ISO 8601, 2020-04-07T14:53:14Z")
    }
    guard let duration = DateTime.Span(try arguments.string(1)) else {
      throw arguments.fault("argument 2 is no duration of ISO 8601, P3Y or -PT1H")
    }
    guard let moment = base.adding(duration) else { throw arguments.fault("the date is out of range") }
    guard let text = moment.text(arguments.count > 2 ? try arguments.string(2) : "") else {
      throw arguments.fault("the date format is not supported")
    }
    return .string(text)
  }

  static func fromEpoch(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard let moment = DateTime(seconds: try arguments.integer(0)), let text = moment.text("") else {
      throw arguments.fault("the date is out of range")
    }
    return .string(text)
  }

  static func toEpoch(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    guard let moment = DateTime(try arguments.string(0)) else {
      throw arguments.fault("argument 1 is no date and time of ISO 8601, 2020-04-07T14:53:14Z")
    }
    return .integer(moment.seconds)
  }
}
