import AzureCLI
import Foundation
import Pools
import Reconciliation
import Testing

@Suite("lists") struct ListTests {
  private static let type = "Microsoft.Compute/virtualMachineScaleSets"
  private static let base = "/subscriptions/11111111-2222-3333-4444-555555555555"

  /// An az whose first page is `page`, with `second` behind its link, in a cloud at `https://arm.example`.
  private static func az(_ page: String, second: String = #"{"value": []}"#) throws -> FakeAz {
    try FakeAz(
      """
      case "$1 $2 $url" in
        "cloud show "*) echo '"https://ARM.example/"' ;;
        *skip=1*) printf '%s' '\(second)' ;;
        *) printf '%s' '\(page)' ;;
      esac
      """)
  }

  private static func item(_ name: String, type: String = type) -> String {
    #"""
    {"id": "\#(base)/resourcegroups/POOLS/providers/\#(type)/\#(name)", "name": "\#(name)", "type": "\#(type)",
     "etag": "1", "location": "westus2", "tags": {"weir-pool": "vision"}, "sku": {"capacity": 2}, "properties": {"a": 1}}
    """#
  }

  private static func page(_ items: [String], next: String? = nil) -> String {
    #"{"value": [\#(items.joined(separator: ","))]"# + (next.map { #", "nextLink": "\#($0)"}"# } ?? "}")
  }

  @Test("become documents: the id as Azure spells it, the body without the envelope")
  func documents() async throws {
    let az = try Self.az(Self.page([Self.item("vision")]))
    let document = try #require(try await Sample.list(az.azure()).first)
    #expect(document.id == (try Sample.scaleSet()))
    #expect(document.id.description.contains("/resourcegroups/POOLS/"))
    #expect(document.apiVersion == "2024-07-01")
    #expect(document.body.object?.keys.sorted() == ["location", "properties", "sku", "tags"])
    #expect(
      az.lines("calls").last?.hasSuffix("--url \(Self.base)/providers/\(Self.type)?api-version=2024-07-01") == true)
  }

  @Test("leave out what a subscription has from the management groups around it")
  func inherited() async throws {
    let roles = "Microsoft.Authorization/roleAssignments"
    let above =
      #"{"id": "/providers/Microsoft.Management/managementGroups/m/providers/\#(roles)/1", "type": "\#(roles)"}"#
    let own = #"{"id": "\#(Self.base)/providers/\#(roles)/2", "type": "\#(roles)", "properties": {}}"#
    let az = try Self.az(Self.page([above, own]))
    let query = ResourceQuery(type: try #require(ResourceType(roles)), apiVersion: "2022-04-01")
    let found = Found()
    try await az.azure().resources(query, in: Sample.subscription()) { await found.add($0.map(\.id.name)) }
    #expect(await found.names == ["2"])
  }

  private actor Found {
    var names: [String] = []
    func add(_ more: [String]) { names += more }
  }

  @Test(
    "are read to their end, by links to the same host whatever its capitals and port",
    arguments: ["https://arm.example", "https://Arm.Example:443"])
  func pages(origin: String) async throws {
    let az = try Self.az(
      Self.page([Self.item("a")], next: "\(origin)\(Self.base)/providers/x?skip=1&%24t=a%20b"),
      second: Self.page([Self.item("b")]))
    #expect(try await Sample.list(az.azure()).map(\.id.name) == ["a", "b"])
    #expect(az.lines("calls").last?.hasSuffix("\(Self.base)/providers/x?skip=1&%24t=a%20b") == true)
  }

  @Test(
    "throw where what follows cannot be trusted",
    arguments: [
      ("https://elsewhere.example\(base)/x?skip=1", "which is not ARM"),
      ("https://arm.example.evil\(base)/x?skip=1", "which is not ARM"),
      ("https://arm.example:8443\(base)/x?skip=1", "which is not ARM"),
      ("https://arm.example@evil.example\(base)/x?skip=1", "which is not ARM"),
      ("http://arm.example\(base)/x?skip=1", "https://"),
      ("https://arm.example/subscriptions/99999999-2222-3333-4444-555555555555/x?skip=1", "outside subscription"),
      ("https://arm.example\(base)/providers/\(type)?api-version=2024-07-01", "no end"),
    ])
  func links(link: String, says: String) async throws {
    let az = try Self.az(Self.page([Self.item("a")], next: link))
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
  }

  @Test(
    "throw as a whole where one item is no resource or a stranger",
    arguments: [
      (page([item("a"), "{}"]), "no id"),
      (page([item("a"), "7"]), "not an object"),
      (page([item("a"), item("b", type: "Microsoft.Network/loadBalancers")]), "stranger"),
      (page([item("a")]).replacing("11111111", with: "22222222"), "stranger"),
      (#"{"value": {}}"#, "no list"),
      (#"{"error": {"code": "x"}}"#, "no list but an error: x"),
    ])
  func strangers(page: String, says: String) async throws {
    let az = try Self.az(page)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
  }

  @Test(
    "throw where a page does not say in words where it goes on, or is no page",
    arguments: [
      (#"{"value": [], "nextLink": 7}"#, "its nextLink is integer"),
      (#"{"value": [], "nextLink": {}}"#, "its nextLink is object"),
      (#"{"value": [], "nextLink": []}"#, "its nextLink is array"),
      (#"{"value": [], "nextLink": true}"#, "its nextLink is boolean"),
      (#"{"value": [], "NEXTLINK": 1.5}"#, "its nextLink is number"),
      ("{}", "no list"), (#"{"value": null}"#, "no list"), (#"{"nextLink": null}"#, "no list"), ("[]", "no list"),
      ("7", "no list"), ("null", "no list"), (#"{"value": [], "error": {"code": "Busy", "message": "x"}}"#, "Busy: x"),
      ("", "no JSON"), ("   ", "no JSON"), (#"{"value": []"#, "no JSON"), ("<html>maintenance</html>", "no JSON"),
      (#"{"value": []} and more"#, "no JSON"),
    ])
  func oddPages(page: String, says: String) async throws {
    let az = try Self.az(page)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == "unreadable")
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    for list in [
      { _ = try await $0.resourceGroups(in: try Sample.subscription()) },
      { _ = try await $0.deployments(in: try Sample.scope()) },
    ]
      as [(AzureCommandLine) async throws -> Void]
    {
      #expect(await azureError { try await list(az.azure()) }?.kind == "unreadable")
    }
  }

  @Test("end where no link follows", arguments: ["", #", "nextLink": null"#, #", "nextLink": """#])
  func lastPage(rest: String) async throws {
    let az = try Self.az(#"{"value": [\#(Self.item("a"))]\#(rest)}"#)
    #expect(try await Sample.list(az.azure()).map(\.id.name) == ["a"])
  }

  @Test("throw where something comes twice, on one page or on two: the list moved while it was read")
  func twice() async throws {
    let link = "https://arm.example\(Self.base)/x?skip=1"
    for az in [
      try Self.az(Self.page([Self.item("a"), Self.item("A")])),
      try Self.az(Self.page([Self.item("a")], next: link), second: Self.page([Self.item("a")])),
    ] {
      let error = await azureError { _ = try await Sample.list(az.azure()) }
      #expect(error?.kind == "unreadable" && error?.message.contains("twice") == true, "\(error?.message ?? "")")
    }
  }

  @Test("throw where a later page cannot be had, after the pages before it")
  func laterPage() async throws {
    let az = try Self.az(
      Self.page([Self.item("a")], next: "https://arm.example\(Self.base)/x?skip=1"), second: #"{"value": ["#)
    let error = await azureError { _ = try await Sample.list(az.azure()) }
    #expect(error?.kind == "unreadable")
  }

  @Test("throw what the caller's own closure throws")
  func closure() async throws {
    struct Enough: Error {}
    let az = try Self.az(Self.page([Self.item("a")]))
    await #expect(throws: Enough.self) {
      try await az.azure().resources(Sample.scaleSets(), in: Sample.subscription()) { _ in throw Enough() }
    }
  }

  @Test("of children are refused, since Azure has none")
  func children() async throws {
    let az = try Self.az(Self.page([]))
    let query = ResourceQuery(
      type: try #require(ResourceType("Microsoft.Network/virtualNetworks/subnets")), apiVersion: "2024-01-01")
    let error = await azureError { try await az.azure().resources(query, in: Sample.subscription()) { _ in } }
    #expect(error?.kind == "unreadable")
  }
}

@Suite("single resources") struct SingleResourceTests {
  @Test("one that Azure says is not there is nil")
  func absent() async throws {
    let az = try FakeAz(
      #"printf '%s' 'ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": ""}})' >&2; exit 1"#)
    #expect(try await az.azure().resource(Sample.scaleSet(), apiVersion: "2024-07-01") == nil)
  }

  @Test("one that answers under another id throws")
  func other() async throws {
    let az = try FakeAz("printf '%s' '{\"id\": \"\(try Sample.scaleSet("nlp"))\"}'")
    let error = await azureError { _ = try await az.azure().resource(Sample.scaleSet(), apiVersion: "2024-07-01") }
    #expect(error?.kind == "unreadable")
  }

  @Test(
    "one whose answer is none is no proof that it is not there",
    arguments: [
      "exit 0", "echo '   '", "echo null", "echo '{}'", "echo '[]'", "echo '<html>'", "printf '{\"id\": '",
      #"echo '{"error": {"code": "ResourceNotFound", "message": ""}}'"#,
      #"echo 'ERROR: Not Found(<html>404</html>)' >&2; exit 1"#, "echo 'ERROR: Not Found' >&2; exit 1", "exit 1",
      #"echo 'ERROR: Not Found({"error": {"code": "NoRegisteredProviderFound", "message": ""}})' >&2; exit 1"#,
      #"echo 'ERROR: Not Found({"error": {"code": "SubscriptionNotFound", "message": ""}})' >&2; exit 1"#,
    ])
  func unproven(script: String) async throws {
    let az = try FakeAz(script)
    let error = await azureError { _ = try await az.azure().resource(Sample.scaleSet(), apiVersion: "2024-07-01") }
    #expect(error != nil)
    let group = await azureError {
      _ = try await az.azure().resourceGroup(Sample.scope().resourceGroup, in: Sample.subscription())
    }
    #expect(group != nil)
  }

  @Test("a name with odd characters goes encoded")
  func encoded() async throws {
    let az = try FakeAz("exit 1")
    let id = try Sample.scaleSet("a b?c#d&é(1)")
    _ = await azureError { _ = try await az.azure().resource(id, apiVersion: "2024-07-01") }
    #expect(
      az.lines("calls").last?.hasSuffix(
        "/a%20b%3Fc%23d%26%C3%A9(1)?api-version=2024-07-01&%24expand=userData") == true)
  }

  @Test("a deletion comes back when the resource is gone")
  func deletion() async throws {
    let az = try FakeAz(
      """
      case "$*" in *"--method delete"*) exit 0 ;; esac
      echo x >> "$here/looks"
      if [ "$(wc -l < "$here/looks")" -lt 3 ]; then
        printf '%s' '{"id": "\(try Sample.scaleSet())", "properties": {"provisioningState": "Deleting"}}'
      else
        printf '%s' 'ERROR: Not Found({"error": {"code": "ResourceNotFound", "message": ""}})' >&2; exit 1
      fi
      """)
    try await az.azure().delete(Sample.scaleSet(), apiVersion: "2024-07-01")
    #expect(az.lines("looks").count == 3)
  }

  @Test("a deletion that fails says so, one of nothing is no error, and a group that is gone neither")
  func deletionEnds() async throws {
    let failing = try FakeAz(
      """
      case "$*" in *"--method delete"*) exit 0 ;; esac
      printf '%s' '{"id": "\(try Sample.scaleSet())", "properties": {"provisioningState": "Failed"}}'
      """)
    let error = await azureError { try await failing.azure().delete(Sample.scaleSet(), apiVersion: "1") }
    #expect(error?.kind == "deploymentFailed")
    let empty = try FakeAz(
      #"printf '%s' 'ERROR: Not Found({"error": {"code": "ResourceGroupNotFound", "message": ""}})' >&2; exit 1"#)
    try await empty.azure().delete(Sample.scaleSet(), apiVersion: "1")
    #expect(empty.lines("calls").count == 2)
  }
}
