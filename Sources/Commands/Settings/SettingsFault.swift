import Pools

/// What is wrong with one value, without where it stands.
struct Complaint: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Where a setting comes from.
enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  case file(SourceLocation)
  /// A variable of the environment.
  case environment(String)
  /// Nowhere: it is missing from what is read, a file or only the environment.
  case missing(from: String)

  var description: String {
    switch self {
    case .file(let location): location.description
    case .environment(let variable): variable
    case .missing(let place): place
    }
  }

  /// As another line's message names it: the line, for a file.
  var brief: String {
    switch self {
    case .file(let location): "line \(location.line)"
    case .environment(let variable): variable
    case .missing(let place): place
    }
  }
}

/// One thing that is wrong with the settings; one line.
struct SettingsFault: Hashable, Sendable {
  var origin: SettingOrigin
  var message: String
  var text: String { "\(origin): \(message)" }
}

/// Everything that is wrong with the settings, in the order of the file, then of the environment.
struct SettingsFaults: Error, Hashable, Sendable {
  var faults: [SettingsFault]

  init(_ faults: [SettingsFault]) {
    func rank(_ fault: SettingsFault) -> (Int, SourceLocation, String) {
      let nowhere = SourceLocation(file: "", line: 0)
      return switch fault.origin {
      case .file(let location): (0, location, fault.message)
      case .environment(let variable): (1, nowhere, variable + fault.message)
      case .missing: (2, nowhere, fault.message)
      }
    }
    self.faults = faults.sorted { rank($0) < rank($1) }
  }
}
