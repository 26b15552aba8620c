// Writes src/api/schema.d.ts from docs/openapi.json; with --check it only tells whether the file is current.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const spec = resolve(process.env.OPENAPI_JSON ?? join(here, '../../../docs/openapi.json'));
const target = resolve(here, '../../src/api/schema.d.ts');
const generator = join(here, 'node_modules/openapi-typescript/bin/cli.js');

if (!existsSync(spec)) {
  console.error(`no API description at ${spec}; write it first with: simyard openapi > docs/openapi.json`);
  process.exit(2);
}
if (!existsSync(generator)) {
  execFileSync('npm', ['ci'], { cwd: here, stdio: 'inherit' });
}

const scratch = mkdtempSync(join(tmpdir(), 'api-types-'));
const output = join(scratch, 'schema.d.ts');
execFileSync(process.execPath, [generator, spec, '--output', output], { stdio: 'inherit' });
const generated = readFileSync(output, 'utf8');
rmSync(scratch, { recursive: true });

if (!process.argv.includes('--check')) {
  writeFileSync(target, generated);
} else if (readFileSync(target, 'utf8') !== generated) {
  console.error('src/api/schema.d.ts is behind docs/openapi.json; run: npm run generate');
  process.exit(1);
}
