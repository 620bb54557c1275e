extension PoolSchema {
  static let countFields: [Field] = [
    Field("instances", .integer(0...1000), "How many machines there are; or `autoscale`."),
    Field("autoscale", .object(autoscale), "How many machines there are, by load and by time; or `instances`."),
    Field(
      "scaleIn", .choice(["balanced", "newest", "oldest"]),
      "Which machines go first when there are to be fewer; balanced over the zones by default."),
  ]

  private static let autoscale = ObjectShape(fields: [
    Field("minimum", .integer(0...1000), "Never fewer machines.", required: "write the least number of machines"),
    Field("maximum", .integer(0...1000), "Never more machines.", required: "write the greatest number of machines"),
    Field(
      "default", .integer(0...1000),
      "How many machines there are at first, and where no metric can be read; the minimum by default."),
    Field("scaleOut", .object(rule(edge: "above")), "When machines are added."),
    Field("scaleIn", .object(rule(edge: "below")), "When machines are taken away."),
    Field("schedules", .list(of: .object(schedule)), "Other bounds at certain times."),
  ])

  private static func rule(edge: String) -> ObjectShape {
    ObjectShape(fields: [
      Field("metric", .text(.metric), "A metric of scale sets; Percentage CPU by default."),
      Field(
        edge, .integer(0...Int64.max), "The value that the metric must be \(edge).",
        required: "write the value that the metric must be \(edge)"),
      Field("for", .text(.minutes("5m", "12h")), "For how long, 5m to 12h; 10m by default."),
      Field("by", .integer(1...1000), "By how many machines; 1 by default."),
      Field("cooldown", .text(.minutes("1m", "7d")), "How long nothing happens afterwards, 1m to 7d; 10m by default."),
    ])
  }

  private static let schedule = ObjectShape(
    fields: [
      Field("name", .text(.scheduleName), "The schedule's name.", required: "write the schedule's name"),
      Field(
        "days", .list(of: .choice(Weekday.names)), "The days on which it begins; all by default."),
      Field("from", .text(.time), "When it begins.", required: #"write a time of day like "20:00""#),
      Field(
        "to", .text(.time), "When it ends; on the day after where it is not later than `from`.",
        required: #"write a time of day like "07:00""#),
      Field("timeZone", .text(.timeZone), "The time zone, by its Windows name; UTC by default."),
      Field("minimum", .integer(0...1000), "Never fewer machines meanwhile; as at other times by default."),
      Field("maximum", .integer(0...1000), "Never more machines meanwhile; as at other times by default."),
    ], isWhole: true)
}
