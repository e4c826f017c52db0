import { describe, expect, it } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { utf8 } from '../../src/pki/bytes';

const blob = (start: number[]) => new Uint8Array([...start, ...new Array<number>(64).fill(0)]);

describe('A file of another kind is refused by name, with what to do', () => {
  it.each([
    ['id', utf8('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n'), 'algorithm-unavailable', 'ssh-keygen -p -m PEM'],
    ['id.pub', utf8('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@a.example'), 'file-unknown', 'no certificate'],
    ['id2.pub', utf8('ecdsa-sha2-nistp256 AAAAE2VjZHNh x'), 'file-unknown', 'no certificate'],
    ['a.asc', utf8('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n=abcd\n'), 'file-unknown', 'OpenPGP'],
    ['a.ppk', utf8('PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n'), 'algorithm-unavailable', 'puttygen'],
    ['a.jpg', blob([0xff, 0xd8, 0xff, 0xe0]), 'file-unknown', 'image'],
    ['a.png', blob([0x89, 0x50, 0x4e, 0x47]), 'file-unknown', 'image'],
  ])('%s', async (name, bytes, code, told) => {
    const { report } = await inspectFiles([{ name, bytes }], { passwords: [], now: new Date('2026-11-21') });
    expect(report.files[0]?.error?.code).toBe(code);
    expect(report.files[0]?.error?.message).toContain(told);
    expect(report.files[0]?.error?.message.startsWith(`${name} is `)).toBe(true);
  });
});
