import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PortFailure } from '../../ports/port-failure.js';

/** Where a page that describes the database has its figures: magic, page size, pages, step. */
const MAGIC = { at: 24, is: 0xbeefc0de } as const;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const STEP_AT = 152;
const DESCRIBED = 160;

/**
 * The database is mapped into memory, where a file of another kind, or one that was cut off, would
 * end the process instead of raising an error. So the file is looked at before it is mapped.
 * @throws PortFailure when the file in the folder is no database or shorter than it says
 */
export async function refuseDamaged(folder: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(join(folder, 'data.mdb'), 'r');
  } catch (problem) {
    if ((problem as { code?: string }).code === 'ENOENT') return;
    throw problem;
  }
  try {
    const { size } = await file.stat();
    // A process that was killed as it made the store leaves an empty file.
    if (size === 0) return;
    const first = await describing(file, 0);
    const pageSize = first.readUInt32LE(PAGE_SIZE_AT);
    const second = await describing(file, pageSize);
    const step = (page: Buffer): bigint => page.readBigUInt64LE(STEP_AT);
    const latest = step(second) > step(first) ? second : first;
    const pages = latest.readBigUInt64LE(LAST_PAGE_AT) + 1n;
    if (pages * BigInt(pageSize) > BigInt(size)) throw damaged('it was cut off');
  } finally {
    await file.close();
  }
}

/** Waits until the database in a folder is on the disk as it stands. */
export async function bringToDisk(folder: string): Promise<void> {
  const file = await open(join(folder, 'data.mdb'), 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function describing(file: FileHandle, position: number): Promise<Buffer> {
  const page = Buffer.alloc(DESCRIBED);
  const { bytesRead } = await file.read({ buffer: page, position });
  if (bytesRead < DESCRIBED || page.readUInt32LE(MAGIC.at) !== MAGIC.is) {
    throw damaged('it is no database');
  }
  return page;
}

function damaged(why: string): PortFailure {
  return new PortFailure('accounts', `the store is damaged: ${why}`, false);
}
