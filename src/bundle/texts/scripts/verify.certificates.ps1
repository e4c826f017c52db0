
function New-Certificate([byte[]]$Bytes) {
  return New-Object Security.Cryptography.X509Certificates.X509Certificate2 (, $Bytes)
}

# All certificates in the files that are here.
function Read-Certificates($Files) {
  foreach ($file in $Files) {
    if ([IO.File]::Exists($file.Path)) {
      foreach ($object in @(Read-Objects $file.Path $file.Form 'CERTIFICATE')) {
        if ($object.Label -eq 'CERTIFICATE') { New-Certificate $object.Bytes }
      }
    }
  }
}

# Looks at the certificate with this fingerprint, in the first file that has it. The user's own CA (Brought) may be
# only in chain files, or nowhere.
function Test-Certificate([string]$Title, [string]$Fingerprint, [bool]$Brought, $Files, $Anchors, $Purposes, $Names, $Keys) {
  $here = @($Files | Where-Object { [IO.File]::Exists($_.Path) })
  if ($here.Count -eq 0) { return }
  $certificate = $null
  $shown = $here[0].Shown
  foreach ($file in $here) {
    try {
      $all = @(Read-Certificates @($file))
    } catch {
      $all = @()
    }
    $matching = @($all | Where-Object { (Get-Digest $_.RawData) -eq $Fingerprint })
    if ($matching.Count -gt 0) {
      $certificate = $matching[0]
      $shown = $file.Shown
      break
    }
  }
  if ($null -eq $certificate) {
    if (-not $Brought) { Write-Failure "${shown}: is not the certificate that was made (${Title}: its fingerprint differs)" }
    return
  }
  Write-Pass "${shown}: is the certificate that was made ($Title, by its SHA-256 fingerprint)"
  $now = [DateTime]::Now
  if ($certificate.NotAfter -lt $now) {
    Write-Failure "${shown}: has expired ($($certificate.NotAfter))"
  } elseif ($certificate.NotBefore -gt $now) {
    Write-Failure "${shown}: is not valid before $($certificate.NotBefore). Is this computer's clock right?"
  } else {
    Write-Pass "${shown}: has not expired"
  }
  foreach ($purpose in $Purposes) { Test-Chain $shown $certificate $all $Anchors $purpose }
  if ($Names.Count -gt 0) {
    $listed = @(Get-Names $certificate)
    $missing = @($Names | Where-Object { $listed -notcontains $_ })
    if ($missing.Count -gt 0) {
      Write-Failure "${shown}: is not for $($missing -join ', ')"
    } else {
      Write-Pass "${shown}: names ($($Names.Count) of $($Names.Count))"
    }
  }
  foreach ($key in $Keys) { Test-Key $Title $certificate $key }
}

# The certificates between this bundle's and their root; the list of this bundle, below, sets it.
$script:issuers = @()

# The chain may end in a root that Windows does not know; it must then be this bundle's.
function Test-Chain([string]$Shown, $Certificate, $Others, $Anchors, [string]$Purpose) {
  $roots = @(Read-Certificates $Anchors)
  if ($roots.Count -eq 0) {
    Write-Unchecked "${Shown}: its chain (no root certificate is here)"
    return
  }
  $oids = @{ server = '1.3.6.1.5.5.7.3.1'; client = '1.3.6.1.5.5.7.3.2' }
  $chain = New-Object Security.Cryptography.X509Certificates.X509Chain
  $chain.ChainPolicy.RevocationMode = [Security.Cryptography.X509Certificates.X509RevocationMode]::NoCheck
  $chain.ChainPolicy.VerificationFlags =
    [Security.Cryptography.X509Certificates.X509VerificationFlags]::AllowUnknownCertificateAuthority
  [void]$chain.ChainPolicy.ApplicationPolicy.Add((New-Object Security.Cryptography.Oid $oids[$Purpose]))
  foreach ($other in @($roots) + @($Others) + $script:issuers) { [void]$chain.ChainPolicy.ExtraStore.Add($other) }
  try {
    $built = $chain.Build($Certificate)
  } catch {
    Write-Unchecked "${Shown}: its chain ($($_.Exception.Message))"
    return
  }
  $last = $chain.ChainElements[$chain.ChainElements.Count - 1].Certificate
  $ours = @($roots | Where-Object { (Get-Digest $_.RawData) -eq (Get-Digest $last.RawData) })
  $why = @($chain.ChainStatus | ForEach-Object { [string]$_.Status } | Where-Object { $_ -ne 'UntrustedRoot' }) -join ', '
  if ($built -and $ours.Count -gt 0) {
    Write-Pass "${Shown}: chain to the root, for a $Purpose"
  } elseif ($why -match 'NotSupportedSignatureAlgorithm|NotSignatureValid' -and $Certificate.PublicKey.Oid.Value -eq '1.3.101.112') {
    Write-Unchecked "${Shown}: its chain (this Windows does not know Ed25519)"
  } else {
    Write-Failure "${Shown}: chain to the root, for a ${Purpose}: $why"
  }
}

function Test-Key([string]$Title, $Certificate, $File) {
  if (-not [IO.File]::Exists($File.Path)) { return }
  $shown = $File.Shown
  try {
    $keys = @(Read-Objects $File.Path $File.Form 'PRIVATE KEY' | Where-Object { $_.Label -match 'PRIVATE KEY$' })
    if ($keys.Count -eq 0) { throw 'no private key' }
    $part = Get-PublicPart $keys[0].Label $keys[0].Bytes
  } catch {
    Write-Failure "${shown}: cannot be read as a private key"
    return
  }
  if ($File.Guarded) {
    Write-Unchecked "${shown}: whether it opens and belongs to its certificate (it has a password: use verify.sh --password-file FILE)"
  } elseif ($null -eq $part) {
    Write-Unchecked "${shown}: whether it belongs to its certificate (needs openssl: use verify.sh)"
  } elseif ($part -eq (Get-CertificatePart $Certificate)) {
    Write-Pass "${shown}: belongs to the certificate ($Title)"
  } else {
    Write-Failure "${shown}: does not belong to the certificate ($Title)"
  }
}
