
# The objects in a PEM or DER file: label and bytes. The label of DER is what the bundle says it holds.
function Read-Objects([string]$Path, [string]$Form, [string]$Label) {
  $bytes = [IO.File]::ReadAllBytes($Path)
  if ($Form -eq 'DER') { return @{ Label = $Label; Bytes = $bytes } }
  $text = [Text.Encoding]::ASCII.GetString($bytes)
  $pattern = '-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----'
  foreach ($match in [regex]::Matches($text, $pattern)) {
    @{ Label = $match.Groups[1].Value; Bytes = [Convert]::FromBase64String($match.Groups[2].Value) }
  }
}

# The DER element at an offset: its tag, where its content starts and where it ends.
function Read-Element([byte[]]$Bytes, [int]$Offset) {
  $length = [int]$Bytes[$Offset + 1]
  $start = $Offset + 2
  if ($length -ge 128) {
    $octets = $length - 128
    $length = 0
    for ($i = 0; $i -lt $octets; $i++) { $length = $length * 256 + [int]$Bytes[$start + $i] }
    $start = $start + $octets
  }
  return @{ Tag = [int]$Bytes[$Offset]; Start = $start; End = $start + $length }
}

# The elements between two offsets.
function Read-Elements([byte[]]$Bytes, [int]$Start, [int]$End) {
  while ($Start -lt $End) {
    $element = Read-Element $Bytes $Start
    $element
    $Start = $element.End
  }
}

function Get-ContentHex([byte[]]$Bytes, $Element) {
  return [BitConverter]::ToString($Bytes, $Element.Start, $Element.End - $Element.Start)
}

# What a private key has in common with its certificate: the RSA modulus or the EC point, as hex; $null when it is not in
# the file (Ed25519, encrypted keys). RFC 5958 PrivateKeyInfo, RFC 8017 A.1.2 RSAPrivateKey, RFC 5915 ECPrivateKey.
function Get-PublicPart([string]$Label, [byte[]]$Bytes) {
  $whole = Read-Element $Bytes 0
  $parts = @(Read-Elements $Bytes $whole.Start $whole.End)
  if ($Label -eq 'RSA PRIVATE KEY') { return Get-ContentHex $Bytes $parts[1] }
  if ($Label -eq 'EC PRIVATE KEY') {
    foreach ($part in $parts) {
      if ($part.Tag -eq 0xA1) {
        $bits = Read-Element $Bytes $part.Start
        return [BitConverter]::ToString($Bytes, $bits.Start + 1, $bits.End - $bits.Start - 1)
      }
    }
    return $null
  }
  if ($Label -ne 'PRIVATE KEY') { return $null }
  $algorithm = Get-ContentHex $Bytes (Read-Element $Bytes $parts[1].Start)
  $inner = New-Object byte[] ($parts[2].End - $parts[2].Start)
  [Array]::Copy($Bytes, $parts[2].Start, $inner, 0, $inner.Length)
  if ($algorithm -eq '2A-86-48-86-F7-0D-01-01-01') { return Get-PublicPart 'RSA PRIVATE KEY' $inner }
  if ($algorithm -eq '2A-86-48-CE-3D-02-01') { return Get-PublicPart 'EC PRIVATE KEY' $inner }
  return $null
}

# The same part, from a certificate.
function Get-CertificatePart($Certificate) {
  [byte[]]$public = $Certificate.GetPublicKey()
  if ($Certificate.PublicKey.Oid.Value -ne '1.2.840.113549.1.1.1') { return [BitConverter]::ToString($public) }
  $whole = Read-Element $public 0
  return Get-ContentHex $public (Read-Element $public $whole.Start)
}

# The subject alternative names as "dns value", "ip value", "email value", "uri value". RFC 5280 4.2.1.6.
function Get-Names($Certificate) {
  $kinds = @{ 0x81 = 'email'; 0x82 = 'dns'; 0x86 = 'uri' }
  foreach ($extension in $Certificate.Extensions) {
    if ($extension.Oid.Value -eq '2.5.29.17') {
      [byte[]]$bytes = $extension.RawData
      $whole = Read-Element $bytes 0
      foreach ($name in @(Read-Elements $bytes $whole.Start $whole.End)) {
        $length = $name.End - $name.Start
        if ($name.Tag -eq 0x87) {
          $address = New-Object byte[] $length
          [Array]::Copy($bytes, $name.Start, $address, 0, $length)
          'ip ' + (New-Object Net.IPAddress (, $address)).ToString()
        } elseif ($kinds.ContainsKey($name.Tag)) {
          $kinds[$name.Tag] + ' ' + [Text.Encoding]::ASCII.GetString($bytes, $name.Start, $length)
        }
      }
    }
  }
}
