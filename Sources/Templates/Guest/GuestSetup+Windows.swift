import Crypto
import Pools

extension GuestSetup {
  /// The longest command that `cmd.exe` takes, which Azure's extension runs it by (learn.microsoft.com, command prompt
  /// line string limitation).
  package static let windowsCommandLimit = 8_191

  /// The longest user data that Azure takes, in base 64 (learn.microsoft.com, user data for Azure virtual machines: 64 KB).
  package static let userDataLimit = 65_536

  /// Everybody's keys, which are public and may be many, as the machines' user data has them, in base 64: a line each,
  /// an account's name in base 64 and its key. Nil where nobody has any.
  ///
  /// The machine takes them by the digest that its command holds, so nobody else's stand in for them.
  package var windowsKeys: String? { windowsKeyLines.map(Base64.encode) }

  private var windowsKeyLines: [UInt8]? {
    let lines = users.flatMap { user in
      user.sshKeys.compactMap(Self.keyLine).map { "\(Base64.encode(Array(user.name.utf8))) \($0)\n" }
    }
    return lines.isEmpty ? nil : Array(lines.joined().utf8)
  }

  /// How long the command is where each secret has so many bytes: by default the longest password that Azure takes for a
  /// Windows account. A manifest whose pool is over `windowsCommandLimit` has too many users.
  package func windowsCommandLength(secretBytes: Int = 123) -> Int {
    windowsCommand.reduce(0) { length, piece in
      switch piece {
      case .text(let text): length + text.utf8.count
      case .secret: length + (secretBytes + 2) / 3 * 4
      }
    }
  }

  /// The extension that sets up a Windows machine: one PowerShell program, compressed, with the pool's values. Its keys
  /// are in the machine's user data, `windowsKeys`.
  package func windowsExtension() -> GuestExtension {
    let pieces = windowsCommand
    // What the command is put together of, and what the same reads like with its texts in their places.
    var terms: [String] = []
    var shown: [String] = []
    var texts: [JSONValue] = []
    for piece in pieces {
      switch piece {
      case .text(let text):
        terms.append("variables('guestTexts')[\(texts.count)]")
        shown.append(Expression.string(text).text)
        texts.append(.string(text))
      case .secret(let expression):
        terms.append("base64(\(expression))")
        shown.append("base64(\(expression))")
      }
    }
    let hasSecrets = pieces.count > 1
    let command = hasSecrets ? .string("[concat(\(terms.joined(separator: ", ")))]") : texts.first ?? ""
    return GuestExtension(
      body: self.extension(
        publisher: "Microsoft.Compute", type: "CustomScriptExtension", version: "1.10",
        digestOf: shown.joined(separator: "\n"), protected: ["commandToExecute": command]),
      variables: hasSecrets ? ["guestTexts": .array(texts)] : [:])
  }

  private enum Piece {
    case text(String)
    /// An expression whose value stands there in base 64.
    case secret(String)
  }

  /// No character of it means anything to `cmd.exe` between quotation marks; between those of PowerShell is base 64 alone.
  private var windowsCommand: [Piece] {
    var pieces: [Piece] = []
    // By the environment: Windows writes the arguments of PowerShell into a log that everybody on the machine may read.
    var text = "set \"WEIR="
    func encoded(_ value: String) -> String { Base64.encode(Array(value.utf8)) }
    func add(secret: String) {
      pieces += [.text(text), .secret(secret)]
      text = ""
    }
    if let windowsKeyLines {
      text += "keys \(Base64.encode(Array(SHA256.hash(data: windowsKeyLines))));"
    }
    for user in users {
      text += "\(user.isAdministrator ? "admin" : "user") \(encoded(user.name))"
      if !user.isAdministrator, let password = user.passwordExpression {
        text += " "
        add(secret: password)
      }
      text += ";"
    }
    if let share, case .smb(let host, let name, let account, let key) = share.kind {
      text += "share \(encoded(#"\\"# + host + #"\"# + name));drive \(encoded(share.mountPath));"
      text += "owner \(encoded(account));key "
      add(secret: key)
      text += ";"
    }
    text += disks.map { "disk \($0.unit) \($0.size);" }.joined()
    text += remoteGroups.map { "group \(encoded($0));" }.joined()
    text += "\"&&powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command \"$m='setup';$d=$env:WEIR;"
    text += "$env:WEIR=$null;$t=(New-Object IO.StreamReader((New-Object IO.Compression.DeflateStream("
    text += "[IO.MemoryStream][Convert]::FromBase64String('\(GuestScripts.windowsPacked)'),"
    text += "[IO.Compression.CompressionMode]::Decompress)))).ReadToEnd();iex $t\""
    return pieces + [.text(text)]
  }
}
