import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/app/brought-files';

/** A File of a browser that says how large it is, and must not be read. */
function unreadable(name: string, size: number): File {
  const arrayBuffer = (): Promise<never> => Promise.reject(new Error(`${name} was read.`));
  return { name, size, webkitRelativePath: '', arrayBuffer } as unknown as File;
}

describe('A file that is too large', () => {
  it('is refused by its size alone, before any of it is read', async () => {
    const small = Object.assign(new File(['-----BEGIN'], 'a.pem'), { webkitRelativePath: '' });
    const { files, left } = await readFiles([unreadable('film.mp4', 2 * 1024 ** 3), small]);
    expect(files.map(({ name }) => name)).toEqual(['a.pem']);
    expect(left.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^file-too-large: film\.mp4 has 2048 MB;/u),
    ]);
  });

  it('counts with the others: many that are too large together are not read', async () => {
    const many = Array.from({ length: 20 }, (_, index) => unreadable(`${String(index)}.p12`, 4 * 1024 ** 2));
    await expect(readFiles(many)).rejects.toMatchObject({ code: 'file-too-large' });
  });
});
