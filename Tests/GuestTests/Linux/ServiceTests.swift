import Foundation
import Templates
import Testing

@Suite("What stays on an Ubuntu machine", .serialized)
struct ServiceTests {
  @Test("is a service that ends before people are let in, after a bounded time, and a timer: systemd takes both")
  func units() async throws {
    try await Pool.machine { machine in
      _ = try await machine.set(up: Pool.setup())
      let verified = try await machine.run(
        "systemd-analyze verify --man=no --recursive-errors=no /etc/systemd/system/weir-machine.service /etc/systemd/system/weir-machine.timer"
      )
      #expect(verified.succeeded && verified.text.isEmpty, "\(verified.text)")
      let service = try await machine.output("cat /etc/systemd/system/weir-machine.service")
      #expect(service.contains("Before=systemd-user-sessions.service") && service.contains("TimeoutStartSec="))
      #expect(try await machine.holds("grep -q 'enable weir-machine.service weir-machine.timer' /record/calls"))
    }
  }

  /// Not only by what the unit says: systemd itself starts this machine, with nothing replaced but the mount programs.
  @Test("brings the share back at a start before anybody but root is let in, and lets people in without it too")
  func started() async throws {
    let units = "boot systemd-user-sessions.service weir-machine.service"
    let order = [
      "begins weir-machine.service", "ends weir-machine.service", "begins systemd-user-sessions.service",
      "ends systemd-user-sessions.service",
    ]
    for isLost in [false, true] {
      try await Pool.machine { machine in
        _ = try await machine.set(up: Pool.setup())
        if isLost { _ = try await machine.run("touch /record/lost") }
        let started = try await machine.run(
          units,
          input:
            "systemctl is-active systemd-user-sessions weir-machine.timer; findmnt -rn | grep -c ' /datamnt\\|^/datamnt'"
        )
        let lines = started.text.split(separator: "\n").map(String.init)
        #expect(lines == order + ["active", "active", isLost ? "0" : "8"], "\(started.text)")
      }
    }
  }

  @Test("is the command that reads the vault by the machine's identity; token and secret are in no arguments")
  func vault() async throws {
    try await Pool.machine { machine in
      var setup = Pool.setup(share: nil)
      setup.keyVault = "https://team.vault.example:8443/"
      let ended = try await machine.set(up: setup)
      #expect(ended.succeeded, "\(ended.text)")
      try await machine.startVault()
      let read = try await machine.run(
        "export CURL_CA_BUNDLE=/tmp/vault.pem; exec setpriv --reuid ana --clear-groups /usr/local/bin/weir-secret db-password"
      )
      #expect(read.succeeded && read.text == "line 1\n\"quoted\" \\ ü\n", "\(read.text)")
      #expect(try await machine.holds("! grep -aq -e TOKEN -e quoted /tmp/arguments"))

      let missing = try await machine.run("CURL_CA_BUNDLE=/tmp/vault.pem /usr/local/bin/weir-secret other")
      #expect(missing.code == 1 && missing.text.contains("the vault gave no secret 'other'"), "\(missing.text)")
      for name in ["", "../x", "a?b", "-K/etc/shadow"] {
        #expect(try await machine.run("/usr/local/bin/weir-secret '\(name)'").code == 64)
      }
      setup.keyVault = nil
      #expect(try await machine.set(up: setup).succeeded)
      #expect(try await !machine.holds("ls /usr/local/bin/weir-secret || ls /etc/weir/vault"))
    }
  }
}

extension Machine {
  /// Serves Azure's metadata at its own address, and a vault; both note the arguments of every program that runs.
  fileprivate func startVault() async throws {
    let program = """
      import glob, json, ssl, sys, threading
      from http.server import BaseHTTPRequestHandler, HTTPServer
      from urllib.parse import urlparse, parse_qs
      class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
          with open('/tmp/arguments', 'ab') as file:
            for name in glob.glob('/proc/[0-9]*/cmdline'):
              try: file.write(open(name, 'rb').read() + b'\\n')
              except OSError: pass
          url = urlparse(self.path)
          code, answer = 404, {'error': {'code': 'SecretNotFound'}}
          if url.path == '/metadata/identity/oauth2/token':
            asked = parse_qs(url.query)
            if self.headers['Metadata'] == 'true' and asked == {'api-version': ['2018-02-01'], 'resource': ['https://vault.example']}:
              code, answer = 200, {'access_token': 'TOKEN', 'token_type': 'Bearer'}
          elif self.headers['Authorization'] == 'Bearer TOKEN' and self.path == '/secrets/db-password?api-version=7.4':
            code, answer = 200, {'value': 'line 1\\n"quoted" \\\\ \\u00fc\\n', 'id': 'x'}
          body = json.dumps(answer).encode()
          self.send_response(code)
          self.send_header('Content-Length', str(len(body)))
          self.end_headers()
          self.wfile.write(body)
        def log_message(self, *_): pass
      metadata = HTTPServer(('169.254.169.254', 80), Handler)
      vault = HTTPServer(('127.0.0.1', 8443), Handler)
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain('/tmp/vault.pem', '/tmp/vault.key')
      vault.socket = context.wrap_socket(vault.socket, server_side=True)
      threading.Thread(target=metadata.serve_forever, daemon=True).start()
      print('ready', flush=True)
      vault.serve_forever()
      """
    let started = try await run(
      """
      cat >/tmp/vault.py; echo 127.0.0.1 team.vault.example >>/etc/hosts
      openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/vault.key -out /tmp/vault.pem -days 2 \
        -subj /CN=team.vault.example -addext subjectAltName=DNS:team.vault.example 2>/dev/null && chmod 0644 /tmp/vault.pem
      mkfifo /tmp/said; python3 /tmp/vault.py >/tmp/said 2>/tmp/failed & head -n 1 /tmp/said | grep -q ready || cat /tmp/failed
      """, input: program)
    try #require(started.text.isEmpty, "\(started.text)")
  }
}
