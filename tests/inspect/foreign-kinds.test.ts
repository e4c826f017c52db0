import { describe, expect, it } from 'vitest';
import { storedZip } from '../../src/bundle/stored-zip';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { utf8 } from '../../src/pki/bytes';

const blob = (start: number[]) => new Uint8Array([...start, ...new Array<number>(64).fill(0)]);

/** As Word writes it: a zip that begins with the types of its parts. */
const docx = storedZip(
  ['[Content_Types].xml', 'word/document.xml'].map((path) => ({ path, bytes: utf8('<x/>'), mode: 0o644 })),
  new Date(),
);

describe('A file of another kind is refused by name, with what to do', () => {
  it.each([
    ['id', utf8('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n'), 'algorithm-unavailable', 'ssh-keygen -p -m PEM'],
    ['id.pub', utf8('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@a.example'), 'file-unknown', 'no certificate'],
    ['id2.pub', utf8('ecdsa-sha2-nistp256 AAAAE2VjZHNh x'), 'file-unknown', 'no certificate'],
    ['a.asc', utf8('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n=abcd\n'), 'file-unknown', 'OpenPGP'],
    ['a.ppk', utf8('PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n'), 'algorithm-unavailable', 'puttygen'],
    ['a.jpg', blob([0xff, 0xd8, 0xff, 0xe0]), 'file-unknown', 'image'],
    ['a.mp4', utf8('\0\0\0\u0018ftypmp42'), 'file-unknown', 'video'],
    ['a.pdf', utf8('%PDF-1.7\n1 0 obj'), 'file-unknown', 'document'],
    ['a.docx', docx, 'file-unknown', 'document'],
    ['a.png', blob([0x89, 0x50, 0x4e, 0x47]), 'file-unknown', 'image'],
  ])('%s', async (name, bytes, code, told) => {
    const { report } = await inspectFiles([{ name, bytes }], { passwords: [], now: new Date('2026-11-21') });
    expect(report.files[0]?.error?.code).toBe(code);
    expect(report.files[0]?.error?.message).toContain(told);
    expect(report.files[0]?.error?.message.startsWith(`${name} is `)).toBe(true);
  });
});

describe('Inside a zip', () => {
  const look = (...entries: (readonly [string, Uint8Array<ArrayBuffer>])[]) => {
    const bytes = storedZip(
      entries.map(([path, content]) => ({ path, bytes: content, mode: 0o644 })),
      new Date(),
    );
    return inspectFiles([{ name: 'a.zip', bytes }], { passwords: [], now: new Date('2026-11-21') });
  };
  const openssh = utf8('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n');

  it('pictures and documents are passed over, and keys of other kinds are told by file and zip', async () => {
    const { report } = await look(
      ['b/id', openssh],
      ['a.docx', docx],
      ['a.pdf', utf8('%PDF-1.7')],
      ['a.ppk', utf8('x')],
    );
    expect(report.files.map(({ name, error }) => [name, error?.message])).toEqual([
      ['a.zip!/b/id', expect.stringMatching(/^id in a\.zip is a private key in OpenSSH's own format\./u)],
    ]);
  });

  it('where there is nothing else, one sentence says so', async () => {
    const { report } = await look(['a.pdf', utf8('%PDF-1.7')]);
    expect(report.files.map(({ error }) => error?.message)).toEqual([
      expect.stringMatching(/^No certificate, key, request or keystore was found in a\.zip\./u),
    ]);
  });
});
