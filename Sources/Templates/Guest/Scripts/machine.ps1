# What Weir runs on the Windows machines of a pool: the accounts that its manifest names, the share for everybody on the
# machine, and each user's folder on it. Safe to run twice. It runs once for every change of the pool (mode 'setup'), and as
# SYSTEM at every start and sign-in (mode 'start'), from a folder that only SYSTEM and administrators can read.
# $d holds the values, words in base 64 with a semicolon behind each line; $m is the mode, $t this text.
$ErrorActionPreference = 'Stop'
$faults = 0
$root = Join-Path $env:ProgramData 'Weir'
$mark = 'Account of this pool (Weir)'
$admin = ''
$share = ''
$users = @()
$passwords = @{}

function Fault($text) {
  [Console]::Error.WriteLine('weir: ' + $text)
  $script:faults++
}

function Text($word) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($word)) }

# Only the system and administrators: what lies here holds the key of the share.
function Protect($path) {
  & icacls.exe $path /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' /q | Out-Null
  if ($LASTEXITCODE -ne 0) { throw ('cannot protect ' + $path) }
}

# Whether the value is the one that was put in place last, by its digest: no password lies on the disk.
function Test-Known($name, $value) {
  $script:digest = [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($name + ' ' + $value)))
  $script:file = Join-Path $root ('known-' + $name)
  (Test-Path -LiteralPath $file) -and ((Get-Content -LiteralPath $file -Raw).Trim() -eq $digest)
}

function Save-Known { Set-Content -LiteralPath $file -Value $digest }

# A password is set where the account is new or the manifest's password is another: to set one makes Windows forget what
# it keeps under the user's own.
function Set-Account($name, $word) {
  $account = Get-LocalUser -Name $name -ErrorAction SilentlyContinue
  if ($account -and $account.Description -ne $mark) { Fault ('the account ' + $name + ' is not of this pool: it stays as it is'); return }
  $known = Test-Known ('account-' + $name) $word
  $password = ConvertTo-SecureString (Text $word) -AsPlainText -Force
  if (-not $account) {
    New-LocalUser -Name $name -Password $password -Description $mark -PasswordNeverExpires -AccountNeverExpires | Out-Null
  } elseif (-not $known) { Set-LocalUser -Name $name -Password $password }
  Save-Known
  Enable-LocalUser -Name $name
  foreach ($group in 'S-1-5-32-545', 'S-1-5-32-555') {
    Add-LocalGroupMember -SID $group -Member $name -ErrorAction SilentlyContinue
  }
}

# A mapping that all sessions have; whoever may sign in may use it, with the share's own key.
function Connect-Share {
  $credential = New-Object Management.Automation.PSCredential ($owner, (ConvertTo-SecureString $key -AsPlainText -Force))
  $known = Test-Known 'share' ($share + ' ' + $owner + ' ' + $key)
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
  Save-Known
}

# The user's folders on the share, and links to them where the home is there: Windows makes it at the first sign-in.
function Add-Folders($name) {
  foreach ($folder in 'workspaces', 'notebooks') {
    New-Item -ItemType Directory -Force -Path (Join-Path $share (Join-Path $folder $name)) | Out-Null
  }
  $sid = (Get-LocalUser -Name $name).SID.Value
  $profiles = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
  $place = (Get-ItemProperty -Path (Join-Path $profiles $sid) -ErrorAction SilentlyContinue).ProfileImagePath
  if (-not $place) { return }
  $links = @{ 'workspace' = 'workspaces'; 'notebooks\remote' = 'notebooks' }
  foreach ($link in $links.Keys) {
    $path = Join-Path $place $link
    if (Get-Item -LiteralPath $path -Force -ErrorAction SilentlyContinue) { continue }
    New-Item -ItemType Directory -Force -Path (Split-Path $path) | Out-Null
    New-Item -ItemType SymbolicLink -Path $path -Target (Join-Path $share (Join-Path $links[$link] $name)) | Out-Null
  }
}

# The same text with its values but the passwords, at every start and sign-in.
function Register-Start {
  $kept = $d -replace '(user [^ ;]+) [^;]*', '$1'
  $file = Join-Path $root 'start.ps1'
  Set-Content -LiteralPath $file -Value ('$m = ''start''; $d = ''' + $kept + '''' + [Environment]::NewLine + $t)
  $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ' + $file)
  $triggers = @((New-ScheduledTaskTrigger -AtStartup), (New-ScheduledTaskTrigger -AtLogOn))
  $system = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -RunLevel Highest
  Register-ScheduledTask -TaskName 'Weir' -Action $action -Trigger $triggers -Principal $system -Force | Out-Null
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
    'owner' { $owner = Text $first }
    'drive' { $drive = Text $first }
    'key' { $key = Text $first }
  }
}
if ($m -eq 'setup') {
  New-Item -ItemType Directory -Force -Path $root | Out-Null
  Protect $root
}
if ($share) { try { Connect-Share } catch { Fault ('the share ' + $share + ' cannot be mapped: it is tried again at every start'); $lost = $true } }
if ($m -eq 'setup') {
  foreach ($name in $users) { try { Set-Account $name $passwords[$name] } catch { Fault ('the account ' + $name + ' cannot be made: ' + $_.Exception.Message) } }
  foreach ($old in Get-LocalUser | Where-Object { $_.Description -eq $mark -and $_.Enabled -and $users -notcontains $_.Name }) { Disable-LocalUser -Name $old.Name }
  Register-Start
}
if ($share -and -not $lost) {
  foreach ($name in @($admin) + $users) { try { Add-Folders $name } catch { Fault ('the folders of ' + $name + ' cannot be made: ' + $_.Exception.Message) } }
}
exit [int]($faults -gt 0)
