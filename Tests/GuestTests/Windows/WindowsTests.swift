import Foundation
import Subprocess
import Templates
import Testing

/// No PowerShell is to be had on Debian, so what it would run is taken apart and read, and not run.
@Suite("The command for a Windows machine")
struct WindowsTests {
  private static let secrets = [
    "storageKey": Pool.key, "anaPassword": #"p"%PATH%^&|';x"#, "bobPassword": "ü€😀 ",
  ]

  private static var setup: GuestSetup {
    GuestSetup(
      users: [
        GuestUser(name: "dsvmadmin", isAdministrator: true, passwordExpression: "parameters('adminPassword')"),
        GuestUser(name: "ana", passwordExpression: "parameters('anaPassword')"),
        GuestUser(name: "bob", passwordExpression: "parameters('bobPassword')"),
      ],
      share: GuestShare(
        kind: .smb(
          host: "teamfiles.file.core.windows.net", share: Pool.shareName, account: "teamfiles",
          keyExpression: "parameters('storageKey')"), mountPath: "S:"))
  }

  @Test("has nothing in it that cmd.exe or PowerShell could take for anything but a value")
  func quoting() throws {
    let command = try Self.setup.command(secrets: Self.secrets)
    let parts = command.split(separator: "\"", omittingEmptySubsequences: false)
    #expect(parts.count == 5 && parts[4].isEmpty, "two pairs of quotation marks, around the values and the program")
    #expect(parts[0] == "set " && parts[1].hasPrefix("WEIR="))
    #expect(parts[2] == "&&powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command ")
    #expect(![parts[1], parts[3]].joined().contains { "%!^\n\r<>|&".contains($0) })
    let literals = parts[3].split(separator: "'", omittingEmptySubsequences: false)
    #expect(literals.count == 5, "two texts")
    for text in [parts[1].dropFirst(5), literals[3]] {
      #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=; ".contains($0)) })
    }
  }

  @Test("carries every value as it is, and the administrator's password not at all")
  func values() throws {
    let command = try Self.setup.command(secrets: Self.secrets)
    let data = try #require(command.firstMatch(of: /^set "WEIR=([^"]*)"&&/)).1
    let lines = data.split(separator: ";").map { line in
      line.split(separator: " ").enumerated().map { index, word in
        index == 0 ? String(word) : String(decoding: Data(base64Encoded: String(word)) ?? Data(), as: UTF8.self)
      }
    }
    #expect(
      lines == [
        ["admin", "dsvmadmin"], ["user", "ana", #"p"%PATH%^&|';x"#], ["user", "bob", "ü€😀 "],
        ["share", #"\\teamfiles.file.core.windows.net\"# + Pool.shareName], ["drive", "S:"], ["owner", "teamfiles"],
        ["key", Pool.key],
      ])
  }

  @Test(
    "holds its program compressed, which any inflater reads back, and which is the file but for comments and indentation"
  )
  func program() async throws {
    let command = try Self.setup.command(secrets: Self.secrets)
    let packed = try #require(command.firstMatch(of: /FromBase64String\('([^']*)'\)/)).1
    let result = try await Subprocess.run(
      .name("python3"),
      arguments: [
        "-c",
        "import base64,sys,zlib; sys.stdout.buffer.write(zlib.decompress(base64.b64decode(sys.stdin.read()), -15))",
      ],
      input: .string(String(packed)), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
    #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Templates/Guest/Scripts/machine.ps1")
    let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    #expect(result.standardOutput.split(separator: "\n").map(String.init) == lines)
  }

  @Test("stays within what cmd.exe takes, for twenty people with the longest passwords")
  func length() throws {
    var setup = Self.setup
    setup.users += (0..<18).map { GuestUser(name: "somebody-\($0)", passwordExpression: "parameters('p\($0)')") }
    #expect(setup.windowsCommandLength() <= GuestSetup.windowsCommandLimit)
    let secrets = Self.secrets.mapValues { _ in String(repeating: "x", count: 30) }
    #expect(try Self.setup.command(secrets: secrets).utf8.count == Self.setup.windowsCommandLength(secretBytes: 30))
  }

  /// What a parser of PowerShell would say first: brackets that do not pair, texts that do not end, names nobody defined.
  @Test("is a program whose brackets and texts close and whose functions are all there")
  func syntax() throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Templates/Guest/Scripts/machine.ps1")
    let text = try String(contentsOf: source, encoding: .utf8)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    var open: [Character] = []
    var code = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false)
    where !line.drop(while: { $0 == " " }).hasPrefix("#") {
      var isText = false
      for character in line {
        if character == "'" { isText.toggle() }
        if isText || character == "'" { continue }
        #expect(character != "\"" && character != "`", "\(line)")
        code.append(character)
        if "([{".contains(character) { open.append(character) }
        if let pair = [")": "(", "]": "[", "}": "{"][String(character)] {
          #expect(open.popLast().map(String.init) == pair, "\(line)")
        }
      }
      #expect(!isText, "\(line)")
      code.append("\n")
    }
    #expect(open.isEmpty)
    let defined = Set(code.matches(of: /function ([A-Za-z-]+)/).map { String($0.1) })
    let called = Set(code.matches(of: /(?:^|[({;|=]\s*|\n\s*)([A-Z][a-z]+-[A-Z][A-Za-z]+)/).map { String($0.1) })
    let known: Set = [
      "Join-Path", "Test-Path", "Get-Content", "Set-Content", "Get-LocalUser", "New-LocalUser", "Set-LocalUser",
      "Enable-LocalUser", "Disable-LocalUser", "Add-LocalGroupMember", "ConvertTo-SecureString", "New-Object",
      "Get-SmbGlobalMapping", "New-SmbGlobalMapping", "Remove-SmbGlobalMapping", "Start-Sleep", "New-Item", "Out-Null",
      "Get-ItemProperty", "Get-Item", "Split-Path", "Where-Object", "New-ScheduledTaskAction",
      "New-ScheduledTaskTrigger",
      "New-ScheduledTaskPrincipal", "Register-ScheduledTask",
    ]
    #expect(called.subtracting(defined).subtracting(known) == [])
  }
}
