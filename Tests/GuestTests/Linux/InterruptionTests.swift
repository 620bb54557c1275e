import Foundation
import Templates
import Testing

@Suite("A set-up that is disturbed", .serialized)
struct InterruptionTests {
  /// Lines of the shell's trace between two deaths; prime, so that they fall on other steps each time.
  private static let stride = 37

  @Test("and killed at any step ends in the same state as one that was not", arguments: [Pool.smb, Pool.nfs])
  func killed(share: GuestShare) async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup(share: share))
      let wanted = try await machine.state()
      try await Pool.machine { other in
        _ = try await other.run(
          "cat >/setup && chmod 0500 /setup", input: try Pool.setup(share: share).program(secrets: Pool.secrets))
        var deaths = 0
        for lines in Swift.stride(from: 3, to: 4_000, by: Self.stride) {
          let ended = try await other.run(
            """
            rm -f /tmp/trace; mkfifo /tmp/trace
            setsid sh -x /setup >/dev/null 2>/tmp/trace &
            head -n \(lines) </tmp/trace | wc -l
            kill -9 -- -$! 2>/dev/null
            wait $!
            """)
          if ended.code == 0 { break }
          deaths += 1
        }
        #expect(deaths > 10)
        let last = try await other.set(up: Pool.setup(share: share))
        #expect(last.succeeded, "\(last.text)")
        let state = try await other.state()
        let (has, lacks) = (Set(state.split(separator: "\n")), Set(wanted.split(separator: "\n")))
        // An account that was half made comes to stand behind the others.
        #expect(has == lacks, "only after the deaths: \(has.subtracting(lacks)); missing: \(lacks.subtracting(has))")
      }
    }
  }

  @Test("by others like it at the same time ends in the same state as one alone")
  func atOnce() async throws {
    try await Pool.machine { machine in
      _ = try await machine.run(
        "cat >/setup && chmod 0500 /setup", input: try Pool.setup().program(secrets: Pool.secrets))
      let ended = try await machine.run(
        "all=; for n in 1 2 3 4; do /setup & all=\"$all $!\"; done; for one in $all; do wait $one || exit; done")
      #expect(ended.succeeded, "\(ended.text)")
      #expect(try await machine.output("sort /record/mounts | uniq -d") == "", "nothing is mounted twice")
      let together = try await machine.state()
      try await Pool.machine { other in
        _ = try await other.set(up: Pool.setup())
        #expect(try await other.state() == together)
      }
    }
  }

  @Test("in the middle of making an account is taken up, whatever of it was there")
  func halfAccount() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      let wanted = try await machine.state()
      for damage in [
        "sed -i /^ana:/d /etc/shadow", "rm -rf /home/ana", "chown root:root /home/ana", "usermod -L ana", "userdel ana",
      ] {
        _ = try await machine.run(damage)
        let ended = try await machine.set(up: Pool.setup())
        #expect(ended.succeeded, "\(damage): \(ended.text)")
        let state = try await machine.state()
        #expect(state.split(separator: "\n").sorted() == wanted.split(separator: "\n").sorted(), "\(damage)")
      }
    }
  }
}
