// Prints what the first load of the console weighs, gzipped, and fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FIRST_LOAD_JS_LIMIT_KB = 190;
const dist = 'dist';
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const sizes = readdirSync(join(dist, 'assets')).map((name) => ({
  name,
  kb: gzipSync(readFileSync(join(dist, 'assets', name)), { level: 9 }).length / 1000,
  first: html.includes(`/assets/${name}`),
}));
sizes.sort((one, other) => Number(other.first) - Number(one.first) || other.kb - one.kb);
for (const { name, kb, first } of sizes) console.log(`${first ? 'first' : 'lazy '}  ${kb.toFixed(1).padStart(6)} kB  ${name}`);
const firstJs = sizes.filter((file) => file.first && file.name.endsWith('.js')).reduce((sum, file) => sum + file.kb, 0);
console.log(`first load: ${firstJs.toFixed(1)} kB of JS (limit ${FIRST_LOAD_JS_LIMIT_KB})`);
process.exitCode = firstJs > FIRST_LOAD_JS_LIMIT_KB ? 1 : 0;
