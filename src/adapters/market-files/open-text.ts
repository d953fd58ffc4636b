import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file cannot be used; the message names it and says why. */
export class UnusableFile extends Error {
  constructor(path: string, problem: unknown) {
    const { code, message } = problem as NodeJS.ErrnoException;
    super(`${path}: ${WHY[code ?? ''] ?? message}`, { cause: problem });
    this.name = 'UnusableFile';
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the file may not be read',
  EISDIR: 'a folder, not a file',
  Z_DATA_ERROR: 'a damaged gzip archive',
  Z_BUF_ERROR: 'a gzip archive that ends too soon',
};

/** The bytes every gzip archive begins with. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Opens a text file, unpacked when its content is a gzip archive, whatever its name.
 * @throws UnusableFile when it cannot be opened; what reading meets is the reader's to name
 */
export async function openText(path: string): Promise<Readable> {
  const packed = await beginsWithGzip(path);
  const file = createReadStream(path);
  return packed ? pipeline(file, createGunzip(), () => undefined) : file;
}

async function beginsWithGzip(path: string): Promise<boolean> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer.equals(GZIP);
    } finally {
      await handle.close();
    }
  } catch (problem) {
    throw new UnusableFile(path, problem);
  }
}
