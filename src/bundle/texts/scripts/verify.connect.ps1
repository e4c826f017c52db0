
# A connection to one address, or $null. A name may have several, of which one answers.
function Connect-To($Candidate, [int]$Port) {
  $client = New-Object Net.Sockets.TcpClient $Candidate.AddressFamily
  try {
    if ($client.ConnectAsync($Candidate, $Port).Wait(10000)) { return $client }
  } catch {
    Write-Remark 'note' "${Candidate}: $($_.Exception.GetBaseException().Message)"
  }
  $client.Close()
  return $null
}

# Is the running server the one these files were made for? Windows PowerShell cannot load a PEM key, so no client
# certificate is sent; a server whose clients have certificates (Mutual) must refuse us.
function Test-Live([string]$Address, $Servers, $Anchors, [bool]$Mutual) {
  $colon = $Address.LastIndexOf(':')
  $name = $Address.Substring(0, $colon).Trim('[', ']')
  $port = [int]$Address.Substring($colon + 1)
  $literal = [Net.IPAddress]::Any
  $isAddress = [Net.IPAddress]::TryParse($name, [ref]$literal)
  $client = $null
  $reason = 'no answer within 10 seconds'
  try {
    $addresses = @($literal)
    if (-not $isAddress) { $addresses = [Net.Dns]::GetHostAddresses($name) }
    foreach ($candidate in $addresses) {
      if ($null -eq $client) { $client = Connect-To $candidate $port }
    }
  } catch {
    $reason = $_.Exception.GetBaseException().Message
  }
  if ($null -eq $client) {
    Write-Failure "${Address}: not reached: $reason Is the server started, is the port right and open in the firewalls?"
    return
  }
  # Accepted here to be seen; it is compared below, by fingerprint and name.
  $script:served = $null
  $see = [Net.Security.RemoteCertificateValidationCallback] {
    param($origin, $shown, $chain, $problems)
    $script:served = New-Certificate $shown.GetRawCertData()
    return $true
  }
  $refusal = $null
  $open = $false
  try {
    $stream = New-Object Net.Security.SslStream -ArgumentList @($client.GetStream(), $false, $see)
    $none = New-Object Security.Cryptography.X509Certificates.X509CertificateCollection
    $stream.AuthenticateAsClient($name, $none, [Security.Authentication.SslProtocols]::Tls12, $false)
    $open = Test-Open $stream
  } catch {
    $refusal = $_.Exception.GetBaseException().Message
  } finally {
    $client.Close()
  }
  if ($null -eq $script:served) {
    Write-Failure "${Address}: no TLS handshake: $refusal Was the server started without its certificate files?"
    return
  }
  $fingerprint = Get-Digest $script:served.RawData
  if ($Servers -contains $fingerprint) {
    Write-Pass "${Address}: shows the server certificate of this bundle"
  } elseif ($Servers.Count -gt 0) {
    Write-Failure "${Address}: shows another certificate than this bundle's: restart the server with the new files (SHA-256 $fingerprint)"
  } else {
    Test-Chain $Address $script:served @() $Anchors 'server'
  }
  Test-LiveName $Address $name $isAddress $literal
  if ($Mutual -and $open) {
    Write-Failure "${Address}: accepts clients without a certificate: anyone who reaches the port may call it"
  } elseif ($Mutual -or $null -ne $refusal) {
    if ($null -eq $refusal) { $refusal = 'nothing; it closed the connection' }
    Write-Unchecked "${Address}: the login with the client's certificate (needs openssl: use verify.sh --connect). The server said: $refusal"
  }
}

# Whether the server keeps the connection: it sends something, or lets two seconds pass.
function Test-Open($Stream) {
  $Stream.ReadTimeout = 2000
  try {
    return $Stream.ReadByte() -ge 0
  } catch {
    $cause = $_.Exception.GetBaseException()
    return ($cause -is [Net.Sockets.SocketException]) -and ($cause.SocketErrorCode -eq [Net.Sockets.SocketError]::TimedOut)
  }
}

function Test-LiveName([string]$Address, [string]$Name, [bool]$IsAddress, $Literal) {
  $wanted = @("dns $Name")
  if ($IsAddress) {
    $wanted = @("ip $($Literal.ToString())")
  } elseif ($Name.IndexOf('.') -gt 0) {
    $wanted += 'dns *' + $Name.Substring($Name.IndexOf('.'))
  }
  $listed = @(Get-Names $script:served)
  if (@($wanted | Where-Object { $listed -contains $_ }).Count -gt 0) {
    Write-Pass "${Address}: its certificate is for $Name"
  } else {
    Write-Failure "${Address}: its certificate is not for $Name but for $($listed -join ', ')"
  }
}

function Exit-WithResult {
  if ($script:found -eq 0) {
    Write-Unchecked 'no file of this bundle is here: put verify.ps1 back beside its folders, or into one of them'
  }
  Write-Host ''
  Write-Host "$($script:passed) passed, $($script:failed) failed, $($script:unchecked) not checked"
  if ($script:failed -gt 0) { exit 1 }
  if ($script:unchecked -gt 0) { exit 3 }
  exit 0
}
