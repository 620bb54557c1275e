import Foundation
import Subprocess
import TemporaryFolders
import Testing

@Suite("weir run among people and programs that do other things", .serialized, .timeLimit(.minutes(10)))
struct RunningControllerTests {
  private func shell(_ script: String) async throws -> (output: String, error: String) {
    let folder = try TemporaryFolder()
    let result = try await Subprocess.run(
      .name("sh"),
      arguments: [
        "-c",
        """
        cd "$2" || exit 99
        git init -q -b main . && "$1" init . >/dev/null 2>&1
        git add . && git -c user.name=a -c user.email=a@b commit -qm one
        export WEIR_AZURE_CLI=/nowhere/az WEIR_SOURCE_INTERVAL=1s
        # Comes back when a command succeeds, and gives up after far longer than that takes.
        until_() { n=0; until "$@"; do n=$((n + 1)); [ $n -lt 600 ] || return 1; sleep 0.2; done; }
        runs() { [ "$("$weir" log 2>/dev/null | grep '^0' | grep -vc unfinished)" -ge "$1" ]; }
        weir=$1
        \(script)
        """, "sh", try ExecutableTests.path, folder.path,
      ],
      environment: .inherit.updating(["WEIR_CONFIG": nil, "NO_COLOR": "1"]), output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20))
    return (result.standardOutput, result.standardError)
  }

  @Test(
    "with standard output full and nobody reading, it goes on working and ends at SIGTERM", arguments: ["", "-o json"])
  func unread(_ format: String) async throws {
    let answer = try await shell(
      """
      mkfifo full; sleep 1000 <full & reader=$!
      exec 3>full
      dd if=/dev/zero bs=65536 count=1 >&3 2>/dev/null
      "$weir" run --verbose \(format) >&3 2>err & pid=$!
      exec 3>&-
      until_ runs 1 && echo one
      git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two
      until_ runs 2 && echo two
      kill -TERM $pid; wait $pid; echo "ended $?"
      kill $reader
      grep 'ended in order' err
      """)
    #expect(
      answer.output == "one\ntwo\nended 0\nweir: ended in order; what runs in Azure is taken up at the next start\n",
      "\(answer.output)\(answer.error)")
  }

  @Test("an answer waits for its reader, and SIGTERM ends it all the same")
  func unreadAnswer() async throws {
    let answer = try await shell(
      """
      "$weir" plan >/dev/null 2>&1
      mkfifo full; sleep 1000 <full & reader=$!
      exec 3>full
      dd if=/dev/zero bs=65536 count=1 >&3 2>/dev/null
      "$weir" schema >&3 2>err & pid=$!
      sleep 2; kill -0 $pid && echo waits
      kill -TERM $pid; wait $pid; echo "ended $?"
      "$weir" log --follow >&3 2>err2 & pid=$!
      sleep 5; kill -TERM $pid; wait $pid; echo "ended $?"
      kill $reader; exec 3>&-
      # A reader that goes away ends what follows the log.
      "$weir" log --follow | true
      echo followed
      """)
    #expect(answer.output == "waits\nended 1\nended 0\nfollowed\n", "\(answer.output)\(answer.error)")
  }

  @Test("where it is stopped, whoever needs its answer says so and what to do, with 4; others do not wait")
  func stopped() async throws {
    let answer = try await shell(
      """
      "$weir" run >/dev/null 2>&1 & pid=$!
      until_ runs 1; until_ [ -S .weir/weir.sock ]
      kill -STOP $pid
      "$weir" suspend example --reason "exam week"; echo "suspend $?"
      "$weir" resume example; echo "resume $?"
      "$weir" wake example; echo "wake $?"
      "$weir" reconcile --now; echo "reconcile $?"
      "$weir" reconcile --now --no-wait; echo "no-wait $?"
      "$weir" status >/dev/null; "$weir" log >/dev/null; echo "read $?"
      "$weir" doctor | grep "kill -CONT $pid" >/dev/null; echo "doctor $?"
      kill -CONT $pid; kill -TERM $pid; wait $pid; echo "run $?"
      """)
    let lines = answer.output.split(separator: "\n").filter { $0.contains(" ") && $0.last?.isNumber == true }
    #expect(
      lines.suffix(8) == [
        "suspend 4", "resume 4", "wake 4", "reconcile 4", "no-wait 4", "read 0", "doctor 0", "run 0",
      ], "\(answer.output)\(answer.error)")
    let errors = answer.error.split(separator: "\n").filter {
      $0.contains("has not answered for 5s; it is stopped: kill -CONT")
    }
    #expect(errors.count == 5, "\(answer.error)")
    #expect(answer.output.contains("example is suspended until weir resume example"))
  }

  @Test(
    "it ends with an error where its state is deleted, moved or replaced",
    arguments: [
      "rm -rf .weir", "mv .weir other", "rm .weir/weir.db", "mv .weir/weir.db db", "rm .weir/weir.lock",
      "cp -r .weir copy; rm -rf .weir; mv copy .weir",
    ])
  func lostState(_ how: String) async throws {
    let answer = try await shell(
      """
      "$weir" run >/dev/null 2>err & pid=$!
      until_ runs 1; until_ [ -S .weir/weir.sock ]
      \(how)
      wait $pid; echo "run $?"
      cat err
      """)
    #expect(answer.output.hasPrefix("run 1\n"), "\(answer.output)\(answer.error)")
    #expect(answer.output.contains(" was deleted, moved or replaced while "), "\(answer.output)")
  }

  @Test("it makes its socket again where somebody took it away")
  func lostSocket() async throws {
    let answer = try await shell(
      """
      "$weir" run >/dev/null 2>err & pid=$!
      until_ runs 1; until_ [ -S .weir/weir.sock ]
      rm .weir/weir.sock
      until_ [ -S .weir/weir.sock ] && echo again
      "$weir" reconcile --now --no-wait
      kill -TERM $pid; wait $pid; echo "run $?"
      """)
    #expect(answer.output == "again\nhanded to the running controller\nrun 0\n", "\(answer.output)\(answer.error)")
  }

  @Test("every verb that works with the state refuses one that others can write to, and says what to do")
  func openState() async throws {
    let answer = try await shell(
      """
      "$weir" plan >/dev/null 2>&1; chmod 777 .weir
      for words in plan "reconcile --now" run status log "suspend example --reason x" "resume example" "wake example"; do
        $weir $words >/dev/null; echo $?
      done
      """)
    #expect(answer.output == String(repeating: "1\n", count: 8), "\(answer.output)\(answer.error)")
    let lines = answer.error.split(separator: "\n")
    #expect(lines.count == 8 && lines.allSatisfy { $0.contains("/.weir (mode 0777)") || $0.contains("chmod go-w") })
  }
}
