param(
  [string]$Connect = '',
  [switch]$Help,
  [Parameter(ValueFromRemainingArguments = $true)][string[]]$Rest
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$usage = @'
Usage: powershell -ExecutionPolicy Bypass -File .\verify.ps1 [-Connect HOST:PORT]

Checks the files of this bundle that are here. It reads them and changes nothing; no administrator rights are needed.
The script may lie in the unpacked zip, beside one machine's folder, or inside it.

  -Connect HOST:PORT   then also connect to the running server (an IPv6 address in brackets: [::1]:50052)
  -Help                print this text

Exit code: 0 everything was checked, 1 a check failed, 2 wrong usage, 3 something could not be checked (it is named),
for example a key with a password.
'@

if ($Help) {
  Write-Host $usage
  exit 0
}
if ($Rest -or ($Connect -ne '' -and $Connect -notmatch '^(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+):[0-9]+$')) {
  Write-Host "verify.ps1: arguments not understood: $Connect $Rest"
  Write-Host $usage
  exit 2
}

$script:passed = 0
$script:failed = 0
$script:unchecked = 0
$script:found = 0

function Write-Pass([string]$Text) {
  $script:passed++
  Write-Host "ok           $Text"
}
function Write-Failure([string]$Text) {
  $script:failed++
  Write-Host "FAILED       $Text"
}
function Write-Unchecked([string]$Text) {
  $script:unchecked++
  Write-Host "NOT CHECKED  $Text"
}
function Write-Remark([string]$Kind, [string]$Text) {
  Write-Host ($Kind.PadRight(12) + ' ' + $Text)
}

function ConvertTo-Hex([byte[]]$Bytes) {
  return [BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant()
}

function Get-Digest([byte[]]$Bytes) {
  $algorithm = [Security.Cryptography.SHA256]::Create()
  return ConvertTo-Hex ($algorithm.ComputeHash($Bytes))
}

function Get-Place([string]$Folder, [string]$Name) {
  return [IO.Path]::Combine($PSScriptRoot, $Folder.Replace('/', [string][IO.Path]::DirectorySeparatorChar), $Name)
}
