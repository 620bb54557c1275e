import Foundation
import InstalledAzureCLI
import Subprocess
import TemporaryFolders
import Testing

@Suite("weir simulate")
struct SimulateTests {
  @Test("prints lines after which the real az of any shell works on the stand-in, and ends with SIGTERM")
  func lines() async throws {
    let folder = try TemporaryFolder()
    let tools = URL(filePath: try await InstalledAzureCLI.shared.path()).deletingLastPathComponent().path()
    // The user's shell has another Azure's variables, and its folder a blank and a quote in its name.
    let script = """
      cd "$1" || exit 99
      export HOME="$1" AZURE_CONFIG_DIR="$1/mine" IDENTITY_HEADER=other
      mkfifo printed
      "$2" simulate --directory "$1/it's here" >printed 2>said &
      eval "$(while IFS= read -r line; do
        echo "$line"; case $line in 'az login'*) break ;; esac
      done <printed)" || echo "the lines do not run"
      az group list --output tsv && az group create --name ds-x --location westus2 --output none
      az group list --query '[].name' --output tsv
      ls -d mine 2>/dev/null
      kill -TERM $!; wait $!; echo "exit $?"
      """
    let path = "\(tools):" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let result = try await Subprocess.run(
      .name("sh"), arguments: ["-c", script, "sh", folder.path, Site.weir],
      environment: .inherit.updating(["PATH": path]), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    #expect(result.standardOutput == "ds-x\nexit 0\n", "\(result.standardOutput) \(result.standardError)")
  }
}
