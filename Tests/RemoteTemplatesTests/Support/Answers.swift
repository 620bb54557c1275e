import Logging
import Manifests

extension TemplateAnswer {
  /// The template as text; nil for any other answer.
  var text: String? { if case .content(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil } }

  /// The hash that the address has instead.
  var otherHash: TemplateHash? { if case .differs(let hash) = self { hash } else { nil } }

  /// Why it could not be had.
  var reason: String? { if case .unreachable(let reason) = self { reason } else { nil } }

  var isNotKept: Bool { if case .notKept = self { true } else { false } }
}

extension TemplateQuery {
  init(_ address: String, _ hash: TemplateHash?, limit: Int = 1 << 20) {
    self.init(address: address, hash: hash, limit: limit)
  }
}

extension Logger {
  static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
