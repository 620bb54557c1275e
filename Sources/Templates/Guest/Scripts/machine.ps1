# What Weir runs on the Windows machines of a pool: the accounts that its manifest names and their keys, the share for
# everybody on the machine, each user's folders on it, and the disks. Safe to run twice. It runs once for every change of
# the pool (mode 'setup'), and as SYSTEM at every start and sign-in (mode 'start'), from a folder that only SYSTEM and
# administrators can read. $d holds the values, words in base 64 with a semicolon behind each line; $m is the mode, $t
# this text.
#
# Nothing here writes into a folder that people can write to: what they plant there would lead SYSTEM elsewhere. In a home
# only its owner's own task makes links. The key of the share comes by the extension's protected settings, and stays on the
# machine as the data protection of SYSTEM's own account has encrypted it.
$ErrorActionPreference = 'Stop'
$faults = 0
$root = Join-Path $env:ProgramData 'Weir'
$open = Join-Path $root 'open'
$mark = 'Account of this pool (Weir)'
$rights = 'O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
$admin = ''
$share = ''
$key = ''
$keys = ''
$users = @()
$disks = @()
$groups = @()
$passwords = @{}

function Fault($text) {
  [Console]::Error.WriteLine('weir: ' + $text)
  $script:faults++
}

function Text($word) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($word)) }

# Whether it is no link, and nobody but the system and administrators can have made it.
function Test-Own($path) {
  $item = Get-Item -LiteralPath $path -Force
  $owner = (Get-Acl -LiteralPath $path).GetOwner([Security.Principal.SecurityIdentifier]).Value
  (-not ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) -and (@('S-1-5-18', 'S-1-5-32-544') -contains $owner)
}

# A folder with exactly these rights from its first moment on. Everybody may make folders beside it, so one that is there
# already, or has something in it, of somebody else's is refused.
function Protect($path, $sddl) {
  $acl = New-Object Security.AccessControl.DirectorySecurity
  $acl.SetSecurityDescriptorSddlForm($sddl)
  [IO.Directory]::CreateDirectory($path, $acl) | Out-Null
  if (-not (Test-Own $path)) { throw ($path + ' is a link or not of the system: take it away') }
  Set-Acl -LiteralPath $path -AclObject $acl
  foreach ($item in Get-ChildItem -LiteralPath $path -Force) {
    if (-not (Test-Own $item.FullName)) { throw ($item.FullName + ' is a link or not of the system: take it away') }
  }
}

function Digest($bytes) { [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash($bytes)) }

# Whether the value is the one that was put in place last, by its digest: no password lies on the disk.
function Test-Known($name, $value) {
  $script:digest = Digest ([Text.Encoding]::UTF8.GetBytes($name + ' ' + $value))
  $script:file = Join-Path $root ('known-' + $name)
  (Test-Path -LiteralPath $file) -and ((Get-Content -LiteralPath $file -Raw).Trim() -eq $digest)
}

function Save-Known { Set-Content -LiteralPath $file -Value $digest }

# A password is set where the account is new or the manifest's password is another: to set one makes Windows forget what
# it keeps under the user's own. Whoever has keys alone gets one that nobody knows.
function Set-Account($name, $word) {
  $account = Get-LocalUser -Name $name -ErrorAction SilentlyContinue
  if ($account -and $account.Description -ne $mark) { Fault ('the account ' + $name + ' is not of this pool: it stays as it is'); return }
  $known = Test-Known ('account-' + $name) $word
  if ($word) { $text = Text $word } else {
    $bytes = New-Object byte[] 24
    [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
    $text = 'aA1!' + [Convert]::ToBase64String($bytes)
  }
  $password = ConvertTo-SecureString $text -AsPlainText -Force
  if (-not $account) {
    New-LocalUser -Name $name -Password $password -Description $mark -PasswordNeverExpires -AccountNeverExpires | Out-Null
  } elseif (-not $known) { Set-LocalUser -Name $name -Password $password }
  Save-Known
  Enable-LocalUser -Name $name
  foreach ($group in 'S-1-5-32-545', 'S-1-5-32-555') {
    Add-LocalGroupMember -SID $group -Member $name -ErrorAction SilentlyContinue
  }
}

# Keys are public and may be many: the user data of the machine has them, and the values their digest. They may come
# a little later than the extensions of the same model.
function Get-Keys {
  for ($try = 0; $try -lt 30; $try++) {
    try {
      $web = New-Object Net.WebClient
      $web.Proxy = $null
      $web.Headers.Add('Metadata', 'true')
      $bytes = [Convert]::FromBase64String($web.DownloadString('http://169.254.169.254/metadata/instance/compute/userData?api-version=2021-01-01&format=text'))
      if ((Digest $bytes) -eq $keys) { return [Text.Encoding]::ASCII.GetString($bytes) }
    } catch { }
    Start-Sleep -Seconds 10
  }
  throw 'the user data of the machine has others'
}

# A file for each account, where SYSTEM and administrators alone write, as the SSH server asks; who is not named has none.
function Set-Keys {
  $place = Join-Path $root 'keys'
  New-Item -ItemType Directory -Force -Path $place | Out-Null
  $lines = @{}
  if ($keys) {
    foreach ($line in (Get-Keys) -split '\n') {
      $name, $text = $line -split ' ', 2
      if ($text) { $lines[(Text $name)] += @($text) }
    }
  }
  foreach ($old in Get-ChildItem -LiteralPath $place -Force) {
    if (-not $lines.ContainsKey($old.Name)) { Remove-Item -LiteralPath $old.FullName }
  }
  foreach ($name in $lines.Keys) {
    $file = Join-Path $place $name
    Set-Content -LiteralPath $file -Value $lines[$name] -Encoding ASCII
  }
}

# The SSH server, which an extension of Azure's has installed and starts: the manifest's keys open it, and nothing else. Its sessions
# are PowerShell's, whose profile makes the links in the home that signing in at the desktop makes by a task.
function Set-Server {
  $file = Join-Path $env:ProgramData 'ssh\sshd_config'
  $lines = 'AuthorizedKeysFile __PROGRAMDATA__/Weir/keys/%u', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'Subsystem sftp sftp-server.exe'
  if ((@(Get-Content -LiteralPath $file -ErrorAction SilentlyContinue) -join ';') -ne ($lines -join ';')) {
    Set-Content -LiteralPath $file -Value $lines -Encoding ASCII
    Restart-Service sshd
  }
  New-ItemProperty -Path 'HKLM:\SOFTWARE\OpenSSH' -Name DefaultShell -Value (Join-Path $PSHOME 'powershell.exe') -Force | Out-Null
  $file = Join-Path $PSHOME 'profile.ps1'
  $line = 'if ($env:SSH_CONNECTION) { & ''' + $open + '\links.ps1'' }'
  if (@(Get-Content -LiteralPath $file -ErrorAction SilentlyContinue) -notcontains $line) { Add-Content -LiteralPath $file -Value $line -Encoding ASCII }
}

# A mapping that all sessions have; whoever may sign in may use it, with the share's own key.
function Connect-Share {
  $kept = Join-Path $root 'key'
  $known = $true
  if ($key) {
    $secret = ConvertTo-SecureString $key -AsPlainText -Force
    Set-Content -LiteralPath $kept -Value (ConvertFrom-SecureString $secret)
    $known = Test-Known 'share' ($share + ' ' + $owner + ' ' + $key)
  } else { $secret = ConvertTo-SecureString (Get-Content -LiteralPath $kept -Raw).Trim() }
  $credential = New-Object Management.Automation.PSCredential ($owner, $secret)
  $now = Get-SmbGlobalMapping -LocalPath $drive -ErrorAction SilentlyContinue
  if ($now -and (-not $known -or $now.RemotePath -ne $share -or $now.Status -ne 'OK')) {
    Remove-SmbGlobalMapping -LocalPath $drive -Force
    $now = $null
  }
  for ($try = 0; -not $now; $try++) {
    try { $now = New-SmbGlobalMapping -LocalPath $drive -RemotePath $share -Credential $credential -Persistent $true -RequirePrivacy $true }
    catch {
      if ($try -ge 6) { throw }
      Start-Sleep -Seconds 10
    }
  }
  if ($key) { Save-Known }
}

# The user's folders on the share, and links to them where nobody but the system writes.
function Add-Folders($name) {
  $place = Join-Path $open (Join-Path 'links' $name)
  New-Item -ItemType Directory -Force -Path $place | Out-Null
  foreach ($folder in 'workspaces', 'notebooks') {
    $target = Join-Path $share (Join-Path $folder $name)
    New-Item -ItemType Directory -Force -Path $target | Out-Null
    $link = Join-Path $place $folder
    if (Get-Item -LiteralPath $link -Force -ErrorAction SilentlyContinue) {
      if ($m -eq 'start') { continue }
      [IO.Directory]::Delete($link)
    }
    New-Item -ItemType SymbolicLink -Path $link -Target $target | Out-Null
  }
}

# A disk that nothing is on gets a drive of its own; any other stays as it is. The size tells it from a temporary disk.
function Add-Disk($unit, $size) {
  $found = @(Get-Disk | Where-Object { $_.PartitionStyle -eq 'RAW' -and -not $_.IsBoot -and $_.Location -match ('LUN ' + $unit + '$') -and [int]($_.Size / 1gb) -eq $size })
  if ($found.Count -ne 1) { return }
  $number = $found[0].Number
  Set-Disk -Number $number -IsOffline $false
  Initialize-Disk -Number $number -PartitionStyle GPT
  $part = New-Partition -DiskNumber $number -UseMaximumSize -AssignDriveLetter
  Format-Volume -Partition $part -FileSystem NTFS -NewFileSystemLabel ('disk' + $unit) -Confirm:$false | Out-Null
}

function Register-Task($name, $file, $principal, $triggers) {
  $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument ('-NoProfile -NonInteractive -WindowStyle Hidden -ExecutionPolicy Bypass -File ' + $file)
  Register-ScheduledTask -TaskName $name -Action $action -Trigger $triggers -Principal $principal -Force | Out-Null
}

# The same text with its values but the passwords and the key, at every start and sign-in; and what each user runs at
# signing in, with no more rights than the user's: junctions in the home, which need none, to the links.
function Register-Start {
  $kept = $d -replace '(user [^ ;]+) [^;]*', '$1' -replace 'key [^;]*;', ''
  $logon = New-ScheduledTaskTrigger -AtLogOn
  $file = Join-Path $root 'start.ps1'
  Set-Content -LiteralPath $file -Value ('$m = ''start''; $d = ''' + $kept + '''' + [Environment]::NewLine + $t)
  Register-Task 'Weir' $file (New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -RunLevel Highest) @((New-ScheduledTaskTrigger -AtStartup), $logon)
  $file = Join-Path $open 'links.ps1'
  Set-Content -LiteralPath $file -Value ('$l = ''' + $open + '\links\'' + $env:USERNAME; foreach ($p in @(''workspace'', ''workspaces''), @(''notebooks\remote'', ''notebooks'')) { $h = Join-Path $env:USERPROFILE $p[0]; $w = Join-Path $l $p[1]; if ((Test-Path -LiteralPath $w) -and -not (Get-Item -LiteralPath $h -Force -ErrorAction SilentlyContinue)) { $null = New-Item -ItemType Directory -Force -Path (Split-Path $h); $null = New-Item -ItemType Junction -Path $h -Target $w } }')
  Register-Task 'Weir links' $file (New-ScheduledTaskPrincipal -GroupId 'S-1-5-32-545' -RunLevel Limited) $logon
}

foreach ($line in $d -split ';') {
  $word, $first, $second = $line -split ' '
  if (-not $first) { continue }
  switch ($word) {
    'admin' { $admin = Text $first }
    'user' {
      $users += Text $first
      $passwords[(Text $first)] = $second
    }
    'share' { $share = Text $first }
    'keys' { $keys = $first }
    'owner' { $owner = Text $first }
    'drive' { $drive = Text $first }
    'key' { $key = Text $first }
    'group' { $groups += Text $first }
    'disk' { $disks += , @([int]$first, [int]$second) }
  }
}
if ($m -eq 'setup') {
  Protect $root $rights
  Protect $open ($rights + '(A;OICI;0x1200a9;;;BU)')
  foreach ($disk in $disks) { try { Add-Disk $disk[0] $disk[1] } catch { Fault ('the disk of unit ' + $disk[0] + ' cannot be formatted: ' + $_.Exception.Message) } }
}
if ($share) { try { Connect-Share } catch { Fault ('the share ' + $share + ' cannot be mapped: it is tried again at every start'); $lost = $true } }
if ($m -eq 'setup') {
  foreach ($name in $users) { try { Set-Account $name $passwords[$name] } catch { Fault ('the account ' + $name + ' cannot be made: ' + $_.Exception.Message) } }
  foreach ($old in Get-LocalUser | Where-Object { $_.Description -eq $mark -and $_.Enabled -and $users -notcontains $_.Name }) { Disable-LocalUser -Name $old.Name }
  try { Set-Keys } catch { Fault ('the SSH keys cannot be put in place: ' + $_.Exception.Message) }
  if ($keys) { try { Set-Server } catch { Fault ('the SSH server cannot be set up: ' + $_.Exception.Message) } }
  Register-Start
}
# Windows joins its domain after the first set-up, and starts anew.
if ($groups -and (Get-CimInstance Win32_ComputerSystem).PartOfDomain) {
  foreach ($group in $groups) { Add-LocalGroupMember -SID 'S-1-5-32-555' -Member $group -ErrorAction SilentlyContinue }
}
if ($share -and -not $lost) {
  foreach ($name in @($admin) + $users) { try { Add-Folders $name } catch { Fault ('the folders of ' + $name + ' cannot be made: ' + $_.Exception.Message) } }
}
exit [int]($faults -gt 0)
