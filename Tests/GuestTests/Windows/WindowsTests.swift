import Crypto
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
    var setup = GuestSetup(
      users: [
        GuestUser(
          name: "dsvmadmin", sshKeys: Pool.admin.sshKeys, isAdministrator: true,
          passwordExpression: "parameters('adminPassword')"),
        GuestUser(name: "ana", sshKeys: Pool.ana.sshKeys, passwordExpression: "parameters('anaPassword')"),
        GuestUser(name: "bob", passwordExpression: "parameters('bobPassword')"),
        GuestUser(name: "eva", sshKeys: ["ssh-ed25519 AAAAeva eva@büro"]),
      ],
      share: GuestShare(
        kind: .smb(
          host: "teamfiles.file.core.windows.net", share: Pool.shareName, account: "teamfiles",
          keyExpression: "parameters('storageKey')"), mountPath: "S:"))
    setup.disks = [GuestDisk(unit: 0, size: 128), GuestDisk(unit: 3, size: 0)]
    setup.remoteGroups = [#"corp.example\Data "Scientists%"#]
    return setup
  }

  private static var source: String {
    get throws {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/Templates/Guest/Scripts/machine.ps1")
      return try String(contentsOf: file, encoding: .utf8)
    }
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
    let keys = try #require(Self.setup.windowsKeys)
    let bytes = try #require(Data(base64Encoded: keys))
    let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
    let lines = data.split(separator: ";").map { line in
      line.split(separator: " ").enumerated().map { index, word in
        index == 0 || Int(word) != nil || word == digest
          ? String(word) : String(decoding: Data(base64Encoded: String(word)) ?? Data(), as: UTF8.self)
      }
    }
    #expect(
      lines == [
        ["keys", digest], ["admin", "dsvmadmin"], ["user", "ana", #"p"%PATH%^&|';x"#], ["user", "bob", "ü€😀 "],
        ["user", "eva"],
        ["share", #"\\teamfiles.file.core.windows.net\"# + Pool.shareName], ["drive", "S:"], ["owner", "teamfiles"],
        ["key", Pool.key], ["disk", "0", "128"], ["disk", "3", "0"], ["group", #"corp.example\Data "Scientists%"#],
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
    let lines = try Self.source.split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    #expect(result.standardOutput.split(separator: "\n").map(String.init) == lines)
  }

  @Test("everybody's keys are in the user data, a line each by the account's name, and none in the command")
  func keys() throws {
    let text = try #require(Self.setup.windowsKeys)
    let data = try #require(Data(base64Encoded: text))
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      return [String(decoding: Data(base64Encoded: words[0]) ?? Data(), as: UTF8.self), words[1]]
    }
    let ana = Pool.ana.sshKeys.map { ["ana", $0] }
    // A comment that is not ASCII stays behind, and the key does not.
    #expect(lines == [["dsvmadmin", Pool.admin.sshKeys[0]]] + ana + [["eva", "ssh-ed25519 AAAAeva"]])
    #expect(!(try Self.setup.command(secrets: Self.secrets)).contains("AAAA"))
    var without = Self.setup
    for index in without.users.indices { without.users[index].sshKeys = [] }
    #expect(without.windowsKeys == nil)
    #expect(!(try without.command(secrets: Self.secrets)).contains("keys "))
  }

  @Test("takes no keys but those of the command's digest, and lets them alone in")
  func server() throws {
    let functions = try Self.functions()
    let fetch = try #require(functions["Get-Keys"])
    #expect(fetch.contains("if ((Digest $bytes) -eq $keys) { return"))
    #expect(
      fetch.contains("$web.Proxy = $null")
        && fetch.contains("http://169.254.169.254/metadata/instance/compute/userData"))
    let put = try #require(functions["Set-Keys"])
    #expect(
      put.contains("$place = Join-Path $root 'keys'") && put.contains("(Get-Keys)") && put.contains("Remove-Item"))
    let server = try #require(functions["Set-Server"])
    for line in ["AuthorizedKeysFile __PROGRAMDATA__/Weir/keys/%u", "PasswordAuthentication no"] {
      #expect(server.contains("'\(line)'"))
    }
    // Where nobody has a key any more, those that are there go too.
    let main = try #require(functions[""])
    #expect(main.contains("try { Set-Keys } catch") && main.contains("if ($keys) { try { Set-Server } catch"))
  }

  @Test("stays within what cmd.exe takes, for fifteen people with the longest passwords and one with a key")
  func length() throws {
    var setup = Self.setup
    setup.users += (0..<12).map { GuestUser(name: "somebody-\($0)", passwordExpression: "parameters('p\($0)')") }
    #expect(setup.windowsCommandLength() <= GuestSetup.windowsCommandLimit)
    let secrets = Self.secrets.mapValues { _ in String(repeating: "x", count: 30) }
    #expect(try Self.setup.command(secrets: secrets).utf8.count == Self.setup.windowsCommandLength(secretBytes: 30))
  }

  /// What a parser of PowerShell would say first: brackets that do not pair, texts that do not end, names nobody defined.
  @Test("is a program whose brackets and texts close and whose functions are all there")
  func syntax() throws {
    let text = try Self.source
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
      "New-ScheduledTaskPrincipal", "Register-ScheduledTask", "ConvertFrom-SecureString", "Get-ChildItem", "Get-Acl",
      "Set-Acl", "Get-CimInstance", "Remove-Item", "Restart-Service",
      "New-ItemProperty", "Add-Content", "Get-Disk", "Set-Disk", "Initialize-Disk", "New-Partition", "Format-Volume",
    ]
    #expect(called.subtracting(defined).subtracting(known) == [])
  }

  /// The functions of the program, by their names; "" for what runs of itself. Functions begin and end in the first column.
  private static func functions() throws -> [String: String] {
    var functions: [String: String] = [:]
    var name = ""
    for line in try source.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("#") {
      if let started = line.firstMatch(of: /^function ([A-Za-z-]+)/) { name = String(started.1) }
      functions[name, default: ""] += line + "\n"
      if line == "}" || line.hasPrefix("function") && line.hasSuffix("}") { name = "" }
    }
    return functions
  }

  @Test("writes as SYSTEM only where SYSTEM and administrators alone can write, and into no home")
  func places() throws {
    let functions = try Self.functions()
    for (name, body) in functions {
      // What each user's own task runs is a text here, and the only thing that knows of homes.
      #expect(!body.contains("ProfileImagePath") && !body.contains(#"C:\"#), "\(name)")
      #expect(name == "Register-Start" || !body.contains("USERPROFILE") && !body.contains("Junction"), "\(name)")
    }
    let start = try #require(functions["Register-Start"])
    let own = try #require(start.firstMatch(of: /Value \('\$l = .*$/.anchorsMatchLineEndings())).0
    #expect(own.contains("$env:USERPROFILE") && own.contains("-ItemType Junction"))
    #expect(!start.replacing(own, with: "").contains("USERPROFILE"))
    #expect(start.contains("-GroupId 'S-1-5-32-545' -RunLevel Limited"), "it runs with a user's rights")
    // Everything that is made is made below one of these, or on the share.
    let made = functions.values.flatMap { $0.matches(of: /(?:New-Item|Set-Content)[^|;]*? -(?:Literal)?Path (\$\w+)/) }
      .map { String($0.1) }
    #expect(Set(made).isSubset(of: ["$file", "$kept", "$place", "$target", "$link", "$h"]), "\(made)")
    for (name, parent) in [
      ("$file", #"\$(?:script:)?file = Join-Path \$(root|open) "#), ("$kept", #"\$kept = Join-Path \$(root) "#),
      ("$place", #"\$place = Join-Path \$(open) "#), ("$link", #"\$link = Join-Path \$(place) "#),
    ] {
      let source = try Self.source
      #expect(source.range(of: parent, options: .regularExpression) != nil, "\(name)")
    }
  }

  @Test("makes its folder with its rights at once, refuses one that is another's, and before anything else")
  func folder() throws {
    let functions = try Self.functions()
    let protect = try #require(functions["Protect"])
    #expect(protect.contains("[IO.Directory]::CreateDirectory($path, $acl)"))
    #expect(protect.contains("if (-not (Test-Own $path)) { throw") && protect.contains("Test-Own $item.FullName"))
    let own = try #require(functions["Test-Own"])
    #expect(own.contains("[IO.FileAttributes]::ReparsePoint") && own.contains("'S-1-5-18', 'S-1-5-32-544'"))
    // Owner SYSTEM, nothing inherited, all rights for SYSTEM and administrators; users read what they run, and no more.
    let text = try Self.source
    #expect(text.contains("$rights = 'O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'"))
    let main = try #require(functions[""])
    let steps = [
      "Protect $root $rights", "Protect $open ($rights + '(A;OICI;0x1200a9;;;BU)')", "Connect-Share", "Set-Account",
    ]
    let places = steps.map { main.firstRange(of: $0)?.lowerBound }
    #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test("keeps the share's key only as SYSTEM's data protection has encrypted it, and no password at all")
  func secrets() throws {
    let functions = try Self.functions()
    let start = try #require(functions["Register-Start"])
    let patterns = start.matches(of: /-replace '([^']*)', '([^']*)'/).map { (String($0.1), String($0.2)) }
    #expect(patterns.count == 2)
    let command = try Self.setup.command(secrets: Self.secrets)
    var data = String(try #require(command.firstMatch(of: /^set "WEIR=([^"]*)"&&/)).1)
    for (pattern, replacement) in patterns {
      let expression = try NSRegularExpression(pattern: pattern)
      data = expression.stringByReplacingMatches(
        in: data, range: NSRange(data.startIndex..., in: data), withTemplate: replacement)
    }
    for secret in Self.secrets.values { #expect(!data.contains(Data(secret.utf8).base64EncodedString())) }
    #expect(
      data.split(separator: ";").map { $0.prefix { $0 != " " } }.sorted() == [
        "admin", "disk", "disk", "drive", "group", "keys", "owner", "share", "user", "user", "user",
      ])
    let share = try #require(functions["Connect-Share"])
    #expect(share.contains("Set-Content -LiteralPath $kept -Value (ConvertFrom-SecureString $secret)"))
    for (name, body) in functions where name != "Connect-Share" && name != "" {
      #expect(body.firstMatch(of: /\$key\b/) == nil, "\(name)")
    }
  }

  @Test(
    "touches no disk that is not raw, of the unit and the size that the manifest says, and the only one of that kind")
  func disks() throws {
    let body = try #require(try Self.functions()["Add-Disk"])
    #expect(body.contains("$_.PartitionStyle -eq 'RAW' -and -not $_.IsBoot"))
    #expect(body.contains("'LUN ' + $unit + '$'") && body.contains("-eq $size") && body.contains("$found.Count -ne 1"))
    #expect(!body.contains("Clear-Disk") && !body.contains("Remove-"))
  }
}
