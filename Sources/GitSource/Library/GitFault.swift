import CLibgit2

/// What a call of libgit2 came to when it failed: its code, the part of the library that says so, and its message.
struct GitFault: Error, Hashable, Sendable {
  /// The number that the call answered.
  struct Code: Hashable, Sendable {
    let rawValue: Int32
    init(_ rawValue: Int32) { self.rawValue = rawValue }

    static let notFound = Code(GIT_ENOTFOUND.rawValue)
    static let ambiguous = Code(GIT_EAMBIGUOUS.rawValue)
    static let invalidName = Code(GIT_EINVALIDSPEC.rawValue)
    static let unbornBranch = Code(GIT_EUNBORNBRANCH.rawValue)
    static let notAuthorized = Code(GIT_EAUTH.rawValue)
    static let badCertificate = Code(GIT_ECERTIFICATE.rawValue)
    static let cannotPeel = Code(GIT_EPEEL.rawValue)
    static let atEnd = Code(GIT_ITEROVER.rawValue)
  }

  /// The part of the library that failed (`git_error_t`).
  struct Part: Hashable, Sendable {
    let rawValue: Int32
    init(_ part: git_error_t) { rawValue = Int32(part.rawValue) }
    init(rawValue: Int32) { self.rawValue = rawValue }

    static let none = Part(GIT_ERROR_NONE)
    static let memory = Part(GIT_ERROR_NOMEMORY)
    static let system = Part(GIT_ERROR_OS)
    static let compression = Part(GIT_ERROR_ZLIB)
    static let repository = Part(GIT_ERROR_REPOSITORY)
    static let configuration = Part(GIT_ERROR_CONFIG)
    static let database = Part(GIT_ERROR_ODB)
    static let indexer = Part(GIT_ERROR_INDEXER)
    static let files = Part(GIT_ERROR_FILESYSTEM)
    static let tls = Part(GIT_ERROR_SSL)
    static let ssh = Part(GIT_ERROR_SSH)
    static let http = Part(GIT_ERROR_HTTP)
  }

  var code: Code
  var part: Part
  /// One line, without control characters, at most 400 characters.
  var message: String

  /// Takes the message of this thread's last failure; nothing may have suspended since.
  init(code: Int32) {
    self.code = Code(code)
    if let last = git_error_last(), let text = last.pointee.message {
      part = Part(rawValue: last.pointee.klass)
      message = String(cString: text).singleLine(limit: 400)
    } else {
      part = .none
      message = "libgit2 failed with code \(code) and no message"
    }
  }

  init(code: Code, part: Part = .none, message: String) {
    self.code = code
    self.part = part
    self.message = message
  }
}

/// Passes a call's answer on, and turns a negative one into a fault.
@discardableResult
func check(_ answer: Int32) throws(GitFault) -> Int32 {
  guard answer >= 0 else { throw GitFault(code: answer) }
  return answer
}

/// Takes the pointer that a call has handed out, or its fault.
func acquire(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws(GitFault) -> OpaquePointer {
  var pointer: OpaquePointer?
  try check(call(&pointer))
  guard let pointer else { throw GitFault(code: GitFault.Code(GIT_ERROR.rawValue), message: "libgit2 gave no object") }
  return pointer
}

extension String {
  /// The text as one line: control characters become blanks, runs of blanks one, and the rest after `limit` is cut off.
  func singleLine(limit: Int) -> String {
    let words = unicodeScalars.lazy
      .map { $0.value < 0x20 || $0.value == 0x7F || (0x80..<0xA0).contains($0.value) ? " " : Character($0) }
    let text = String(words).split(separator: " ").joined(separator: " ")
    return text.count > limit ? text.prefix(limit) + "…" : text
  }
}
