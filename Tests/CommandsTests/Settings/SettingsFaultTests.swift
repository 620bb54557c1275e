import Testing

@testable import Commands

@Suite("settings that are wrong")
struct SettingsFaultTests {
  /// What every row has, so that only what the row is about is wrong.
  private static let azure = "azure: {subscriptions: [11111111-2222-3333-4444-555555555555]}\n"

  struct Row: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    var environment: [String: String] = [:]
    var lines: [String]

    init(_ name: String, _ text: String, _ lines: [String]) { self.init(name, text, [:], lines) }

    init(_ name: String, _ text: String, _ environment: [String: String], _ lines: [String]) {
      testDescription = name
      self.text = text
      self.environment = environment
      self.lines = lines
    }
  }

  static let rows: [Row] = [
    Row(
      "an unknown key", azure + "source: {url: /p, intervall: 5m}\n",
      ["weir.yaml:2:19: unknown key source.intervall; did you mean interval?"]),
    Row(
      "an unknown key like no other", azure + "source: {url: /p}\nreconcile:\n  zebra: 1\n",
      [
        "weir.yaml:4:3: unknown key reconcile.zebra; known here: concurrency, drift, interval, jitter, prune, timeout"
      ]),
    Row(
      "an unknown section", azure + "source: {url: /p}\nreconsile: {interval: 5m}\n",
      ["weir.yaml:3:1: unknown key reconsile; did you mean reconcile?"]),
    Row(
      "a number without a unit", azure + "source:\n  url: /p\n  interval: 5\n",
      ["weir.yaml:4:13: source.interval: \"5\" is not a duration (30s, 5m, 4h, 365d) of 1s to 1d"]),
    Row(
      "a list for a word", azure + "source:\n  url: [/p]\n",
      ["weir.yaml:3:8: source.url is a list; write https://, ssh://, git@host:path, file:// or a path"]),
    Row(
      "a word for a mapping", azure + "source: {url: /p, auth: none}\n",
      [
        "weir.yaml:2:25: source.auth is no mapping; its keys are caFile, knownHostsFile, sshKeyFile, tokenFile, username"
      ]),
    Row(
      "a word for a list", "source: {url: /p}\nazure: {subscriptions: all}\n",
      ["weir.yaml:2:24: azure.subscriptions is not a list; write [11111111-2222-3333-4444-555555555555]"]),
    Row(
      "no value", azure + "source:\n  url: /p\n  path:\n",
      ["weir.yaml:4:3: source.path has no value; write a folder of the repository"]),
    Row(
      "two refs", azure + "source:\n  url: /p\n  ref: {branch: main, tag: v1}\n",
      ["weir.yaml:4:28: source.ref.tag contradicts source.ref.branch (line 4); keep one of them"]),
    Row(
      "a token for ssh",
      azure + """
        source:
          url: ssh://git@example.com/p
          auth: {sshKeyFile: k, knownHostsFile: h, tokenFile: t}

        """,
      ["weir.yaml:4:55: source.auth.tokenFile is for https, and source.url (line 3) is not; take it out"]),
    Row(
      "ssh without a known host", azure + "source:\n  url: git@example.com:p\n  auth: {sshKeyFile: k}\n",
      [
        "weir.yaml:3:8: source.url is ssh and needs source.auth.knownHostsFile, "
          + "the host keys to trust (ssh-keyscan HOST, checked by a person)"
      ]),
    Row(
      "a password in the address", azure + "source: {url: \"https://me:hunter2@example.com/p\"}\n",
      [
        "weir.yaml:2:15: source.url holds a password: take it out, put it in a file and name that as "
          + "source.auth.tokenFile"
      ]),
    Row(
      "no encryption", azure + "source: {url: \"http://example.com/p\"}\n",
      ["weir.yaml:2:15: source.url http://example.com/p: plain http shows tokens and manifests to everyone: use https"]),
    Row(
      "nothing at all", "# empty\n",
      [
        "weir.yaml: azure.subscriptions is missing; list the subscriptions that Weir may touch, the default first",
        "weir.yaml: source.url is missing; say which repository holds the manifests, such as "
          + "https://github.com/example/pools.git",
      ]),
    Row(
      "no YAML", "source: {url: /p\n",
      [
        "weir.yaml:1:9: a map that begins here with \"{\" is not closed; write \"}\" at its end and commas between"
      ]),
    Row(
      "a tab", azure + "source:\n\turl: /p\n",
      ["weir.yaml:3:1: a tab stands in the indentation; indent with blanks only"]),
    Row(
      "a second document", azure + "source: {url: /p}\n---\nname: other\n",
      ["weir.yaml:4:1: a second document begins here; the settings are one, so take out the line of ---"]),
    Row("a list", "- source\n", ["weir.yaml:1:1: the file holds no mapping; it begins with a key such as source:"]),
    Row(
      "a key twice", azure + "source: {url: /p}\nsource: {url: /q}\n",
      ["weir.yaml:3:1: source stands on line 2 already; keep one of them"]),
    Row(
      "a key twice in a section", azure + "source:\n  url: /p\n  interval: 1m\n  url: /q\n",
      ["weir.yaml:5:3: source.url stands on line 3 already; keep one of them"]),
    Row(
      "subscriptions that are none, and one twice",
      """
      source: {url: /p}
      azure:
        subscriptions:
          - mine
          - 11111111-2222-3333-4444-555555555555
          - 11111111-2222-3333-4444-555555555555

      """,
      [
        "weir.yaml:4:7: \"mine\" is not a subscription's id; az account list shows them",
        "weir.yaml:6:7: 11111111-2222-3333-4444-555555555555 stands twice in azure.subscriptions",
      ]),
    Row(
      "an unknown variable of a section", azure + "source: {url: /p}\n", ["WEIR_SOURCE_ULR": "x"],
      ["WEIR_SOURCE_ULR: no such setting; did you mean WEIR_SOURCE_URL?"]),
    Row(
      "a wrong variable", azure + "source: {url: /p}\n", ["WEIR_AZURE_CONCURRENCY": "many"],
      ["WEIR_AZURE_CONCURRENCY: azure.concurrency: \"many\" is not a whole number of 1 to 64"]),
    Row(
      "two refs of the environment", azure + "source: {url: /p}\n",
      ["WEIR_SOURCE_REF_BRANCH": "a", "WEIR_SOURCE_REF_TAG": "b"],
      ["WEIR_SOURCE_REF_TAG: source.ref.tag contradicts source.ref.branch (WEIR_SOURCE_REF_BRANCH); keep one of them"]),
    Row(
      "hosts that are none", azure + "source: {url: /p}\ntemplates: {allowedHosts: [\"*.example.com\", https://a.b]}\n",
      [
        "weir.yaml:3:28: \"*.example.com\" is not a host or host:port; write no address with /, no * and ASCII alone",
        "weir.yaml:3:45: \"https://a.b\" is not a host or host:port; write no address with /, no * and ASCII alone",
      ]),
    Row(
      "many things at once",
      "source: {url: /p, path: ../x}\nazure: {subscriptions: [], cli: \"\"}\nlog: {retain: 1y}\n",
      [
        "weir.yaml:1:25: source.path: \"../x\" leads out of the repository",
        "weir.yaml:2:24: azure.subscriptions is empty; list the subscriptions that Weir may touch, the default first",
        "weir.yaml:2:33: azure.cli is empty; write a name on PATH, or a path",
        "weir.yaml:3:15: log.retain: \"1y\" is not a duration (30s, 5m, 4h, 365d) of 1h to 36500d",
      ]),
  ]

  /// What is wrong with `secrets.allow`.
  static let secretRows: [Row] = [
    Row("no list", "secrets: {allow: {environment: [A]}}", ["3:18: secrets.allow is not a list; write \(shape)"]),
    Row(
      "a word in the list", "secrets: {allow: [A]}", ["3:19: an item of secrets.allow is not a mapping; write \(shape)"]
    ),
    Row(
      "an unknown key", "secrets: {allow: [{environmnt: [A]}]}",
      [
        "3:19: secrets.allow: an item names no secrets; write environment, files or vaults",
        "3:20: secrets.allow: unknown key environmnt; did you mean environment?",
      ]),
    Row(
      "a key twice", "secrets: {allow: [{environment: [A], environment: [B]}]}",
      ["3:38: secrets.allow: environment stands twice in one item; keep one of them"]),
    Row(
      "no secrets", "secrets: {allow: [{for: [pools]}]}",
      ["3:19: secrets.allow: an item names no secrets; write environment, files or vaults"]),
    Row(
      "a list in a list", "secrets: {allow: [{environment: [[A]], files: [/s]}]}",
      ["3:34: secrets.allow: an item of environment is no plain word"]),
    Row(
      "variables that can never be allowed", "secrets: {allow: [{environment: [AZURE_*, OK, https_proxy]}]}",
      ["AZURE_*", "https_proxy"].enumerated().map { position, name in
        "3:\(position == 0 ? 34 : 47): secrets.allow: \"\(name)\" can never be allowed: it belongs to Weir, az, git, a proxy or "
          + "the machine; name the pools' own variables"
      }),
    Row(
      "no variable", "secrets: {allow: [{environment: [\"A-B\"]}]}",
      ["3:34: secrets.allow: \"A-B\" is not the name of an environment variable, with * for any text in it"]),
    Row(
      "files with a star", "secrets: {allow: [{files: [\"/s/*\"]}]}",
      ["3:28: secrets.allow: \"/s/*\" is not a folder; write its path, and no *"]),
    Row(
      "all files", "secrets: {allow: [{files: [/]}]}",
      ["3:28: secrets.allow: \"/\" is the whole machine; name the folder of the pools' secrets"]),
    Row(
      "no vault", "secrets: {allow: [{vaults: [team]}]}",
      [
        "3:29: secrets.allow: \"team\" is not a key vault's resource id; write "
          + "/subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME"
      ]),
    Row(
      "a folder outside", "secrets: {allow: [{environment: [A], for: [../x]}]}",
      ["3:44: secrets.allow: \"../x\" leads out of the repository; write a folder from its root"]),
  ]

  private static let shape =
    "a list of {environment: [NAME_*], files: [/folder], vaults: [ID], for: [folder of the repository]}"

  @Test("every fault of the allowed secrets is one line with its place", arguments: secretRows)
  func secretFaults(row: Row) {
    let error = #expect(throws: SettingsFaults.self) {
      try Settings(
        reading: Self.azure + "source: {url: /p}\n" + row.text, file: "weir.yaml", directory: "/srv", environment: [:])
    }
    #expect(error?.faults.map(\.text) == row.lines.map { "weir.yaml:\($0)" })
  }

  @Test(
    "a rule cannot open the state, a credential or a file system of the kernel",
    arguments: [
      "/srv/.weir", "/srv/.weir/weir.key", "/srv/token", "token", "/srv/azure", "/srv/azure/msal_token_cache.json",
      "/proc", "/proc/self", "/dev/fd", "/sys",
    ])
  func reserved(path: String) {
    let error = #expect(throws: SettingsFaults.self) {
      try Settings(
        reading: Self.azure.replacing("}\n", with: ", configDirectory: azure}\n") + """
          source: {url: "https://example.com/p", auth: {tokenFile: token}}
          secrets: {allow: [{files: [\(path), /srv/secrets, /etc/weir]}]}
          """, file: "weir.yaml", directory: "/srv", environment: [:])
    }
    #expect(error?.faults.count == 1)
    #expect(error?.faults.first?.text.hasPrefix("weir.yaml:3:28: secrets.allow: \"") == true)
    #expect(error?.faults.first?.message.contains("can never be allowed") == true)
  }

  @Test("every fault is one line with its place and what would be right", arguments: rows)
  func faults(row: Row) {
    let error = #expect(throws: SettingsFaults.self) {
      try Settings(reading: row.text, file: "weir.yaml", directory: "/srv", environment: row.environment)
    }
    #expect(error?.faults.map(\.text) == row.lines)
  }
}
