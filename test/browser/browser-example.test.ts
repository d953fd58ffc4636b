import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { repositoryRoot } from '../support/shared-material.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
};

let folder: string;
let server: Server;
let browser: Browser;
let page: Page;
const failures: string[] = [];

/** Serves a folder on loopback. */
function serve(directory: string): Promise<Server> {
  const started = createServer(({ url = '/' }, response) => {
    const file = join(directory, url === '/' ? 'index.html' : url.slice(1).replaceAll('..', ''));
    if (!existsSync(file)) {
      response.writeHead(url === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
    response.end(readFileSync(file));
  });
  return new Promise((ready) => {
    started.listen(0, '127.0.0.1', () => ready(started));
  });
}

const exact = (id: string) => page.locator(`#${id}`).getAttribute('data-exact');

async function moveTo(btc: number, eth: number): Promise<void> {
  await page.locator('#move-BTC').fill(String(btc));
  await page.locator('#move-ETH').fill(String(eth));
}

const inBrowser = existsSync(CHROMIUM) ? describe : describe.skip;

inBrowser('the browser example in headless Chromium (skipped where there is none)', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-browser-'));
    const script = join(repositoryRoot, 'scripts/bundle-browser-example.mjs');
    execFileSync(process.execPath, [script, folder], { cwd: repositoryRoot });
    server = await serve(folder);
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', ({ message }) => failures.push(message));
    page.on('requestfailed', (request) => failures.push(request.url()));
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator('html[data-ready=true]').waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await new Promise((closed) => (server === undefined ? closed(0) : server.close(closed)));
    rmSync(folder, { recursive: true, force: true });
  });

  it('measures the pool exactly', async () => {
    // 9,000 less fees of 30 and 12, and 0.1 BTC at 90 %: 8,958 + 5,400. 5 % of 60,000 and 24,000.
    expect(await exact('equity')).toBe('14358');
    expect(await exact('maintenance')).toBe('4200');
    expect(await page.locator('#state').textContent()).toBe('safe');
    expect(await page.locator('#story li').count()).toBe(0);
  });

  it('liquidates the largest loss first and stops when the pool is restored', async () => {
    await moveTo(-20, 0);
    // 14,358 - 12,000 - 1,080 of collateral; 5 % of 48,000 and 24,000 are 3,600, of ETH alone 1,200.
    expect(await exact('equity')).toBe('1278');
    expect(await exact('maintenance')).toBe('3600');
    expect(await exact('left')).toBe('1278');
    expect(await page.locator('#state').textContent()).toBe('liquidated in part');
    const told: (string | null)[] = [];
    for (const line of await page.locator('#story li').all()) {
      told.push(await line.getAttribute('data-type'));
    }
    // What is left is below 1.5 x 1,200, so the pool is called anew.
    expect(told).toEqual([
      'MarginCallIssued',
      'LiquidationStarted',
      'PositionClosed',
      'LiquidationEnded',
      'MarginCallIssued',
    ]);
    expect(await page.locator('#positions li').allTextContents()).toEqual([
      expect.stringMatching(/^short 8 ETH-PERP/),
    ]);
  });

  it('owes what a jump takes beyond the collateral', async () => {
    await moveTo(-30, 0);
    // 8,958 - 18,000 = -9,042 in dollars against 4,200 of BTC unsold: 4,842 are owed.
    expect(await page.locator('#state').textContent()).toBe('more lost than was there');
    expect(await page.locator('#story').textContent()).toContain('4,842 are owed');
  });

  it('shocks both assets over a grid, and a click on a cell goes there', async () => {
    expect(await page.locator('#grid td').count()).toBe(17 * 17);
    const cell = page.locator('#grid td[data-btc="-20"][data-eth="-20"]');
    // The short earns 4,800, so 6,078 stand against 2,400 + 960.
    expect(await cell.getAttribute('data-exact')).toBe('6078');
    expect(await cell.getAttribute('class')).toBe('safe');
    await cell.click();
    expect(await exact('equity')).toBe('6078');
    expect(await page.locator('#move-BTC').inputValue()).toBe('-20');
  });

  it('judges again with more money, and refuses what cannot open', async () => {
    await moveTo(-20, 0);
    await page.locator('#dollars').fill('12000');
    await page.locator('#dollars').blur();
    expect(await exact('equity')).toBe('4278');
    expect(await page.locator('#state').textContent()).toBe('margin call');
    await page.locator('#dollars').fill('1000');
    await page.locator('#dollars').blur();
    expect(await page.locator('#refused').textContent()).toContain('free margin');
  });

  it('met no error and asked no other host', () => {
    expect(failures).toEqual([]);
  });
});
