import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../support/shared-material.js';

const execute = promisify(execFile);

interface Block {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

function markdownFiles(): string[] {
  const below = readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...below.map((path) => join('docs', path))].filter((path) => path.endsWith('.md'));
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(repositoryRoot, page), 'utf8');
  return [...text.matchAll(/^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    page,
    language,
    code,
  }));
}

const pages = markdownFiles();
const blocks = pages.flatMap(blocksOf);
const programs = blocks.filter(({ language }) => language === 'ts');
const shells = blocks.filter(({ language, code }) => language === 'sh' && code.includes('plimsoll --'));

const LOADER = ['--no-warnings', '--import', './scripts/ts-node.mjs'];

describe('code in the documentation', () => {
  it('is there to be run', () => {
    expect(programs.length).toBeGreaterThanOrEqual(2);
    expect(shells.length).toBeGreaterThanOrEqual(1);
  });

  it.each(programs.map((block, index) => ({ ...block, index })))(
    'runs: $page, program $index',
    async ({ code, index }) => {
      const folder = join(repositoryRoot, 'out', 'docs');
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `program-${index}.ts`);
      writeFileSync(
        file,
        code
          .replaceAll("from 'plimsoll'", "from '../../src/index.js'")
          .replaceAll("from 'plimsoll/domain'", "from '../../domain/index.js'"),
      );
      const { stderr } = await execute(process.execPath, [...LOADER, file], { cwd: repositoryRoot });
      expect(stderr).toBe('');
    },
    60_000,
  );

  it.each(shells)(
    'runs: commands of $page',
    async ({ code }) => {
      const folder = mkdtempSync(join(repositoryRoot, 'out-'));
      try {
        for (const line of code.split('\n').filter((text) => text.startsWith('npm run'))) {
          const words = line.split(/\s+--\s+/)[1]!.split(/\s+/);
          const moved = words.map((word) => word.replace(/^out(?=\/|$)/, folder));
          const args = [...LOADER, 'src/cli/main.ts', ...moved];
          const { stdout } = await execute(process.execPath, args, { cwd: repositoryRoot, maxBuffer: 1 << 28 });
          expect(typeof stdout).toBe('string');
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    180_000,
  );
});

describe('links in the documentation', () => {
  it.each(pages)('%s leads nowhere that is not there', (page) => {
    const text = readFileSync(join(repositoryRoot, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    const broken = links
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(resolve(repositoryRoot, dirname(page), target)));
    expect(broken).toEqual([]);
  });
});
