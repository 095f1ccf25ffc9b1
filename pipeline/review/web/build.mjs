// Bundles the desk's page and writes it as one C file, so that the binary needs nothing beside it at run time.
// usage: node build.mjs FOLDER_OF_NODE_MODULES OUT.c      (leaves the files themselves in OUT's folder under web/, for a look)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out] = process.argv.slice(2).map((p) => path.resolve(p));
const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.join(path.dirname(out), 'web');
const esbuild = createRequire(path.join(modules, 'x.js'))('esbuild');

rmSync(web, { recursive: true, force: true });
mkdirSync(web, { recursive: true });
const built = await esbuild.build({
  entryPoints: { desk: path.join(here, 'src/main.js'), style: path.join(here, 'style/desk.css') },
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'eof',
  nodePaths: [modules],
  entryNames: 'assets/[name]-[hash]',
  outdir: web,
  metafile: true,
  logLevel: 'warning',
});

const name = (ext) =>
  '/' +
  path.relative(
    web,
    Object.keys(built.metafile.outputs)
      .map((p) => path.resolve(p))
      .find((p) => p.endsWith(ext)),
  );
const html = readFileSync(path.join(here, 'index.html'), 'utf8').replace('{{script}}', name('.js')).replace('{{style}}', name('.css'));
writeFileSync(path.join(web, 'index.html'), html);
writeFileSync(path.join(web, 'icon.svg'), readFileSync(path.join(here, 'icon.svg')));

// The licences ask that their texts go with the copies.
const licences = [['openseadragon', 'LICENSE.txt'], ['preact', 'LICENSE'], ['htm', 'LICENSE']];
writeFileSync(
  path.join(web, 'licences.txt'),
  licences.map(([part, file]) => `${part}\n\n${readFileSync(path.join(modules, part, file), 'utf8').trim()}\n`).join('\n----\n\n'),
);

const assets = [
  ['/', 'text/html; charset=utf-8', 'index.html'],
  [name('.css'), 'text/css; charset=utf-8'],
  [name('.js'), 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'image/svg+xml'],
  ['/licences.txt', 'text/plain; charset=utf-8'],
];
const table = assets.map(([where, type, file], i) => {
  const bytes = readFileSync(path.join(web, file ?? where));
  const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return {
    data: `static const unsigned char bytes_${i}[] = {${[...bytes].join(',').replace(/(.{1,150}),/g, '$1,\n')}};\n`,
    row: `    {"${where}", "${type}", bytes_${i}, sizeof bytes_${i}, "\\"${etag}\\""},\n`,
  };
});
writeFileSync(
  out,
  '// Made by pipeline/review/web/build.mjs; not to be edited.\n#include "assets.h"\n' +
    table.map((t) => t.data).join('') +
    `const struct asset review_assets[] = {\n${table.map((t) => t.row).join('')}    {NULL, NULL, NULL, 0, NULL},\n};\n`,
);
