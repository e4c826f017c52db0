
# Whether the files of a folder are in this place. Rule says when a file found elsewhere is this folder's: own = always,
# no other has the name; shared = never by itself, others have the same file; differs = by its digest.
function Test-Place([string]$Place, [bool]$Moved, $Files) {
  $onlyShared = $true
  $complete = $true
  foreach ($file in $Files) {
    if ($file.Rule -ne 'shared') { $onlyShared = $false }
    $path = Get-Place $Place $file.Name
    if (-not [IO.File]::Exists($path)) {
      $complete = $false
    } elseif ((-not $Moved) -or $file.Rule -eq 'own') {
      return $true
    } elseif ($file.Rule -eq 'differs' -and (Get-Digest ([IO.File]::ReadAllBytes($path))) -eq $file.Digest) {
      return $true
    }
  }
  return ($onlyShared -and $complete)
}

# Where the files of a folder are: as in the zip, in the folder alone, or beside this script; else $null.
function Find-Folder([string]$Folder, $Files) {
  $place = $Folder
  $moved = $Folder -eq '.'
  while ($true) {
    if (Test-Place $place $moved $Files) { return $place }
    if ($place -eq '.') { return $null }
    $slash = $place.IndexOf('/')
    if ($slash -lt 0) { $place = '.' } else { $place = $place.Substring($slash + 1) }
    $moved = $true
  }
}

function Test-File([string]$Path, [string]$Shown, [string]$Digest, [string]$Kind) {
  if (-not [IO.File]::Exists($Path)) {
    if ($Kind -eq 'text') { Write-Remark 'not here' $Shown } else { Write-Failure "${Shown}: missing" }
    return
  }
  try {
    $actual = Get-Digest ([IO.File]::ReadAllBytes($Path))
  } catch {
    Write-Unchecked "${Shown}: this account may not read it"
    return
  }
  if ($Digest -eq '') {
    Write-Remark 'there' "${Shown}: holds a password, so no digest of it is kept here"
  } elseif ($actual -eq $Digest) {
    Write-Pass "${Shown}: unchanged since it was made"
  } else {
    Write-Failure "${Shown}: changed since it was made (its SHA-256 differs)"
  }
  if ($Kind -eq 'secret' -or $Kind -eq 'guarded') { Test-Access $Path $Shown }
}

# A matter of this computer, not of the bundle, so it warns and does not fail.
function Test-Access([string]$Path, [string]$Shown) {
  if ([IO.Path]::DirectorySeparatorChar -ne '\') { return }
  # Everyone, Authenticated Users, Users: by SID, as Windows translates their names.
  $others = @('S-1-1-0', 'S-1-5-11', 'S-1-5-32-545')
  try {
    $rules = (Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])
  } catch {
    Write-Unchecked "${Shown}: who may read it"
    return
  }
  foreach ($rule in $rules) {
    $reads = ([int]$rule.FileSystemRights -band 1) -ne 0
    if ($rule.AccessControlType -eq 'Allow' -and $reads -and ($others -contains $rule.IdentityReference.Value)) {
      Write-Remark 'warning' "${Shown}: readable by other accounts of this computer; to change that, grant yourself, then take the others away:"
      Write-Host "               icacls `"$Path`" /inheritance:d /remove:g *S-1-1-0 *S-1-5-11 *S-1-5-32-545"
      return
    }
  }
}

# Where each folder of $folders is; says which are not here, and checks the files of the others.
$script:places = @()
function Find-Folders($Folders) {
  foreach ($folder in $Folders) { $script:places += , @($folder, (Find-Folder $folder.Path $folder.Files)) }
}

function Test-Folders {
  foreach ($pair in $script:places) {
    $folder = $pair[0]
    if ($null -eq $pair[1]) {
      Write-Remark 'not here' "$($folder.Path) ($($folder.Machine))"
    } else {
      $script:found++
      foreach ($file in $folder.Files) {
        $item = Get-FileAt $pair[1] $file.Name 'PEM' $false
        Test-File $item.Path $item.Shown $file.Digest $file.Kind
      }
    }
  }
}

function Get-FileAt([string]$Place, [string]$Name, [string]$Form, [bool]$Guarded) {
  $shown = $Name
  if ($Place -ne '.') { $shown = "$Place/$Name" }
  return @{ Path = (Get-Place $Place $Name); Shown = $shown; Form = $Form; Guarded = $Guarded }
}

# A file of the folder with this index; its path is empty when it is not here.
function Get-FileOf([int]$Folder, [string]$Name, [string]$Form, [bool]$Guarded) {
  $place = $script:places[$Folder][1]
  if ($null -eq $place) { return @{ Path = ''; Shown = $Name; Form = $Form; Guarded = $Guarded } }
  return Get-FileAt $place $Name $Form $Guarded
}
