// Bundles examples/browser into a folder that any web server can serve: the domain and the page, one file of code.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const from = join(root, 'examples/browser');
const out = process.argv[2] ?? join(root, 'out/browser');

mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: [join(from, 'main.ts')],
  outfile: join(out, 'main.js'),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  metafile: true,
  alias: { 'plimsoll/domain': join(root, 'domain/index.ts') },
});
for (const file of ['index.html', 'style.css']) copyFileSync(join(from, file), join(out, file));
const [{ bytes }] = Object.values(metafile.outputs);
console.log(`${join(out, 'index.html')}, ${Math.round(bytes / 1024)} KiB of code`);
