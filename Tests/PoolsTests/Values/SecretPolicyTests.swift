import Testing

@testable import Pools

@Suite("Which secrets a pool may name") struct SecretPolicyTests {
  private static let vault =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/team"

  private static let policy = SecretPolicy(
    rules: [
      .init(environment: ["LANGUAGE_*", "A*Z", "EXACT"], folders: ["pools/language"]), .init(environment: ["SHARED"]),
      .init(environment: ["*"], folders: ["admin"]),
      .init(
        files: ["/etc/weir/secrets", "/run/key"], vaults: [vault].compactMap { ResourceID($0) }, folders: ["pools"]),
      .init(files: ["/"], folders: ["root"]),
    ], reservedPaths: ["/etc/weir/secrets/token", "/var/lib/weir"])

  @Test(
    "is what a rule for its folder says",
    arguments: [
      (.environment("LANGUAGE_KEY"), "pools/language/nlp.yaml", true),
      (.environment("LANGUAGE_"), "pools/language/a/b/nlp.yaml", true),
      (.environment("LANGUAGE_KEY"), "pools/languages/nlp.yaml", false),
      (.environment("LANGUAGE_KEY"), "pools/vision/vision.yaml", false),
      (.environment("language_key"), "pools/language/nlp.yaml", false),
      (.environment("XLANGUAGE_KEY"), "pools/language/nlp.yaml", false),
      (.environment("AZ"), "pools/language/nlp.yaml", true), (.environment("ABCZ"), "pools/language/nlp.yaml", true),
      (.environment("A"), "pools/language/nlp.yaml", false),
      (.environment("EXACTLY"), "pools/language/nlp.yaml", false),
      (.environment("SHARED"), "anywhere.yaml", true), (.environment("OTHER"), "anywhere.yaml", false),
      (.environment("ANY"), "admin/a.yaml", true),
      (.file("/etc/weir/secrets/key"), "pools/a.yaml", true),
      (.file("/etc/weir/secrets/a/./b//c"), "pools/a.yaml", true),
      (.file("/etc/weir/secrets/key"), "a.yaml", false), (.file("/etc/weir/secretsandmore"), "pools/a.yaml", false),
      (.file("/etc/weir/secrets/../token"), "pools/a.yaml", false),
      (.file("etc/weir/secrets/key"), "pools/a.yaml", false),
      (.file("/run/key"), "pools/a.yaml", true), (.file("/run/keys"), "pools/a.yaml", false),
      (.file("/etc/shadow"), "pools/a.yaml", false), (.file("/etc/weir/secrets/token"), "pools/a.yaml", false),
      (.file("/proc/self/environ"), "root/a.yaml", false), (.file("/var/lib/weir/weir.key"), "root/a.yaml", false),
      (.file("/dev/stdin"), "root/a.yaml", false), (.file("/sys/x"), "root/a.yaml", false),
      (.keyVault(vault: vault, secret: "s", version: nil), "pools/a.yaml", true),
      (.keyVault(vault: vault.uppercased(), secret: "s", version: nil), "pools/a.yaml", true),
      (.keyVault(vault: vault + "2", secret: "s", version: nil), "pools/a.yaml", false),
      (.keyVault(vault: vault, secret: "s", version: nil), "a.yaml", false),
      (.keyVault(vault: "team", secret: "s", version: nil), "pools/a.yaml", false),
      (.literal(SecretText("x")), "a.yaml", true),
    ] as [(SecretReference, String, Bool)])
  func rules(reference: SecretReference, manifest: String, isAllowed: Bool) {
    #expect(Self.policy.allows(reference, for: manifest) == isAllowed)
    #expect(SecretPolicy().allows(reference, for: manifest) == (reference == .literal(SecretText("x"))))
  }

  @Test(
    "is never one of Weir's own, of az, git, a cloud or a proxy",
    arguments: [
      "AZURE_CLIENT_SECRET", "azure_client_secret", "WEIR_SOURCE_URL", "IDENTITY_HEADER", "MSI_SECRET",
      "ARM_CLIENT_SECRET",
      "AWS_SECRET_ACCESS_KEY", "GIT_ASKPASS", "SSH_AUTH_SOCK", "HTTPS_PROXY", "https_proxy", "no_proxy", "NO_PROXY",
      "All_Proxy", "LD_PRELOAD", "PYTHONPATH", "PATH", "HOME",
    ])
  func reserved(name: String) {
    let policy = SecretPolicy(rules: [.init(environment: ["*", name])])
    #expect(!policy.allows(.environment(name), for: "a.yaml"))
    #expect(ReservedVariables.containsAll(of: name))
  }

  @Test(
    "needs no pattern that allows nothing",
    arguments: [
      ("AZURE_*", true), ("AZURE_CLIENT_*", true), ("*_PROXY", true), ("HTTP*_proxy", true), ("PYTHON*", true),
      ("A*", false), ("*", false), ("AZUREISH_*", false), ("MY_AZURE_KEY", false), ("VISION_*", false),
    ])
  func patterns(pattern: String, isReserved: Bool) {
    #expect(ReservedVariables.containsAll(of: pattern) == isReserved)
  }
}
