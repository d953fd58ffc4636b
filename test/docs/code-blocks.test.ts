import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compileTree } from '../support/compiled-tree.js';
import { repositoryRoot } from '../support/shared-material.js';

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

const tree = await compileTree();
afterAll(() => {
  tree.remove();
});

describe('code in the documentation', () => {
  it('is there to be run', () => {
    expect(programs.length).toBeGreaterThanOrEqual(2);
    expect(shells.length).toBeGreaterThanOrEqual(1);
  });

  it.concurrent.each(programs.map((block, index) => ({ ...block, index })))(
    'runs: $page, program $index',
    async ({ code, index }) => {
      expect((await tree.program(`program-${index}`, code)).stderr).toBe('');
    },
    60_000,
  );

  it.concurrent.each(shells)(
    'runs: commands of $page',
    async ({ code }) => {
      const folder = mkdtempSync(join(repositoryRoot, 'out-'));
      try {
        for (const line of code.split('\n').filter((text) => text.startsWith('npm run'))) {
          const written = line.split(/\s+--\s+/)[1]!.split(/\s+/);
          const words = written.map((word) => word.replace(/^out(?=\/|$)/, folder));
          const { stdout } = await tree.plimsoll(words);
          const [, file] = words.slice(words.indexOf('--out'));
          expect(stdout !== '' || existsSync(file!)).toBe(true);
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
