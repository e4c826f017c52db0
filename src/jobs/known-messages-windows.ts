import type { KnownMessage } from './known-message';

const dotnet = 'https://learn.microsoft.com/en-us/dotnet/api/system.net.security.sslpolicyerrors';
const untrusted = 'This computer or browser does not trust the root yet, or was not restarted afterwards.';
const otherServer = 'Another server or a proxy answers at that address, with a certificate of its own.';
const schannel = 'https://github.com/curl/curl/blob/curl-8_10_1/lib/vtls/schannel.c';

/** Messages of Windows and .NET. */
export const windowsMessages: readonly KnownMessage[] = [
  {
    id: 'dotnet-name',
    by: '.NET',
    message: 'RemoteCertificateNameMismatch',
    pattern:
      /RemoteCertificateNameMismatch|SEC_E_WRONG_PRINCIPAL|CERT_E_CN_NO_MATCH|target principal name is incorrect/iu,
    means: 'The certificate is not for the name or address that the client used.',
    checks: ['names'],
    causes: [otherServer],
    source: dotnet,
  },
  {
    id: 'dotnet-chain',
    by: '.NET, Windows',
    message: 'RemoteCertificateChainErrors, PartialChain, UntrustedRoot',
    pattern:
      /RemoteCertificateChainErrors|PartialChain|UntrustedRoot|CERT_E_UNTRUSTEDROOT|SEC_E_UNTRUSTED_ROOT|authority that is not trusted|terminated in a root certificate which is not trusted/iu,
    means: 'Windows knows no root under which the certificate was issued, or an intermediate certificate is missing.',
    checks: ['chain', 'chain-file', 'roots', 'dates'],
    causes: [untrusted, 'The root was put into the store of a user, and the service runs as another one.'],
    source: dotnet,
  },
  {
    id: 'windows-credentials',
    by: 'Windows, .NET',
    message: 'The credentials supplied to the package were not recognized',
    pattern:
      /credentials supplied to the package were not recogni[sz]ed|SEC_E_UNKNOWN_CREDENTIALS|SEC_E_NO_CREDENTIALS|0x8009030[DE]/iu,
    means: 'Windows could not use the private key of the certificate.',
    checks: ['key', 'form'],
    causes: [
      'The account of the service may not read the key: give it the right in certlm.msc (Manage Private Keys).',
      'The certificate was loaded from PEM in .NET: Windows wants it once through PKCS#12.',
      'Only the certificate was imported, without its key.',
    ],
    source: 'https://learn.microsoft.com/en-us/windows/win32/com/com-error-codes-4',
  },
  {
    id: 'windows-password',
    by: 'Windows, .NET',
    message: 'The specified network password is not correct',
    pattern: /specified network password is not correct|password you entered is incorrect|0x80070056/iu,
    means: 'The password does not open the PKCS#12 file, or this Windows does not know its protection.',
    checks: ['password', 'cipher'],
    causes: ['Windows Server 2016 and older say this of every current keystore: convert it for older systems.'],
    source: 'https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--0-499-',
  },
  {
    id: 'schannel-import',
    by: 'curl of Windows',
    message: 'schannel: Failed to import cert file',
    pattern: /schannel: (?:Failed to (?:import|get) cert|failed to (?:import|read))|Failed to import cert file/iu,
    means: 'The curl of Windows opens PKCS#12 files only, and this was none or its password is wrong.',
    checks: ['form', 'password', 'cipher', 'keystore'],
    causes: ["Windows' own curl.exe reads no PEM: give it a PKCS#12 file, or take the curl of Git for Windows."],
    source: schannel,
  },
];
